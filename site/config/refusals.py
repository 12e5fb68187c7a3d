"""What Django would refuse on pages of its own."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.defaults import permission_denied


def form_not_accepted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without the secret of the page that it should have come from."""
    return permission_denied(request, PermissionDenied(reason))

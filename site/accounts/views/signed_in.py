"""Views for those who are signed in. What they see is theirs alone, so no cache keeps it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is somebody."""

    user: User


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets nobody else in; strangers go to the door and come back."""
    return login_required(never_cache(view))

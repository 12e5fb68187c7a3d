"""What was uploaded, as far as everyone may see it."""

from __future__ import annotations

from posixpath import normpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.static import serve

DOCUMENTS = "/documents/"


def no_such_document(request: HttpRequest) -> HttpResponse:
    """The answer to keys that no row can have; Wagtail would stumble over the longest of them."""
    raise Http404


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture. Documents have an address of their own, which knows who may read them."""
    if normpath(f"/{path.lstrip('/')}").startswith(DOCUMENTS):
        raise Http404
    try:
        return serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:
        raise Http404 from error

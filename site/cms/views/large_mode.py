"""Turning large mode on, up, down and off: plain links, so that they work everywhere."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.large_mode import COOKIE, COOKIE_AGE, Size

STANDARD = "standard"


@require_safe
@never_cache
def large_mode(request: HttpRequest, size: str) -> HttpResponse:
    """Remember the size (or forget it) and go back to where the visitor was."""
    if size not in (*Size.values, STANDARD):
        raise Http404
    response = HttpResponseRedirect(_way_back(request))
    if size == STANDARD:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE, size, max_age=COOKIE_AGE, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
        )
    return response


def _way_back(request: HttpRequest) -> str:
    """A path of this site: the page that the link stood on, whose filters may have changed since.

    Browsers that do not tell where they come from are led by the link itself.
    """
    for address in (request.headers.get("Referer"), request.GET.get("next")):
        if address and _is_ours(address, request):
            path = urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()
            if _is_ours(path, request):
                return path
    return "/"


def _is_ours(address: str, request: HttpRequest) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()})

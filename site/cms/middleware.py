"""What every page is told about its visitor before it is made."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from cms import large_mode


class LargeModeMiddleware:
    """Sets ``request.large_mode`` to a size or nothing, and tells caches that pages depend on it.

    Our own cache keeps the sizes apart (`config.page_cache`); for any other on the way, a page
    varies by the cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.large_mode = large_mode.size_of(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response

"""How long anyone on the way may keep a public page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers, set_response_etag

from cms import large_mode

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """Decorates a view whose answer is the same for everyone without cookies of their own.

    It may be kept for PAGE_CACHE_SECONDS, within which what is published is seen. Other answers,
    and those that set a cookie, are asked for each time.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.add_post_render_callback(lambda page: tell_caches(request, page))
        else:
            tell_caches(request, response)
        return response

    return kept


def tell_caches(request: HttpRequest, response: HttpResponse) -> None:
    """Say who may keep this answer, unless that has been said, and how to ask for it again."""
    if response.has_header("Cache-Control"):
        return
    patch_vary_headers(response, ["Cookie"])
    if is_for_everyone(request, response):
        patch_cache_control(response, public=True, max_age=settings.PAGE_CACHE_SECONDS)
        set_response_etag(response)
    else:
        patch_cache_control(response, private=True, no_cache=True)


def is_for_everyone(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether nothing in the answer is meant for this visitor alone.

    A page with a form carries the secret of that visitor's cookie, which is set as it is drawn. The
    wish for large mode is nobody's own: our cache and those that heed `Vary` keep its sizes apart.
    """
    hands_out_secret = request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    own_cookies = set(request.COOKIES) - {large_mode.COOKIE}
    return not (own_cookies or hands_out_secret or response.cookies)

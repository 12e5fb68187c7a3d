"""Anonymous pages, kept for a moment in each process.

On the morning when registration opens everyone reads the same page. It is made once and handed out
for a few seconds. Kept is only what says of itself that it is public, and was the answer to a
visitor without cookies that sets none itself: it holds no session and no token of a form. One
cookie is nobody's own, the wish for large mode: its few sizes are kept side by side.

A page is kept as it travels, compressed. Who has the same page already is told so and no more.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response

from cms import large_mode

MOST_PAGES = 500
LARGEST_PAGE = 500_000

# Fragments for htmx come from the addresses of whole pages.
TELLING_HEADERS = (
    "Accept-Language",
    "HX-Request",
    "HX-History-Restore-Request",
    "HX-Target",
    "Accept",
)

Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Kept:
    """One page as it was answered."""

    until: float
    body: bytes
    headers: dict[str, str]

    def answer(self) -> HttpResponse:
        """A fresh response, for middleware changes those it passes on."""
        return HttpResponse(self.body, headers=self.headers)


class PageCacheMiddleware:
    """Answers from memory before anything else looks at the request.

    PAGE_CACHE_SECONDS is the age at which a page is made anew; 0 switches it off.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.PAGE_CACHE_SECONDS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.pages: OrderedDict[Key, Kept] = OrderedDict()
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or set(request.COOKIES) - {large_mode.COOKIE}:
            return self.get_response(request)
        key = _key(request)
        with self.lock:
            kept = self.pages.get(key)
        if kept and kept.until > time.monotonic():
            response = kept.answer()
        else:
            response = self.get_response(request)
            if request.method == "GET" and _same_for_everyone(response):
                self._keep(key, response)
        return _unless_known(request, response)

    def _keep(self, key: Key, response: HttpResponse) -> None:
        kept = Kept(
            until=time.monotonic() + settings.PAGE_CACHE_SECONDS,
            body=response.content,
            headers=dict(response.items()),
        )
        with self.lock:
            self.pages[key] = kept
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)


def _key(request: HttpRequest) -> Key:
    return (
        request.scheme,
        request.META.get("HTTP_HOST"),
        request.get_full_path(),
        large_mode.size_of(request),
        "gzip" if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")) else None,
        *(request.headers.get(name) for name in TELLING_HEADERS),
    )


def _same_for_everyone(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "public" in response.get("Cache-Control", "")
        and len(response.content) <= LARGEST_PAGE
    )


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, or a short one for who names the tag that it still has."""
    tag = response.get("ETag")
    if response.status_code != 200 or not tag:
        return response
    return get_conditional_response(request, etag=tag, response=response) or response

"""Pages with a form that is the same for everyone but for its secrets.

On the morning when registration opens everyone asks for the same form. It is made once, with blanks
where the visitor's own secrets stand, and filled in for each visitor for a few seconds.
"""

from __future__ import annotations

import secrets
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

MOST_STENCILS = 100

# What stands in for a visitor's own; nobody can guess it and write it into a text of the page.
BLANK_TOKEN = secrets.token_hex(16)
BLANK_KEY = str(uuid.uuid4())


@dataclass(frozen=True)
class Stencil:
    """A page with blanks."""

    until: float
    body: bytes

    def filled_in(self, request: HttpRequest) -> HttpResponse:
        """The page with a token against forgery and a form key of this visitor's own."""
        body = self.body.replace(BLANK_TOKEN.encode(), get_token(request).encode())
        return HttpResponse(body.replace(BLANK_KEY.encode(), str(uuid.uuid4()).encode()))


class Stencils:
    """The stencils of one view in this process, the oldest given up first.

    Ask `suits` first. Then give `page` a function that makes the page with BLANK_TOKEN as
    `csrf_token` and BLANK_KEY as the form's key.
    """

    def __init__(self) -> None:
        self.kept: OrderedDict[str, Stencil] = OrderedDict()

    def suits(self, request: HttpRequest) -> bool:
        """Whether nothing about this visitor shows on the page: no session, no mode, no message."""
        return (
            settings.PAGE_CACHE_SECONDS > 0
            and request.method == "GET"
            and not set(request.COOKIES) - {settings.CSRF_COOKIE_NAME}
        )

    def page(self, request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
        """The page, filled in; made anew when it is older than PAGE_CACHE_SECONDS.

        What is made with another status than 200 is handed on as it is.
        """
        address = request.build_absolute_uri()
        stencil = self.kept.get(address)
        if stencil is None or stencil.until < time.monotonic():
            response = make()
            if response.status_code != 200:
                return response
            stencil = Stencil(time.monotonic() + settings.PAGE_CACHE_SECONDS, response.content)
            self.kept[address] = stencil
            while len(self.kept) > MOST_STENCILS:
                self.kept.popitem(last=False)
        return stencil.filled_in(request)

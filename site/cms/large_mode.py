"""Large mode: the same pages, larger and calmer, for whoever asked for it on this device.

The wish is a cookie and nothing else: it needs no account and says nothing about anybody. It has
three sizes; the stylesheet turns the root size by them, and everything else follows.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

COOKIE = "large_mode"
COOKIE_AGE = 400 * 24 * 60 * 60
"""Seconds; browsers keep no cookie longer (draft-ietf-httpbis-rfc6265bis, 5.5)."""


class Size(TextChoices):
    """How large: text of 20, 25 and 30 px."""

    LARGE = "large", _("Large")
    LARGER = "larger", _("Larger")
    LARGEST = "largest", _("Largest")


def size_from(cookie: str | None) -> Size | None:
    """The size that the cookie's value names; nothing for the standard version."""
    return Size(cookie) if cookie in Size.values else None


def size_of(request: HttpRequest) -> Size | None:
    """The size in which this visitor wants the site."""
    return size_from(request.COOKIES.get(COOKIE))

"""What a guest sees after signing up: look into your mail.

It is the same page for everyone: for newcomers, for those who were registered already, and for
those who try out whether somebody else is. What happened is told to the address and to nobody else.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from brands.services.themes import dress
from core import clock
from events.models import Event, Session
from events.services.registration.eligibility import way_in_of
from events.views.event import shown_event

# The address that was typed, for the browser that typed it, as long as one waits for a letter.
COOKIE = "written_to"
COOKIE_SECONDS = 15 * 60


class SeeOther(HttpResponseRedirect):
    """What was sent is dealt with; the answer to it is over there (RFC 9110, 15.4.4)."""

    status_code = 303


def to_registered_page(event: Event, address: str) -> HttpResponse:
    """The answer to the form of a guest, whatever came of it."""
    url = reverse("registered", args=[event.slug, event.pk])
    answer = SeeOther(url)
    answer.set_cookie(
        COOKIE,
        signing.dumps(address, salt=COOKIE),
        max_age=COOKIE_SECONDS,
        path=url,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


@require_safe
@cache_control(private=True, no_store=True)
def registered_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Look into your mail, and what to do where none comes."""
    event = shown_event(pk, request.user)
    if slug != event.slug:
        return HttpResponsePermanentRedirect(reverse("registered", args=[event.slug, event.pk]))
    return render(request, "events/registered.html", context(request, event))


def context(request: HttpRequest, event: Event) -> dict[str, Any]:
    """The event as everyone sees it, and the address that this browser has just typed."""
    address = typed_address(request)
    sessions = Session.objects.filter(event=event).planned().select_related("branch", "room")
    return {
        "event": event,
        **dress(event.brand),
        "crumbs": [
            (_("What is on"), reverse("event_list")),
            (event.title, event.get_absolute_url()),
            (_("Look into your mail"), None),
        ],
        "sessions": list(sessions),
        "way_in": way_in_of(event, now=clock.now()),
        "address": address,
        "by_text": bool(address) and "@" not in address,
        "mailbox_url": reverse("dev_mailbox") if settings.DEV_MAILBOX else "",
    }


def typed_address(request: HttpRequest) -> str:
    """Where the letter went, if it was this browser that asked for it a moment ago."""
    try:
        address: str = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=COOKIE_SECONDS
        )
    except signing.BadSignature:
        return ""
    return address

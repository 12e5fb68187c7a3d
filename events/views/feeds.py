"""Calendars to subscribe to, and the calendar file of one event."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from core import clock
from core.addresses import absolute
from events.forms.filters import EventFilterForm
from events.models import Session
from events.services.calendar import calendar_file, session_entry
from events.services.listing import Filters, matching_sessions
from events.views.event import public_event

FIVE_MINUTES = 300
CONTENT_TYPE = "text/calendar; charset=utf-8"

# A subscribed calendar shows what is in the file and nothing else: the last weeks stay in it.
DAYS_TO_LOOK_BACK = 30
LONGEST_FEED = 5000


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
@conditional_page
def event_feed(request: HttpRequest) -> HttpResponse:
    """All sessions that the filters of the list leave over, cancelled ones marked as such.

    Kept for five minutes: thousands of entries take a second to write, and calendars ask by the
    hour. Filters that cannot be read are refused, for nobody would see a notice in a calendar.
    """
    key, cache = feed_key(request), caches["feeds"]
    body = cache.get(key)
    if body is None:
        now = clock.now()
        form = EventFilterForm(request.GET, now=now)
        if not form.is_valid():
            return refusal(form)
        body = write_feed(form.filters(), source=request.get_full_path(), now=now)
        cache.set(key, body, FIVE_MINUTES)
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="events.ics"'
    return response


def refusal(form: EventFilterForm) -> HttpResponse:
    """What is wrong with the filters, a line for each."""
    lines = [
        f"{form[name].label}: {message}\n"
        for name, messages in form.errors.items()
        for message in messages
    ]
    return HttpResponse("".join(lines), status=400, content_type="text/plain; charset=utf-8")


def feed_key(request: HttpRequest) -> str:
    """Where a feed is kept: by its language and its address."""
    address = f"{get_language()} {request.get_full_path()}"
    return f"event-feed:{sha256(address.encode()).hexdigest()}"


def write_feed(filters: Filters, *, source: str, now: datetime) -> bytes:
    """The file, read from the database."""
    days = filters.days
    if days.first == timezone.localdate(now):
        days = replace(days, first=days.first - timedelta(days=DAYS_TO_LOOK_BACK))
    sessions = (
        matching_sessions(filters)
        .on(days)
        .select_related("branch", "room", "event__intake", "event__brand")
        .order_by("starts_at", "pk")[:LONGEST_FEED]
    )
    return calendar_file(
        (session_entry(session, now=now) for session in sessions),
        name=_("Events of the library"),
        source=absolute(source),
    )


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def event_calendar(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The sessions of one event, for a visitor who wants to remember it."""
    event = public_event(pk)
    if slug != event.slug:
        return HttpResponsePermanentRedirect(reverse("event_calendar", args=[event.slug, event.pk]))
    sessions = Session.objects.filter(event=event).select_related("branch", "room")
    entries = []
    for session in sessions.order_by("starts_at", "pk"):
        session.event = event
        entries.append(session_entry(session, now=clock.now()))
    response = HttpResponse(calendar_file(entries, name=event.title), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response

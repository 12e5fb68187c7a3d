"""Feeds of any filter of the list, and the calendar file of one event."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from cms.views.form_pages import UNREADABLE_ADDRESS
from core import clock
from core.addresses import absolute, with_query
from events.forms.filters import EventFilterForm
from events.models import Session
from events.services.calendar import calendar_file, session_entry
from events.services.finding.feeds import Source, json_feed, newest_events, next_events, rss_feed
from events.services.finding.listing import Filters, matching_sessions
from events.views.event import public_event

LONGEST_KEY = 18
FIVE_MINUTES = 300
CALENDAR = "text/calendar; charset=utf-8"

# A subscribed calendar shows what is in the file and nothing else: the last weeks stay in it.
DAYS_TO_LOOK_BACK = 30
LONGEST_CALENDAR = 5000

Write = Callable[[Filters, Source], bytes]


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
@conditional_page
def event_feed(request: HttpRequest) -> HttpResponse:
    """All sessions that the filters of the list leave over, cancelled ones marked as such."""
    response = kept_feed(request, calendar_body, CALENDAR)
    if response.status_code == HTTPStatus.OK:
        response["Content-Disposition"] = 'inline; filename="events.ics"'
    return response


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
@conditional_page
def event_rss(request: HttpRequest) -> HttpResponse:
    """The latest published of what is still to come, for who follows."""
    return kept_feed(request, rss_body, "application/rss+xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
@conditional_page
def event_json(request: HttpRequest) -> HttpResponse:
    """What comes next, for the pages and programs of others: any site's scripts may read it."""
    response = kept_feed(request, json_body, "application/feed+json; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def kept_feed(request: HttpRequest, write: Write, content_type: str) -> HttpResponse:
    """The feed of these filters, written anew every five minutes.

    Thousands of entries take a second to write, and calendars ask by the hour. Filters that cannot
    be read are refused, for nobody would see a notice in a feed.
    """
    key, cache = feed_key(request), caches["feeds"]
    body = cache.get(key)
    if body is None:
        form = EventFilterForm(request.GET, now=clock.now())
        if not form.is_valid():
            return refusal(form)
        page = with_query(reverse("event_list"), request.GET)
        body = write(form.filters(), Source(feed=request.get_full_path(), page=page))
        cache.set(key, body, FIVE_MINUTES)
    return HttpResponse(body, content_type=content_type)


def refusal(form: EventFilterForm) -> HttpResponse:
    """What is wrong with the filters, a line for each."""
    lines = [
        f"{form[name].label}: {message}\n"
        for name, messages in form.errors.items()
        for message in messages
    ]
    return HttpResponse(
        "".join(lines), status=UNREADABLE_ADDRESS, content_type="text/plain; charset=utf-8"
    )


def feed_key(request: HttpRequest) -> str:
    """Where a feed is kept: by its language and its address."""
    address = f"{get_language()} {request.get_full_path()}"
    return f"event-feed:{sha256(address.encode()).hexdigest()}"


def calendar_body(filters: Filters, source: Source) -> bytes:
    """The sessions of these days, read from the database; of the last weeks too."""
    days = filters.days
    if days.first == timezone.localdate(days.now):
        days = replace(days, first=days.first - timedelta(days=DAYS_TO_LOOK_BACK))
    sessions = (
        matching_sessions(filters)
        .on(days)
        .select_related("branch", "room", "event__intake", "event__brand")
        .order_by("starts_at", "pk")[:LONGEST_CALENDAR]
    )
    return calendar_file(
        (session_entry(session, now=days.now) for session in sessions),
        name=_("Events of the library"),
        source=absolute(source.feed),
    )


def rss_body(filters: Filters, source: Source) -> bytes:
    return rss_feed(newest_events(filters), source)


def json_body(filters: Filters, source: Source) -> bytes:
    return json.dumps(json_feed(next_events(filters), source), ensure_ascii=False).encode()


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def event_calendar(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The sessions of one event, or the one with the key `session`, for a visitor to remember."""
    event = public_event(pk)
    if slug != event.slug:
        return HttpResponsePermanentRedirect(reverse("event_calendar", args=[event.slug, event.pk]))
    sessions = Session.objects.filter(event=event).select_related("branch", "room")
    if "session" in request.GET:
        sessions = sessions.filter(pk=number_in(request.GET["session"]))
        if not sessions:
            raise Http404
    entries = []
    for session in sessions.order_by("starts_at", "pk"):
        session.event = event
        entries.append(session_entry(session, now=clock.now()))
    response = HttpResponse(calendar_file(entries, name=event.title), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


def number_in(text: str) -> int:
    """The key that is written there, or 0, which nothing has."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_KEY else 0

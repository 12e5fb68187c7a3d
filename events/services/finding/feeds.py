"""What is on as feeds: RSS 2.0 for those who follow, JSON Feed 1.1 for other sites and programs.

https://www.rssboard.org/rss-specification and https://www.jsonfeed.org/version/1.1/. JSON Feed lets
a publisher add what it has no word for under a name that begins with `_`: see `_event_facts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, prefetch_related_objects
from django.utils import timezone
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractRendition, SourceImageIOError

from core.addresses import absolute
from core.bilingual import stand_in_language
from core.text import for_xml
from events.choices import AttendanceMode
from events.models import Event, Session
from events.services.finding.listing import Card, Filters, cards, listed_sessions, prefetch_pictures
from events.services.words import opening_in_words, place_in_words, time_in_words

LONGEST_FEED = 100
"""Events; whoever wants all of them subscribes to the calendar."""

PICTURE = "format-jpeg|fill-720x480"
"""The one that lists show, which is made already."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)
JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True)
class Source:
    """Where a feed is read, and the page that shows the same; paths without a host."""

    feed: str
    page: str


def newest_events(filters: Filters) -> list[Card]:
    """What is still to come, the latest published first: who follows sees each once."""
    newest = listed_sessions(filters).order_by(
        F("event__first_published_at").desc(nulls_last=True), "-event_id"
    )
    shown = cards(newest[:LONGEST_FEED], filters.days)
    shown.sort(
        key=lambda card: (card.event.first_published_at or LONG_AGO, card.event.pk), reverse=True
    )
    return _with_all_told(shown)


def next_events(filters: Filters) -> list[Card]:
    """What comes next, the nearest first."""
    return _with_all_told(cards(listed_sessions(filters)[:LONGEST_FEED], filters.days))


def _with_all_told(shown: list[Card]) -> list[Card]:
    prefetch_pictures(card.event for card in shown)
    prefetch_related_objects([card.session for card in shown], "room")
    return shown


def rss_feed(shown: Sequence[Card], source: Source) -> bytes:
    """The events as an RSS 2.0 channel in the active language."""
    feed = Rss201rev2Feed(
        title=_title(),
        link=absolute(source.page),
        description=_description(),
        language=get_language(),
        feed_url=absolute(source.feed),
    )
    for card in shown:
        event, picture = card.event, picture_of(card.event)
        feed.add_item(
            title=for_xml(event.title),
            link=absolute(event.get_absolute_url()),
            description=for_xml(_in_html(card)),
            unique_id=event_uid(event),
            unique_id_is_permalink=False,
            pubdate=event.first_published_at,
            categories=[for_xml(tag) for tag in _tags(event)],
            enclosures=[_enclosure(picture)] if picture else [],
        )
    return feed.writeString("utf-8").encode()


def json_feed(shown: Sequence[Card], source: Source) -> dict[str, Any]:
    """The events as a JSON Feed in the active language."""
    return {
        "version": JSON_FEED,
        "title": _title(),
        "description": _description(),
        "home_page_url": absolute(source.page),
        "feed_url": absolute(source.feed),
        "language": get_language(),
        "items": [_json_item(card) for card in shown],
    }


def _json_item(card: Card) -> dict[str, Any]:
    event, picture = card.event, picture_of(card.event)
    published = event.first_published_at
    item = {
        "id": event_uid(event),
        "url": absolute(event.get_absolute_url()),
        "title": event.title,
        "content_text": "\n".join(filter(None, [when_in_words(card), event.summary])),
        "summary": event.summary,
        "image": absolute(picture.url) if picture else "",
        "date_published": timezone.localtime(published).isoformat() if published else "",
        "tags": _tags(event),
        "language": stand_in_language(event, "title") or get_language(),
    }
    told = {name: value for name, value in item.items() if value}
    return told | {"_event": _event_facts(card)}


def _event_facts(card: Card) -> dict[str, Any]:
    """What programs want to know of the event and its next session; unknown facts are null.

    Moments are ISO 8601 with the library's offset. What has no times has whole days: `all_day`,
    with `opens_daily` and `closes_daily` where each day has its hours.
    """
    event, session = card.event, card.session
    return {
        "starts_at": timezone.localtime(session.starts_at).isoformat(),
        "ends_at": timezone.localtime(session.ends_at).isoformat(),
        "all_day": session.spans_whole_days,
        "opens_daily": _clock_time(session.daily_opens_at),
        "closes_daily": _clock_time(session.daily_closes_at),
        "attendance_mode": event.attendance_mode,
        "branch": _branch_facts(session),
        "room": session.room.name if session.room else None,
        "brand": {"slug": event.brand.slug, "name": event.brand.name} if event.brand else None,
        "kind": event.kind,
        "audience": event.audience,
        "age_from": event.age_from,
        "age_to": event.age_to,
        "way_in": card.way_in.state,
        "free_places": card.way_in.free if card.way_in.takes_registrations else None,
    }


def _branch_facts(session: Session) -> dict[str, Any]:
    branch = session.branch
    return {
        "slug": branch.slug,
        "name": branch.name,
        "address": branch.address,
        "url": absolute(branch.get_absolute_url()),
        "latitude": None if branch.latitude is None else float(branch.latitude),
        "longitude": None if branch.longitude is None else float(branch.longitude),
    }


def event_uid(event: Event) -> str:
    """The identity of the event in every feed: its address may change with its title."""
    return f"event-{event.pk}@{urlsplit(settings.BASE_URL).hostname}"


def picture_of(event: Event) -> AbstractRendition | None:
    """The event's photo as lists show it, unless it has none or its file is lost."""
    if event.image is None:
        return None
    try:
        picture = event.image.get_rendition(PICTURE)
    except SourceImageIOError:
        return None
    return picture if picture.file.storage.exists(picture.file.name) else None


def when_in_words(card: Card) -> str:
    """When and where the session is that comes first, in one line."""
    session = card.session
    told = [time_in_words(session), opening_in_words(session), place_in_words(session)]
    return " · ".join(filter(None, told))


def _in_html(card: Card) -> str:
    """Readers of RSS take a description for HTML."""
    summary = card.event.summary
    told = format_html("<p>{}</p>", when_in_words(card))
    return format_html("{}<p>{}</p>", told, summary) if summary else told


def _tags(event: Event) -> list[str]:
    """By what the list can be filtered, in words."""
    brand = [event.brand.name] if event.brand else []
    online = [] if event.attendance_mode == AttendanceMode.ONSITE else [str(_("Online"))]
    return [*brand, str(event.get_kind_display()), str(event.get_audience_display()), *online]


def _enclosure(picture: AbstractRendition) -> Enclosure:
    return Enclosure(absolute(picture.url), str(picture.file.size), "image/jpeg")


def _clock_time(value: time | None) -> str | None:
    return f"{value:%H:%M}" if value else None


def _title() -> str:
    return _("Events of the library")


def _description() -> str:
    return _("Events of the public libraries: reading, learning and meeting, for every age.")

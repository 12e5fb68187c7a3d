"""Sessions as entries of a calendar (RFC 5545): the same for a ticket, an event and a feed.

An entry keeps its identity for ever, so a calendar that fetches it again moves what it has
instead of showing it twice.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils.translation import get_language

from core.addresses import absolute
from events.models import Session
from events.services.words import opening_in_words, place_in_words

PRODUCT = "-//Shuxiang//Library events//EN"

# How often a subscribed calendar is asked to look again (RFC 7986, section 5.7).
REFRESH_EVERY = timedelta(hours=4)


def calendar_file(entries: Iterable[icalendar.Event], *, name: str, source: str = "") -> bytes:
    """An iCalendar file of these entries; `source` is where a subscriber fetches it again."""
    return icalendar.Calendar.new(
        prodid=PRODUCT,
        name=name,
        language=get_language(),
        source=source or None,
        refresh_interval=REFRESH_EVERY if source else None,
        subcomponents=entries,
    ).to_ical()


def session_entry(
    session: Session,
    *,
    now: datetime,
    with_online_link: bool = False,
    is_cancelled: bool = False,
    revision: int = 0,
) -> icalendar.Event:
    """The session in the active language, with its event's intake, and its branch and room.

    The online link is for the registered only: never set `with_online_link` in a public file.
    `is_cancelled` tells it as cancelled though it takes place, to those who do not go. `revision`
    counts the changes of their own registration, which the file has to tell as well.
    """
    event, intake = session.event, session.event.intake
    start, end = _period(session)
    is_cancelled = is_cancelled or session.is_cancelled or intake.is_cancelled
    address = absolute(event.get_absolute_url())
    link = session.online_url if with_online_link else ""
    entry = icalendar.Event.new(
        uid=session_uid(session),
        stamp=now,
        start=start,
        end=end,
        summary=event.title,
        description="\n\n".join(
            filter(None, [event.summary, opening_in_words(session), link, address])
        ),
        location=place_in_words(session),
        url=address,
        status=icalendar.STATUS.CANCELLED if is_cancelled else icalendar.STATUS.CONFIRMED,
        # Days on which an exhibition is open do not make a visitor busy.
        transparency=icalendar.TRANSP.TRANSPARENT
        if session.spans_whole_days
        else icalendar.TRANSP.OPAQUE,
        sequence=intake.ical_sequence + revision,
        categories=[event.brand.name] if event.brand else [],
    )
    branch = session.branch
    if branch.latitude is not None and branch.longitude is not None:
        entry.add("geo", (branch.latitude, branch.longitude))
    return entry


def session_uid(session: Session) -> str:
    """The identity of the session in every calendar (RFC 7986, section 5.3)."""
    return f"session-{session.pk}@{urlsplit(settings.BASE_URL).hostname}"


def _period(session: Session) -> tuple[date | datetime, date | datetime]:
    """Moments in UTC, or whole days with the last one not included."""
    if session.spans_whole_days:
        return session.first_day, session.last_day + timedelta(days=1)
    return session.starts_at.astimezone(UTC), session.ends_at.astimezone(UTC)

"""Sessions as the lines of a calendar: narrow rows, for a month may hold thousands.

First every session that fits is marked by its days, then the few that a page has room for are
told. Neither step makes an instance of a model.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from core.bilingual import InLanguage
from core.days import midnight
from core.text import address_slug
from events.choices import AttendanceMode, EventStatus
from events.models import Session
from events.querysets import Days
from events.services.finding.listing import Filters, matching_sessions

TOLD = (
    "pk",
    "event_id",
    "event__title_en",
    "event__title_zh",
    "event__brand__slug",
    "event__intake__status",
    "event__attendance_mode",
    "starts_at",
    "ends_at",
    "is_all_day",
    "daily_opens_at",
    "daily_closes_at",
    "branch_id",
    "branch__name_en",
    "branch__name_zh",
)


@dataclass(frozen=True)
class Line:
    """A session as a calendar tells it: when, what and where."""

    pk: int
    event_id: int
    title_en: str
    title_zh: str
    brand_slug: str | None
    status: str
    attendance_mode: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    daily_opens_at: time | None
    daily_closes_at: time | None
    branch_id: int
    branch_name_en: str
    branch_name_zh: str

    title = InLanguage()
    branch_name = InLanguage()

    @property
    def url(self) -> str:
        return reverse("event", args=[address_slug(self.title_en, self.title_zh), self.event_id])

    @property
    def is_cancelled(self) -> bool:
        return self.status == EventStatus.CANCELLED

    @property
    def is_online(self) -> bool:
        return self.attendance_mode == AttendanceMode.ONLINE

    @property
    def spans_whole_days(self) -> bool:
        """As `Session.spans_whole_days`."""
        return self.is_all_day or self.daily_opens_at is not None

    @property
    def first_day(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def last_day(self) -> date:
        return timezone.localdate(self.ends_at - timedelta(microseconds=1))


@dataclass(frozen=True)
class Mark:
    """That a session is on from one day to another, as far as they lie within the days asked for.

    What takes place at a time stands under one day; only what is open for days spans several.
    """

    pk: int
    starts_at: datetime
    first: date
    last: date
    spans_days: bool
    weekdays: frozenset[int]

    @property
    def days(self) -> list[date]:
        """The days it is open on, without the weekdays that nobody asked for."""
        length = (self.last - self.first).days + 1
        open_days = (self.first + timedelta(days=number) for number in range(length))
        return [day for day in open_days if not self.weekdays or day.weekday() in self.weekdays]


def marks_between(filters: Filters, first: date, last: date) -> list[Mark]:
    """All sessions that fit, on these days and whichever the time now, in their order."""
    days = Days(now=midnight(first), first=first, last=last, weekdays=filters.days.weekdays)
    is_spanning = Q(is_all_day=True) | Q(daily_opens_at__isnull=False)
    rows: Iterable[Any] = (
        matching_sessions(filters)
        .planned()
        .on(days)
        .annotate(is_spanning=is_spanning & Q(until_day__gt=F("starts_at__date")))
        .order_by("starts_at", "pk")
        .values_list("pk", "starts_at", "day", "until_day", "is_spanning")
    )
    return [
        Mark(pk, starts_at, day, min(until, last) if spans else day, spans, days.weekdays)
        for pk, starts_at, day, until, spans in rows
    ]


def told(marks: Iterable[Mark]) -> dict[int, Line]:
    """What these sessions tell, by their keys, in one statement."""
    keys = {mark.pk for mark in marks}
    rows: Iterable[Any] = Session.objects.filter(pk__in=keys).order_by().values_list(*TOLD)
    return {row[0]: Line(*row) for row in rows}


def in_order(marks: Iterable[Mark], lines: dict[int, Line]) -> list[Line]:
    """The lines of these marks, without those whose session was deleted in the meantime."""
    return [lines[mark.pk] for mark in marks if mark.pk in lines]

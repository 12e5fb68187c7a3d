"""Which event a caller means: what the proxy desk offers while somebody types."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Q, Value, When
from django.utils import timezone

from brands.choices import WayIn
from brands.models import Brand
from cms.formats import CHINESE_WEEKDAYS, ENGLISH_MONTHS, ENGLISH_WEEKDAYS
from core.days import whole_day
from events.choices import RegistrationChannel
from events.models import Event, RegistrationChange, Session
from events.permissions import events_in_scope
from events.querysets import EventQuerySet
from network.models import Branch, Room
from staff.choices import Action

MOST_OFFERED = 8
LAST_REGISTRATIONS = 40
MOST_WORDS = 8

DAYS_FROM_TODAY = {"today": 0, "今天": 0, "tomorrow": 1, "明天": 1, "后天": 2}
WEEKDAYS = {
    name: number
    for number, english in enumerate(ENGLISH_WEEKDAYS)
    for name in (
        english.lower(),
        english[:3].lower(),
        f"周{CHINESE_WEEKDAYS[number]}",
        f"星期{CHINESE_WEEKDAYS[number]}",
    )
} | {"周天": 6, "星期天": 6}
MONTHS = {name[:3].lower(): number for number, name in enumerate(ENGLISH_MONTHS, start=1)}
ISO_DAY = re.compile(r"(?P<year>20\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
CHINESE_DAY = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?")
ENGLISH_DAY = re.compile(rf"(?P<day>\d{{1,2}}) ?(?P<name>{'|'.join(MONTHS)})[a-z]*\b")


def events_to_register_for(user: Any, *, query: str, now: datetime) -> list[Event]:
    """The events that match, first those for which this user registered somebody last.

    Only what is still to come, is published, takes registrations, and lies in the user's scope.
    Words are looked for in titles, brands and places; a day may be among them.
    """
    events = (
        events_in_scope(user, Action.REGISTER)
        .upcoming(now=now)
        .taking_place()
        .filter(live=True)
        .exclude(intake__way_in=WayIn.DROP_IN)
    )
    events = matching(events, query, now=now)
    ranks = [When(pk=key, then=Value(rank)) for rank, key in enumerate(_last_used(user))]
    return list(
        events.annotate(rank=Case(*ranks, default=Value(LAST_REGISTRATIONS)))
        .order_by("rank", "first_starts_at", "pk")
        .select_related("intake", "brand", "branch")
        .prefetch_related("pools")[:MOST_OFFERED]
    )


def matching(events: EventQuerySet, query: str, *, now: datetime) -> EventQuerySet:
    """Those that mention every word of the query, on the day that it names if it names one.

    Of a long query only the first words count: nobody tells events apart by more.
    """
    # PostgreSQL has no NUL in its texts.
    day, words = split_day(query.replace("\0", " ").casefold(), today=timezone.localdate(now))
    if day is not None:
        starts_at, ends_at = whole_day(day)
        on_that_day = Session.objects.planned().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
        events = events.filter(pk__in=on_that_day.values("event"))
    for word in words[:MOST_WORDS]:
        events = events.filter(_mentions(word))
    return events


def _mentions(word: str) -> Q:
    # Names are compared once each, and not once for each event that bears them.
    is_called = Q(name_en__icontains=word) | Q(name_zh__icontains=word)
    branches = Branch.objects.filter(is_called).values("pk")
    rooms = Room.objects.filter(is_called).values("pk")
    elsewhere = Session.objects.filter(Q(branch__in=branches) | Q(room__in=rooms))
    return (
        Q(title_en__icontains=word)
        | Q(title_zh__icontains=word)
        | Q(brand__in=Brand.objects.filter(is_called).values("pk"))
        | Q(branch__in=branches)
        | Q(pk__in=elsewhere.values("event"))
    )


def _last_used(user: Any) -> list[int]:
    """The events of the user's last registrations at the desk, the latest first."""
    entered = RegistrationChange.objects.filter(
        changed_by=user.pk, registration__channel=RegistrationChannel.DESK
    )
    last = entered.order_by("-pk").values_list("registration__event", flat=True)
    return list(dict.fromkeys(last[:LAST_REGISTRATIONS]))


def split_day(query: str, *, today: date) -> tuple[date | None, list[str]]:
    """The day that is named in the query, if one is, and the other words.

    >>> split_day("story 28 nov", today=date(2026, 11, 22))
    (datetime.date(2026, 11, 28), ['story'])
    >>> split_day("明天 故事", today=date(2026, 11, 22))
    (datetime.date(2026, 11, 23), ['故事'])
    """
    for pattern in (ISO_DAY, CHINESE_DAY, ENGLISH_DAY):
        if (found := pattern.search(query)) and (day := _day_of(found, today=today)):
            return day, (query[: found.start()] + " " + query[found.end() :]).split()
    words = query.split()
    for word in words:
        if day := _day_of_word(word, today=today):
            return day, [other for other in words if other != word]
    return None, words


def _day_of(found: re.Match[str], *, today: date) -> date | None:
    """The day; without a year, the next time it comes."""
    parts = found.groupdict()
    month = int(parts["month"]) if "month" in parts else MONTHS[parts["name"]]
    years = [int(parts["year"])] if "year" in parts else [today.year, today.year + 1]
    for year in years:
        try:
            day = date(year, month, int(parts["day"]))
        except ValueError:
            continue
        if day >= today or "year" in parts:
            return day
    return None


def _day_of_word(word: str, *, today: date) -> date | None:
    if word in DAYS_FROM_TODAY:
        return today + timedelta(days=DAYS_FROM_TODAY[word])
    weekday = WEEKDAYS.get(word)
    return None if weekday is None else today + timedelta(days=(weekday - today.weekday()) % 7)

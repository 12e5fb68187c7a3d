"""Figures that are counted once, line by line, and frozen with their lines.

One registry, `SOURCES`, for reports, indicators and targets alike.

* events, sessions, attendances, attendances_online: as `reports.services.facts` has them; a line
  for each month, an event in the first of its months. The same for each group of kinds.
* volunteers: those with service hours on days of the period; a line each, without a name.
* volunteer_minutes: their service hours, of all shifts, in minutes; a line for each place.
* prizes: pieces handed out; a line for each prize.
* prize_readers: readers who got any; one who got prizes in two challenges counts in both.
* readers: who joined a reading challenge, counted likewise; a line for each challenge.
* certificates: issued and valid on the day of counting; a line for what each is for.
* partners: who held events together with the library; a line each.
* media: what newspapers, stations and sites said on days of the period; a line each. The same by
  level of the outlet: media_district, media_city, media_province, media_national.

All of them are of the places that the report is on, by the tree of each day, and of its brand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import TypeAlias

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from brands.models import Brand
from certificates.choices import CertificateState, Purpose
from certificates.models import Certificate
from cms import formats
from core.days import midnight
from events.models import Event, EventPartner
from network.choices import PartnerKind
from network.models import Branch
from network.services.tree import MembershipPeriod, membership_periods
from reports.choices import KindGroup, MediaLevel
from reports.models import MediaMention
from reports.services.facts import Counting, Fact, facts
from reports.services.report.told import FrozenFigure
from rewards.choices import CollectionState
from rewards.models import Collection, Reader
from volunteers.models import HoursEntry

Row: TypeAlias = tuple[str, str, int]
"""The name in English and in Chinese, and its part in the number."""


@dataclass(frozen=True)
class Span:
    """Some days, the places and the brand that are looked at; nothing after `now` counts.

    Attributes:
        whole: the same days of every place and brand, where several spans share what was read.
        periods: when which branches stood at or below the branch, where that was read already.
    """

    first_day: date
    last_day: date
    branch: Branch | None
    brand: Brand | None
    now: datetime
    whole: Span | None = None
    periods: Sequence[MembershipPeriod] | None = None

    @cached_property
    def facts(self) -> list[Fact]:
        """What was held, read once for all figures that look at it.

        Of the whole it is a part wherever no place came or went meanwhile: a fact knows its month.
        """
        if self.whole and self._stood_still:
            return [
                fact
                for fact in self.whole.facts
                if (self.brand is None or fact.brand == self.brand.pk)
                and (self.branch is None or fact.branch in self.members)
            ]
        events = Event.objects.all()
        if self.brand:
            events = events.filter(brand=self.brand)
        return facts(Counting(events, self.first_day, self.last_day, self.now, self.branch))

    @property
    def event_ids(self) -> set[int]:
        return {fact.event_id for fact in self.facts if fact.measures.sessions}

    @cached_property
    def members(self) -> dict[int, list[tuple[date, date]]]:
        """Which branches stood at or below the branch, from and until when."""
        members: dict[int, list[tuple[date, date]]] = defaultdict(list)
        if self.branch:
            periods = self.periods
            if periods is None:
                periods = membership_periods(self.branch, self.first_day, self.until)
            for period in periods:
                members[period.branch_id].append((period.starts_on, period.ends_on))
        return members

    @property
    def _stood_still(self) -> bool:
        """Whether the same places stood below the branch on all of the days."""
        periods = [period for some in self.members.values() for period in some]
        return all(since <= self.first_day and self.until <= until for since, until in periods)

    @property
    def until(self) -> date:
        """The first day that does not count."""
        return self.last_day + timedelta(days=1)

    def holds(self, branch_id: int, day: date) -> bool:
        """Whether what was there on that day is looked at."""
        if self.branch is None:
            return True
        return any(since <= day < until for since, until in self.members.get(branch_id, ()))


def count_figures(span: Span) -> dict[str, FrozenFigure]:
    """Every figure of the period, with its lines."""
    return {key: count_figure(key, span) for key in SOURCES}


def count_figure(key: str, span: Span) -> FrozenFigure:
    """One figure of the period, with its lines."""
    return figure_of(sorted(SOURCES[key](span)))


def figure_of(counted: Iterable[Row]) -> FrozenFigure:
    lines = list(counted)
    rows = tuple({"en": english, "zh": chinese, "n": n} for english, chinese, n in lines)
    return FrozenFigure(sum(n for _english, _chinese, n in lines), rows)


def held(span: Span, *, measure: str, group: KindGroup | None = None) -> Iterator[Row]:
    months: Counter[date] = Counter()
    counted = set()
    for fact in sorted(span.facts, key=lambda fact: fact.month):
        if group and fact.kind not in group.kinds:
            continue
        if measure != "events":
            months[fact.month] += getattr(fact.measures, measure)
        elif fact.measures.sessions and fact.event_id not in counted:
            counted.add(fact.event_id)
            months[fact.month] += 1
    for month, amount in months.items():
        if amount:
            yield *in_both(month), amount


def volunteers(span: Span) -> Iterator[Row]:
    minutes: Counter[int] = Counter()
    shifts = defaultdict(set)
    for entry in _hours(span):
        minutes[entry.volunteer_id] += entry.minutes
        shifts[entry.volunteer_id].add(entry.shift_id)
    for volunteer, amount in minutes.items():
        if amount > 0:
            times, hours = len(shifts[volunteer]), round(amount / 60, 1)
            yield f"{times} × shift, {hours} h", f"{times} 个班次，{hours} 小时", 1


def volunteer_minutes(span: Span) -> Iterator[Row]:
    minutes: Counter[Branch] = Counter()
    for entry in _hours(span):
        minutes[entry.shift.branch] += entry.minutes
    for branch, amount in minutes.items():
        if amount > 0:
            yield branch.name_en, branch.name_zh, amount


def prizes(span: Span) -> Iterator[Row]:
    pieces = Counter(collection.stock.prize for collection in _collections(span))
    for prize, amount in pieces.items():
        yield prize.name_en, prize.name_zh, amount


def prize_readers(span: Span) -> Iterator[Row]:
    readers = defaultdict(set)
    for collection in _collections(span):
        readers[collection.reader.challenge].add(collection.reader_id)
    for challenge, those in readers.items():
        yield challenge.title_en, challenge.title_zh, len(those)


def readers(span: Span) -> Iterator[Row]:
    joined: QuerySet = Reader.objects.filter(**_within(span, "joined_at"))
    if span.brand:
        joined = joined.filter(challenge__brand=span.brand)
    challenges = Counter(
        reader.challenge
        for reader in joined.select_related("challenge")
        if span.holds(reader.branch_id, timezone.localdate(reader.joined_at))
    )
    for challenge, amount in challenges.items():
        yield challenge.title_en, challenge.title_zh, amount


def certificates(span: Span) -> Iterator[Row]:
    issued = Certificate.objects.filter(state=CertificateState.VALID, **_within(span, "issued_at"))
    if span.brand:
        issued = issued.filter(brand=span.brand)
    purposes = Counter(
        certificate.purpose
        for certificate in issued.only("issuer", "issued_at", "purpose")
        if span.holds(certificate.issuer_id, timezone.localdate(certificate.issued_at))
    )
    for purpose, amount in purposes.items():
        yield *_in_both(Purpose(purpose)), amount


def partners(span: Span) -> Iterator[Row]:
    found = EventPartner.objects.filter(event__in=span.event_ids).select_related("partner")
    for partner in {each.partner for each in found}:
        english, chinese = _in_both(PartnerKind(partner.kind))
        yield (
            f"{partner.name_en or partner.name_zh} ({english})",
            f"{partner.name_zh or partner.name_en}（{chinese}）",
            1,
        )


def media(span: Span, level: MediaLevel | None = None) -> Iterator[Row]:
    mentions = MediaMention.objects.between(span.first_day, span.last_day)
    if span.brand:
        mentions = mentions.filter(brand=span.brand)
    if level:
        mentions = mentions.filter(level=level)
    for mention in mentions:
        if span.holds(mention.branch_id, mention.day):
            line = f"{mention.day.isoformat()} · {mention}"
            yield line, line, 1


HELD = ("events", "sessions", "attendances", "attendances_online")
"""Measures of facts that are figures of their own."""

SOURCES: dict[str, Callable[[Span], Iterator[Row]]] = {
    **{measure: partial(held, measure=measure) for measure in HELD},
    **{
        f"{group}_{measure}": partial(held, measure=measure, group=group)
        for group in KindGroup
        for measure in ("events", "attendances")
    },
    "volunteers": volunteers,
    "volunteer_minutes": volunteer_minutes,
    "prizes": prizes,
    "prize_readers": prize_readers,
    "readers": readers,
    "certificates": certificates,
    "partners": partners,
    "media": media,
    **{f"media_{level}": partial(media, level=level) for level in MediaLevel},
}


def _hours(span: Span) -> Iterator[HoursEntry]:
    entries: QuerySet = HoursEntry.objects.between(span.first_day, span.last_day)
    if span.brand:
        entries = entries.filter(shift__event__brand=span.brand)
    for entry in entries.select_related("shift__branch"):
        if span.holds(entry.shift.branch_id, entry.day):
            yield entry


def _collections(span: Span) -> Iterator[Collection]:
    collections: QuerySet = Collection.objects.filter(
        state=CollectionState.COLLECTED, **_within(span, "collected_at")
    )
    if span.brand:
        collections = collections.filter(reader__challenge__brand=span.brand)
    for collection in collections.select_related("stock__prize", "reader__challenge"):
        if span.holds(collection.stock.branch_id, timezone.localdate(collection.collected_at)):
            yield collection


def _within(span: Span, moment: str) -> dict[str, object]:
    return {f"{moment}__gte": midnight(span.first_day), f"{moment}__lt": midnight(span.until)}


def in_both(month: date) -> tuple[str, str]:
    """The month in English and in Chinese."""
    return formats.month_and_year(month, "en"), formats.month_and_year(month, "zh-hans")


def _in_both(choice: PartnerKind | Purpose) -> tuple[str, str]:
    """The word for it in English and in Chinese."""
    words = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words[language] = str(choice.label)
    return words["en"], words["zh-hans"]

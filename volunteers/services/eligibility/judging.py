"""The rules, one function each, in the order in which people are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from typing import Any

from accounts.choices import ConsentPurpose
from cms import formats
from cms.formats import listed
from volunteers.choices import ShiftState
from volunteers.models import VolunteerRules
from volunteers.services.eligibility.slots import Kind, Place, Slot
from volunteers.services.eligibility.standing import Busy, Standing, Standings
from volunteers.services.eligibility.words import Obstacle

EARTH_RADIUS_KM = 6371.0

# Farther apart than this, two shifts have nothing to do with each other.
FAR_APART = timedelta(days=1)


@dataclass
class Hand:
    """One volunteer with what all their cases share."""

    standing: Standing
    to_agree_to: frozenset[str]
    rules: VolunteerRules
    now: datetime
    without: Collection[int] = field(default_factory=frozenset)

    @cached_property
    def on_list(self) -> set[int]:
        """The shifts that they are on, or wait for."""
        return {busy.shift_id for busy in self.standing.busy if busy.claim_id not in self.without}

    @cached_property
    def busy(self) -> list[Busy]:
        """The places that they hold or are offered."""
        return [
            busy
            for busy in self.standing.busy
            if busy.is_held and busy.claim_id not in self.without
        ]

    @cached_property
    def minutes_by_day(self) -> Counter[date]:
        return self._minutes(lambda day: day)

    @cached_property
    def minutes_by_week(self) -> Counter[Any]:
        return self._minutes(week_of)

    @cached_property
    def minutes_by_month(self) -> Counter[Any]:
        return self._minutes(month_of)

    @cached_property
    def open_claims(self) -> int:
        return sum(busy.starts_at > self.now for busy in self.busy)

    def _minutes(self, period: Callable[[date], Any]) -> Counter[Any]:
        minutes: Counter[Any] = Counter()
        for busy in self.busy:
            minutes[period(busy.day)] += busy.minutes
        return minutes


Rule = Callable[[Slot, Hand], Obstacle | None]


def obstacles(
    standings: Standings,
    volunteer_id: int,
    slots: Iterable[Slot],
    *,
    rules: VolunteerRules,
    now: datetime,
    without: Collection[int] = frozenset(),
    ignoring: Collection[str] = frozenset(),
) -> dict[int, list[Obstacle]]:
    """Everything that keeps the volunteer from each of these slots, by the key of the need.

    Args:
        without: the keys of own claims that would be gone: the one that is swapped or accepted.
        ignoring: codes of rules that do not matter here, such as `full` where a place is given.
    """
    hand = Hand(standings[volunteer_id], standings.to_agree_to, rules, now, without)
    asked = [rule for code, rule in RULES if code not in ignoring]
    found = {}
    for slot in slots:
        said = (rule(slot, hand) for rule in asked)
        found[slot.need_id] = [each for each in said if each and each.code not in ignoring]
    return found


def not_approved(slot: Slot, hand: Hand) -> Obstacle | None:
    return None if hand.standing.volunteer.is_approved else Obstacle("not_approved")


def agreement(slot: Slot, hand: Hand) -> Obstacle | None:
    is_asked = ConsentPurpose.VOLUNTEERING in hand.to_agree_to
    has_agreed = ConsentPurpose.VOLUNTEERING in hand.standing.agreed_to
    return Obstacle("agreement") if is_asked and not has_agreed else None


def guardian_consent(slot: Slot, hand: Hand) -> Obstacle | None:
    if ConsentPurpose.MINOR_VOLUNTEER in hand.standing.agreed_to:
        return None
    is_minor = hand.standing.volunteer.is_minor(on=slot.day)
    return Obstacle("guardian_consent") if is_minor else None


def suspended(slot: Slot, hand: Hand) -> Obstacle | None:
    volunteer = hand.standing.volunteer
    if volunteer.suspended_from is None:
        return None
    is_suspended = any(volunteer.is_suspended(now=at) for at in (hand.now, slot.starts_at))
    return Obstacle("suspended") if is_suspended else None


def is_open(slot: Slot, hand: Hand) -> Obstacle | None:
    """Not published, closed, cancelled, or begun."""
    if slot.starts_at <= hand.now:
        return Obstacle("over")
    return CLOSED_BY_STATE.get(slot.state)


CLOSED_BY_STATE: dict[str, Obstacle] = {
    ShiftState.DRAFT: Obstacle("not_open"),
    ShiftState.CLOSED: Obstacle("closed"),
    ShiftState.CANCELLED: Obstacle("cancelled"),
}


def already_on(slot: Slot, hand: Hand) -> Obstacle | None:
    return Obstacle("already_on") if slot.shift_id in hand.on_list else None


def full(slot: Slot, hand: Hand) -> Obstacle | None:
    return None if slot.free else Obstacle("full")


def overlap(slot: Slot, hand: Hand) -> Obstacle | None:
    """Half open: a shift until eleven and one from eleven do not overlap."""
    for busy in hand.busy:
        is_other = busy.shift_id != slot.shift_id
        if is_other and busy.starts_at < slot.ends_at and slot.starts_at < busy.ends_at:
            return Obstacle("overlap", {"other": When(busy)})
    return None


def travel(slot: Slot, hand: Hand) -> Obstacle | None:
    """Between shifts at two libraries there is time for the way."""
    for busy in hand.busy:
        if busy.branch_id == slot.branch_id:
            continue
        gap = gap_between(slot, busy)
        if gap is None or gap >= FAR_APART:
            continue
        needed = travel_time(slot.place, busy.place, hand.rules)
        if gap < needed:
            minutes = round(needed.total_seconds() / 60)
            return Obstacle("travel", {"other": When(busy), "n": minutes})
    return None


def rest(slot: Slot, hand: Hand) -> Obstacle | None:
    """Between the shifts of two days there is a night."""
    for busy in hand.busy:
        if busy.day != slot.day:
            gap = gap_between(slot, busy)
            if gap is not None and gap < hand.rules.rest:
                return Obstacle("rest", {"other": When(busy)})
    return None


def background_check(slot: Slot, hand: Hand) -> Obstacle | None:
    missing = [kind for kind in _kinds_not_held(slot, hand) if kind.is_background_check]
    return Obstacle("background_check", {"kinds": Names(missing)}) if missing else None


def credential_missing(slot: Slot, hand: Hand) -> Obstacle | None:
    missing = [
        kind
        for kind in _kinds_not_held(slot, hand)
        if not kind.is_background_check and not hand.standing.credentials.get(kind.pk)
    ]
    return Obstacle("credential_missing", {"kinds": Names(missing)}) if missing else None


def credential_expired(slot: Slot, hand: Hand) -> Obstacle | None:
    expired = [
        kind
        for kind in _kinds_not_held(slot, hand)
        if not kind.is_background_check and hand.standing.credentials.get(kind.pk)
    ]
    return Obstacle("credential_expired", {"kinds": Names(expired)}) if expired else None


def too_young(slot: Slot, hand: Hand) -> Obstacle | None:
    """Whoever has not said how old they are is taken for an adult, as everywhere."""
    if slot.minimum_age is None:
        return None
    age = hand.standing.volunteer.person.age_on(slot.day)
    is_too_young = age is not None and age < slot.minimum_age
    return Obstacle("too_young", {"age": slot.minimum_age}) if is_too_young else None


def hours_day(slot: Slot, hand: Hand) -> Obstacle | None:
    limit = hand.rules.hours_per_day
    on_duty = hand.minutes_by_day[slot.day] + slot.minutes
    return Obstacle("hours_day", {"hours": limit}) if on_duty > limit * 60 else None


def hours_week(slot: Slot, hand: Hand) -> Obstacle | None:
    limit = hand.rules.hours_per_week
    on_duty = hand.minutes_by_week[week_of(slot.day)] + slot.minutes
    return Obstacle("hours_week", {"hours": limit}) if on_duty > limit * 60 else None


def hours_month(slot: Slot, hand: Hand) -> Obstacle | None:
    limit = hand.rules.hours_per_month
    on_duty = hand.minutes_by_month[month_of(slot.day)] + slot.minutes
    return Obstacle("hours_month", {"hours": limit}) if on_duty > limit * 60 else None


def open_claims(slot: Slot, hand: Hand) -> Obstacle | None:
    is_too_much = hand.open_claims >= hand.rules.most_open_claims
    return Obstacle("open_claims", {"n": hand.open_claims}) if is_too_much else None


# By the code that it says; `is_open` says one of several.
RULES: list[tuple[str, Rule]] = [
    ("not_approved", not_approved),
    ("agreement", agreement),
    ("guardian_consent", guardian_consent),
    ("suspended", suspended),
    ("is_open", is_open),
    ("already_on", already_on),
    ("full", full),
    ("overlap", overlap),
    ("travel", travel),
    ("rest", rest),
    ("background_check", background_check),
    ("credential_missing", credential_missing),
    ("credential_expired", credential_expired),
    ("too_young", too_young),
    ("hours_day", hours_day),
    ("hours_week", hours_week),
    ("hours_month", hours_month),
    ("open_claims", open_claims),
]


@dataclass(frozen=True)
class When:
    """The time of another shift; put into words only where somebody reads them."""

    busy: Busy

    def __str__(self) -> str:
        return formats.when(self.busy.starts_at, self.busy.ends_at)


@dataclass(frozen=True)
class Names:
    """Names of credentials; put into words only where somebody reads them."""

    kinds: list[Kind]

    def __str__(self) -> str:
        return listed(kind.name for kind in self.kinds)


def week_of(day: date) -> tuple[int, int]:
    """The week by ISO 8601, which begins on Monday."""
    return day.isocalendar()[:2]


def month_of(day: date) -> tuple[int, int]:
    return day.year, day.month


def gap_between(slot: Slot, busy: Busy) -> timedelta | None:
    """The time between the two; None where they overlap. Measured in UTC."""
    if busy.ends_at <= slot.starts_at:
        return slot.starts_at - busy.ends_at
    if slot.ends_at <= busy.starts_at:
        return busy.starts_at - slot.ends_at
    return None


def travel_time(here: Place | None, there: Place | None, rules: VolunteerRules) -> timedelta:
    """How long the way takes by the rules; where a place is unknown, only what comes on top."""
    minutes = float(rules.travel_minutes)
    if here is not None and there is not None:
        minutes += kilometres(here, there) / rules.travel_kmh * 60
    return timedelta(minutes=minutes)


def kilometres(here: Place, there: Place) -> float:
    """As the crow flies, by the haversine formula."""
    (lat_a, lon_a), (lat_b, lon_b) = ([radians(x) for x in place] for place in (here, there))
    half = sin((lat_b - lat_a) / 2) ** 2
    half += cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def _kinds_not_held(slot: Slot, hand: Hand) -> list[Kind]:
    held = hand.standing.credentials
    return [
        kind
        for kind in slot.kinds
        if not any(each.holds(on=slot.day) for each in held.get(kind.pk, ()))
    ]

"""What a volunteer sees of their hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, Sum
from django.utils import timezone

from core.days import whole_day
from volunteers.choices import ClaimState, DecisionState
from volunteers.models import Claim, HoursEntry, HoursProposal, HoursStanding, Presence, Volunteer
from volunteers.querysets import HoursQuerySet
from volunteers.services.hours.ledger import standing_of
from volunteers.services.hours.stars import Step, next_step, steps_of


@dataclass(frozen=True)
class MyHours:
    """The figures, the way to the next star, and what is not settled yet."""

    standing: HoursStanding
    this_year: int
    steps: list[Step]
    today: list[Claim]
    to_review: list[Presence]
    proposed: list[HoursProposal]

    @property
    def total(self) -> timedelta:
        return timedelta(minutes=self.standing.minutes)

    @property
    def year(self) -> timedelta:
        return timedelta(minutes=self.this_year)

    @property
    def by_hand(self) -> timedelta:
        return timedelta(minutes=self.standing.manual_minutes)

    @property
    def next_step(self) -> Step | None:
        return next_step(self.steps)

    @property
    def full_hours(self) -> int:
        return self.standing.minutes // 60


def hours_of(volunteer: Volunteer, *, now: datetime) -> MyHours:
    """Everything on their page but the list of shifts; seven statements."""
    day = timezone.localdate(now)
    standing = standing_of(volunteer)
    year = HoursEntry.objects.filter(volunteer=volunteer).between(date(day.year, 1, 1), day)
    today, tomorrow = whole_day(day)
    on_now = Q(busy_from__lt=tomorrow, busy_until__gt=today)
    mine = Claim.objects.told().filter(on_now, volunteer=volunteer, state=ClaimState.HELD)
    here = Prefetch("presences", Presence.objects.valid())
    return MyHours(
        standing=standing,
        this_year=year.aggregate(sum=Sum("minutes", default=0))["sum"],
        steps=steps_of(volunteer, minutes=standing.minutes),
        today=list(mine.prefetch_related(here).order_by("busy_from")),
        to_review=list(Presence.objects.told().filter(claim__volunteer=volunteer).to_review()),
        proposed=list(
            HoursProposal.objects.filter(
                volunteer=volunteer, state=DecisionState.OPEN
            ).select_related("shift__event")
        ),
    )


def lines_of(volunteer: Volunteer) -> HoursQuerySet:
    """The shifts that count for them, the newest first."""
    lines = HoursEntry.objects.standing().filter(volunteer=volunteer)
    return lines.select_related("shift__event", "shift__branch").order_by("-day", "-pk")


def durations_told(lines: Iterable[HoursEntry]) -> list[tuple[HoursEntry, timedelta]]:
    """Each line with how long it says."""
    return [(line, timedelta(minutes=line.minutes)) for line in lines]

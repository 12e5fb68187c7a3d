"""Stars: which are reached, asked for and confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.constraints import violated_constraint
from volunteers.choices import DecisionState
from volunteers.errors import NothingToDecide, ReasonNeeded, StarIsAskedFor, StarIsTooFar
from volunteers.models import StarAward, StarLevel, Volunteer
from volunteers.services.hours.ledger import refuse_own_hours, standing_of
from volunteers.services.hours.telling import tell_star_decided


@dataclass(frozen=True)
class Step:
    """A star level for one volunteer, with what they last asked for it."""

    level: StarLevel
    award: StarAward | None
    minutes: int

    @property
    def is_reached(self) -> bool:
        return self.minutes >= self.level.minutes

    @property
    def is_theirs(self) -> bool:
        return self.award is not None and self.award.is_confirmed

    @property
    def waits(self) -> bool:
        return self.award is not None and self.award.is_open

    @property
    def can_be_asked_for(self) -> bool:
        return self.is_reached and not (self.is_theirs or self.waits)

    @property
    def declined(self) -> StarAward | None:
        """The answer to the last asking, if it was no."""
        award = self.award
        return award if award and award.state == DecisionState.DECLINED else None

    @property
    def missing_hours(self) -> int:
        """Full hours up to it, rounded up."""
        return max(-(-(self.level.minutes - self.minutes) // 60), 0)


def steps_of(volunteer: Volunteer, *, minutes: int) -> list[Step]:
    """All levels in their order, as they stand for the volunteer; two statements."""
    awards = StarAward.objects.filter(volunteer=volunteer).order_by("pk")
    latest = {award.level_id: award for award in awards}
    return [
        Step(level, latest.get(level.pk), minutes) for level in StarLevel.objects.order_by("hours")
    ]


def next_step(steps: Sequence[Step]) -> Step | None:
    """The first level that is not reached yet; None for those who have reached all."""
    return next((step for step in steps if not step.is_reached), None)


def apply_for_star(*, volunteer: Volunteer, level: StarLevel, now: datetime) -> StarAward:
    """Ask for a star whose hours stand in the ledger.

    Raises:
        StarIsTooFar: there are not enough.
        StarIsAskedFor: it is theirs, or waits for an answer.
    """
    minutes = standing_of(volunteer).minutes
    if minutes < level.minutes:
        raise StarIsTooFar(hours=level.hours)
    try:
        with transaction.atomic():
            return StarAward.objects.create(
                volunteer=volunteer, level=level, minutes=minutes, applied_at=now
            )
    except IntegrityError as error:
        if violated_constraint(error) == "star_once_per_level":
            raise StarIsAskedFor from error
        raise


@transaction.atomic
def decide_star(
    *, award_id: int, is_confirmed: bool, answer: str = "", now: datetime, by: Any
) -> StarAward:
    """Yes, or no and why.

    Raises:
        StarIsTooFar: hours were taken back since they asked.
        OwnHours, NothingToDecide, ReasonNeeded
    """
    awards = StarAward.objects.select_for_update(no_key=True, of=("self",))
    award = awards.select_related("volunteer__person__user", "level").get(pk=award_id)
    if not award.is_open:
        raise NothingToDecide
    refuse_own_hours(award.volunteer, by=by)
    if is_confirmed and standing_of(award.volunteer).minutes < award.level.minutes:
        raise StarIsTooFar(hours=award.level.hours)
    if not is_confirmed and not answer.strip():
        raise ReasonNeeded
    award.state = DecisionState.CONFIRMED if is_confirmed else DecisionState.DECLINED
    award.decided_at, award.decided_by, award.answer = now, by, answer.strip()
    award.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    tell_star_decided(award, now=now)
    return award

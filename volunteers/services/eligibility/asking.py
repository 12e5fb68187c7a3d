"""The question of one volunteer and one shift, or of many of either, with what has to be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from volunteers.models import Volunteer
from volunteers.querysets import NeedQuerySet
from volunteers.services.eligibility.judging import obstacles
from volunteers.services.eligibility.slots import Slot, slots_of
from volunteers.services.eligibility.standing import standings_of
from volunteers.services.eligibility.words import Obstacle
from volunteers.services.rules import volunteer_rules


def what_stands_in_the_way(
    volunteer: Volunteer,
    needs: NeedQuerySet,
    *,
    now: datetime,
    without: Collection[int] = frozenset(),
    ignoring: Collection[str] = frozenset(),
) -> dict[int, list[Obstacle]]:
    """By the key of each need what keeps the volunteer from it, as `judging.obstacles` says it."""
    slots = slots_of(needs)
    standings = standings_of([volunteer], slots=slots, now=now)
    return obstacles(
        standings,
        volunteer.pk,
        slots,
        rules=volunteer_rules(),
        now=now,
        without=without,
        ignoring=ignoring,
    )


def who_may_take(
    volunteers: Iterable[Volunteer],
    slot: Slot,
    *,
    now: datetime,
    ignoring: Collection[str] = frozenset(),
) -> dict[int, list[Obstacle]]:
    """By the key of each volunteer what keeps them from this slot."""
    volunteers = list(volunteers)
    standings = standings_of(volunteers, slots=[slot], now=now)
    rules = volunteer_rules()
    return {
        each.pk: obstacles(standings, each.pk, [slot], rules=rules, now=now, ignoring=ignoring)[
            slot.need_id
        ]
        for each in volunteers
    }

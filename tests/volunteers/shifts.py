"""What tests of shifts say again and again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from tests.factories.events import STARTS_AT
from volunteers.choices import HOLDING_STATES
from volunteers.models import Claim, Need, Volunteer
from volunteers.services.eligibility.asking import what_stands_in_the_way
from volunteers.services.shifts.claiming import claim_place, join_waiting_list

# Two weeks before the shifts of the factory begin.
NOW = STARTS_AT - timedelta(weeks=2)


def claim(need: Need, volunteer: Volunteer, **options: Any) -> Claim:
    options.setdefault("now", NOW)
    return claim_place(need_id=need.pk, volunteer_id=volunteer.pk, **options)


def claiming(need: Need, volunteer: Volunteer, **options: Any) -> Callable[[], Claim]:
    """The same, to be done later."""
    return lambda: claim(need, volunteer, **options)


def wait(need: Need, volunteer: Volunteer, **options: Any) -> Claim:
    options.setdefault("now", NOW)
    return join_waiting_list(need_id=need.pk, volunteer_id=volunteer.pk, **options)


def codes(volunteer: Volunteer, need: Need, **options: Any) -> list[str]:
    """The codes of everything that keeps the volunteer from it."""
    options.setdefault("now", NOW)
    needs = Need.objects.filter(pk=need.pk)
    return [each.code for each in what_stands_in_the_way(volunteer, needs, **options)[need.pk]]


def demand_consistent() -> None:
    """Counters say what the rows say, nothing is over-full, nobody is in two places."""
    for need in Need.objects.all():
        people = Claim.objects.filter(need=need, state__in=HOLDING_STATES).count()
        assert need.taken == people + sum(group.places for group in need.groups.all())
        assert need.taken <= need.ceiling
    held = list(Claim.objects.holding().order_by("person", "busy_from"))
    for first, second in pairwise(held):
        if first.person_id == second.person_id:
            assert first.busy_until <= second.busy_from
    for each in Claim.objects.select_related("shift"):
        assert (each.busy_from, each.busy_until) == (each.shift.starts_at, each.shift.ends_at)
        assert each.changes.last().state == each.state

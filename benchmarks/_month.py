"""A month of shifts for a whole city, and how long it takes to find people for it."""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta
from typing import Any

SEED = 423
LIBRARIES, ROLES, DAYS = 12, 9, 30
NEEDS_A_SHIFT = 2


def fill_a_month(*, shifts: int, places: int, volunteers: int) -> dict[str, Any]:
    """Make the month, the same each time, and ask who could fill it."""
    dice = random.Random(SEED)  # noqa: S311 - nothing is kept secret by it
    first_day = make_month(dice, shifts, places)
    make_volunteers(dice, volunteers)
    return fill_month(first_day)


def make_month(dice: random.Random, shifts: int, places: int) -> datetime:
    """Published shifts on the days from the returned morning on, with so many places in all."""
    from core import clock
    from core.days import midnight
    from tests.factories.network import BranchFactory
    from tests.factories.volunteers import CredentialKindFactory, RoleFactory
    from volunteers.choices import ShiftState
    from volunteers.models import Need, Shift

    first_day = midnight(clock.today() + timedelta(days=1))
    kind = CredentialKindFactory()
    roles = RoleFactory.create_batch(ROLES)
    for role in roles[: ROLES // 3]:
        role.needs_credentials.add(kind)
    branches = BranchFactory.create_batch(LIBRARIES)
    made = []
    for _shift in range(shifts):
        hour, hours = dice.choice([9, 9, 10, 13, 14, 14, 18]), dice.choice([2, 2, 3, 4])
        starts_at = first_day + timedelta(days=dice.randrange(DAYS), hours=hour)
        made.append(
            Shift(
                branch=dice.choice(branches),
                title_en="Desk",
                title_zh="服务台",
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=hours),
                state=ShiftState.PUBLISHED,
            )
        )
    needs = [
        Need(shift=shift, role=role, maximum=0)
        for shift in Shift.objects.bulk_create(made)
        for role in dice.sample(roles, NEEDS_A_SHIFT)
    ]
    for _place in range(places):
        dice.choice(needs).maximum += 1
    for need in needs:
        need.minimum, need.ceiling = (need.maximum + 1) // 2, need.maximum
    Need.objects.bulk_create(needs)
    return first_day


def make_volunteers(dice: random.Random, number: int) -> None:
    """Each likes some roles, can on some weekdays; half have learned what some roles need."""
    from datetime import time as time_of_day

    from network.models import Branch
    from tests.factories.people import PersonFactory
    from tests.factories.volunteers import CredentialFactory, VolunteerFactory
    from volunteers.models import Availability, CredentialKind, Role

    kind, roles, branches = (
        CredentialKind.objects.get(),
        [*Role.objects.all()],
        Branch.objects.all(),
    )
    homes = list(branches.filter(shifts__isnull=False).distinct())
    for _number in range(number):
        volunteer = VolunteerFactory(home_branch=dice.choice(homes), person=PersonFactory())
        volunteer.interests.set(dice.sample(roles, 3))
        Availability.objects.bulk_create(
            Availability(
                volunteer=volunteer,
                weekday=weekday,
                starts_at=time_of_day(8),
                ends_at=time_of_day(22),
            )
            for weekday in dice.sample(range(7), 3)
        )
        if dice.random() < 1 / 2:
            CredentialFactory(volunteer=volunteer, kind=kind)


def fill_month(first_day: datetime) -> dict[str, Any]:
    """Ask for suggestions for the whole month as a coordinator of everything."""
    from core import clock
    from tests.factories.staff import StaffScopeFactory
    from tests.statements import statements
    from volunteers.services.filling.results import figures_of, gone_by_now
    from volunteers.services.filling.runs import ask_for_suggestions, work_out_suggestions

    coordinator = StaffScopeFactory().user
    run = ask_for_suggestions(
        first_day=first_day.date(),
        last_day=(first_day + timedelta(days=DAYS - 1)).date(),
        branches=[],
        by=coordinator,
        now=clock.now(),
    )
    begin, begin_cpu = time.perf_counter(), time.process_time()
    with statements() as seen:
        run = work_out_suggestions(run_id=run.pk, now=clock.now())
    figures = figures_of(run, gone_by_now(run, now=clock.now()))
    return {
        "seconds": round(time.perf_counter() - begin, 2),
        "seconds_of_processor": round(time.process_time() - begin_cpu, 2),
        "statements": len(seen),
        "places": run.places,
        "suggested": figures.suggested,
        "unfilled_of_those_needed": figures.missing,
        "ran_to_its_end": run.ran_to_its_end,
    }

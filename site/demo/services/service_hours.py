"""What volunteers of the demo library have done so far, and what it earned them.

The desk for telephones, week after week, by the real check-in and check-out.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from demo.services.catalogue import Pair, read
from demo.services.dice import Dice
from demo.services.network import Network
from demo.services.people import HOME_OF_THE_COORDINATOR, People
from network.models import Branch
from notifications.models import OutboxMessage
from volunteers.choices import ClaimState, HoursMessage, PresenceMethod, ShiftState
from volunteers.models import Claim, HoursStatement, Need, Role, Shift, StarLevel, Volunteer
from volunteers.services.hours.by_hand import propose_hours
from volunteers.services.hours.ledger import standing_of
from volunteers.services.hours.presence import (
    ask_about_forgotten,
    check_in_volunteer,
    check_out_volunteer,
    count_people_served,
)
from volunteers.services.hours.stars import apply_for_star, decide_star
from volunteers.services.hours.statements import issue_statement
from volunteers.services.shifts.places import take_place, write_claim

WEEKS = 52
DESK_OPENS, DESK_CLOSES = time(14), time(17)
PLACES = 3
NEWCOMERS, FEWEST_NEWCOMERS = 6, 2
# How often somebody who comes every week is ill or away.
MISSES = 0.05
HONOURED = 8
# Those who have come every week have been with the library for so many years this month.
YEARS = 2


def serve_and_be_thanked(people: People, network: Network, *, now: datetime, dice: Dice) -> None:
    """Two come every week, others now and then; one star is given and one is asked for.

    Yesterday's forgotten check-out and hours by hand wait for the coordinator. Today the introduced
    volunteer is on a shift, so that there is a pass to show. A library with hardly any volunteers
    has nothing of it.
    """
    coordinator = people.staff["coordinator"]
    home = network.area(HOME_OF_THE_COORDINATOR).branch
    texts = read("volunteers")["desk"]
    introduced, veteran, newcomers = _those_who_come(people, home, now=now)
    if veteran is None or len(newcomers) < FEWEST_NEWCOMERS:
        return
    today = timezone.localdate(now)
    for weeks in range(WEEKS, 0, -1):
        day = today - timedelta(days=7 * weeks - 1)
        need = _desk(home, texts, day)
        regulars = [each for each in (introduced, veteran) if not dice.happens(MISSES)]
        for volunteer in [*regulars, dice.choice(newcomers)]:
            _come_and_go(volunteer, need, dice=dice)
        count_people_served(
            shift=need.shift, people=dice.randint(6, 21), now=need.shift.ends_at, by=coordinator
        )
    _leave_something_to_decide(home, texts, people, newcomers, now=now, dice=dice)
    _give_stars(introduced, veteran, coordinator, now=now)
    statement = issue_statement(
        volunteer=introduced, first_day=date(today.year, 1, 1), last_day=today, now=now
    )
    HoursStatement.objects.filter(pk=statement.pk).update(number=dice.reference())
    _sign_up(introduced, _desk(home, texts, today), now=now, dice=dice)
    OutboxMessage.objects.filter(kind__in=list(HoursMessage)).delete()


def _those_who_come(
    people: People, home: Branch, *, now: datetime
) -> tuple[Volunteer, Volunteer | None, list[Volunteer]]:
    """The introduced volunteer, another one who comes every week, and some who come at times."""
    approved = Volunteer.objects.approved().select_related("person__user").order_by("pk")
    introduced = approved.get(person__user=people.staff["volunteer"])
    others = list(approved.filter(suspended_from=None).exclude(pk=introduced.pk))
    if not others:
        return introduced, None, []
    veteran, *others = others
    since = now - timedelta(days=365 * YEARS)
    both = Volunteer.objects.filter(pk__in=[introduced.pk, veteran.pk])
    both.update(home_branch=home, applied_at=since - timedelta(days=3), decided_at=since)
    newcomers = others[:NEWCOMERS]
    honoured = [veteran, *newcomers][:HONOURED]
    Volunteer.objects.filter(pk__in=[each.pk for each in honoured]).update(in_roll_of_honour=True)
    return approved.get(pk=introduced.pk), approved.get(pk=veteran.pk), newcomers


def _desk(branch: Branch, texts: dict, day: date) -> Need:
    """An afternoon at the desk for telephones."""
    shift = Shift.objects.create(
        branch=branch,
        starts_at=timezone.make_aware(datetime.combine(day, DESK_OPENS)),
        ends_at=timezone.make_aware(datetime.combine(day, DESK_CLOSES)),
        state=ShiftState.PUBLISHED,
        **Pair(*texts["title"]).fields("title"),
    )
    return Need.objects.create(
        shift=shift,
        role=Role.objects.get(slug="phone-companion"),
        minimum=1,
        maximum=PLACES,
        ceiling=PLACES,
    )


def _sign_up(volunteer: Volunteer, need: Need, *, now: datetime, dice: Dice) -> Claim:
    take_place(need.pk)
    return write_claim(
        need,
        volunteer,
        ClaimState.HELD,
        shift=need.shift,
        now=now - timedelta(days=dice.randint(3, 9)),
        by=volunteer.person.user,
        code=dice.secret_code(),
    )


def _come(volunteer: Volunteer, need: Need, *, dice: Dice) -> Claim:
    shift = need.shift
    claim = _sign_up(volunteer, need, now=shift.starts_at, dice=dice)
    check_in_volunteer(
        claim_id=claim.pk,
        method=PresenceMethod.DOOR,
        at=shift.starts_at + timedelta(minutes=dice.randint(-15, 20)),
    )
    return claim


def _come_and_go(volunteer: Volunteer, need: Need, *, dice: Dice) -> None:
    claim = _come(volunteer, need, dice=dice)
    leaves = need.shift.ends_at + timedelta(minutes=dice.randint(-12, 15))
    check_out_volunteer(claim_id=claim.pk, at=leaves, now=leaves)


def _leave_something_to_decide(
    home: Branch,
    texts: dict,
    people: People,
    newcomers: list[Volunteer],
    *,
    now: datetime,
    dice: Dice,
) -> None:
    """One forgot to check out yesterday, and a colleague would add hours for another."""
    need = _desk(home, texts, timezone.localdate(now) - timedelta(days=1))
    _come(newcomers[0], need, dice=dice)
    propose_hours(
        volunteer=newcomers[1],
        shift=need.shift,
        minutes=90,
        reason=Pair(*texts["by_hand"]).in_language("en"),
        now=now,
        by=people.staff["branch"],
    )
    ask_about_forgotten(now=now)


def _give_stars(
    introduced: Volunteer, veteran: Volunteer, coordinator: User, *, now: datetime
) -> None:
    """The first star is confirmed for one and asked for by the other."""
    level = StarLevel.objects.order_by("hours")[0]
    if standing_of(introduced).minutes >= level.minutes:
        award = apply_for_star(volunteer=introduced, level=level, now=now - timedelta(days=4))
        decide_star(
            award_id=award.pk, is_confirmed=True, now=now - timedelta(days=2), by=coordinator
        )
    if standing_of(veteran).minutes >= level.minutes:
        apply_for_star(volunteer=veteran, level=level, now=now - timedelta(days=1))

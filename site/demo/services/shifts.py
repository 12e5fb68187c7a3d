"""What there is to do at the demo library these weeks, and who has signed up for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from demo.services.catalogue import Pair, read
from demo.services.dice import Dice
from demo.services.network import Network
from demo.services.people import HOME_OF_THE_COORDINATOR, People
from events.models import Session
from network.choices import Weekday
from network.models import Branch
from volunteers.choices import ClaimState, ShiftState
from volunteers.models import Claim, Need, Role, Shift, ShiftPlan, Volunteer
from volunteers.services.eligibility.asking import who_may_take
from volunteers.services.eligibility.slots import slots_of
from volunteers.services.shifts.places import end_claim, take_place, write_claim
from volunteers.services.shifts.plans import make_planned_shifts

DAYS_AHEAD = 14
MOST_EVENTS = 10
BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=30)
DAYS_PLANNED = 28
DESK_WEEKDAYS = Weekday.values[:5]
DESK_OPENS, DESK_CLOSES = time(14), time(17)

# Of each role at an event: at least, at most.
AT_EVENTS = {"event-steward": (1, 3), "welcome": (1, 2)}
AT_THE_DESK = {"phone-companion": (1, 2), "shelf-keeper": (0, 1)}


def put_up_shifts(people: People, network: Network, *, now: datetime, dice: Dice) -> None:
    """Shifts at events and at a desk, some full, some with gaps; those of later weeks are drafts.

    The introduced volunteer is on one, waits for another, and finds more that fit.
    """
    home = network.area(HOME_OF_THE_COORDINATOR).branch
    texts = read("volunteers")["desk"]
    shifts = [
        *_at_events(now=now),
        *_at_the_desk(home, texts, people.staff["coordinator"], now=now),
    ]
    helpers = list(Volunteer.objects.approved().select_related("person").order_by("pk"))
    introduced = next(each for each in helpers if each.person.user == people.staff["volunteer"])
    others = [each for each in helpers if each is not introduced]
    for number, shift in enumerate(shifts):
        for need in shift.needs.order_by("pk"):
            _fill(need, shift, others, number % 4, now=now, dice=dice)
    _introduce(introduced, shifts, now=now, dice=dice)
    _cannot_come_after_all(others, texts, now=now)


def _at_events(*, now: datetime) -> Iterator[Shift]:
    """Half an hour before and after the next events, each once."""
    sessions = (
        Session.objects.planned()
        .filter(
            event__live=True,
            starts_at__gt=now + timedelta(days=1),
            starts_at__lt=now + timedelta(days=DAYS_AHEAD),
            daily_opens_at=None,
            is_all_day=False,
        )
        .select_related("event", "branch", "room")
        .order_by("starts_at", "pk")
    )
    for session in list(sessions)[:MOST_EVENTS]:
        yield _put_up(
            Shift(
                event=session.event,
                session=session,
                branch=session.branch,
                room=session.room,
                starts_at=session.starts_at - BEFORE,
                ends_at=session.ends_at + AFTER,
            ),
            AT_EVENTS,
        )


def _at_the_desk(branch: Branch, texts: dict, coordinator: User, *, now: datetime) -> list[Shift]:
    """On weekday afternoons somebody helps with telephones; what comes after are drafts still."""
    today = timezone.localdate(now)
    plan = ShiftPlan.objects.create(
        branch=branch,
        weekdays=DESK_WEEKDAYS,
        starts_at=DESK_OPENS,
        ends_at=DESK_CLOSES,
        first_day=today,
        skips_closed_days=False,
        **Pair(*texts["title"]).fields("title"),
        **Pair(*texts["note"]).fields("note"),
        **Pair(*texts["meeting"]).fields("meeting"),
    )
    roles = Role.objects.in_bulk(AT_THE_DESK, field_name="slug")
    for slug, (minimum, maximum) in AT_THE_DESK.items():
        plan.needs.create(role=roles[slug], minimum=minimum, maximum=maximum)
    made = make_planned_shifts(
        plan_id=plan.pk,
        first_day=today + timedelta(days=1),
        last_day=today + timedelta(days=DAYS_PLANNED),
        now=now,
        by=coordinator,
    )
    soon = [each for each in made if each.starts_at < now + timedelta(days=DAYS_AHEAD + 1)]
    Shift.objects.filter(pk__in=[each.pk for each in soon]).update(state=ShiftState.PUBLISHED)
    return soon


def _put_up(shift: Shift, wanted: dict[str, tuple[int, int]]) -> Shift:
    shift.state = ShiftState.PUBLISHED
    shift.save()
    roles = Role.objects.in_bulk(wanted, field_name="slug")
    for slug, (minimum, maximum) in wanted.items():
        Need.objects.create(
            shift=shift, role=roles[slug], minimum=minimum, maximum=maximum, ceiling=maximum
        )
    return shift


def _fill(
    need: Need,
    shift: Shift,
    helpers: list[Volunteer],
    fullness: int,
    *,
    now: datetime,
    dice: Dice,
) -> None:
    """Nobody, some or all of those whom it has room for; only people who may be there."""
    wanted = min(need.maximum, fullness)
    [slot] = slots_of(Need.objects.filter(pk=need.pk))
    found = who_may_take(helpers, slot, now=now)
    possible = [each for each in helpers if not found[each.pk]]
    for volunteer in dice.sample(possible, min(wanted, len(possible))):
        _sign_up(volunteer, need, shift, now=now, dice=dice)


def _sign_up(volunteer: Volunteer, need: Need, shift: Shift, *, now: datetime, dice: Dice) -> Claim:
    take_place(need.pk)
    signed_up = now - timedelta(days=dice.randint(2, 9), minutes=dice.randint(0, 700))
    user = volunteer.person.user
    return write_claim(
        need,
        volunteer,
        ClaimState.HELD,
        shift=shift,
        now=signed_up,
        by=user,
        code=dice.secret_code(),
    )


def _introduce(volunteer: Volunteer, shifts: list[Shift], *, now: datetime, dice: Dice) -> None:
    """On the first with room, and in the waiting list of the last that is full."""
    held = waiting = False
    for need in Need.objects.filter(shift__in=shifts).select_related("shift").order_by("pk"):
        [slot] = slots_of(Need.objects.filter(pk=need.pk))
        found = [each.code for each in who_may_take([volunteer], slot, now=now)[volunteer.pk]]
        if not held and not found:
            _sign_up(volunteer, need, need.shift, now=now, dice=dice)
            held = True
        elif not waiting and found == ["full"]:
            Shift.objects.filter(pk=need.shift_id).update(last_queue_no=1)
            write_claim(
                need,
                volunteer,
                ClaimState.WAITING,
                shift=need.shift,
                now=now - timedelta(days=1),
                by=volunteer.person.user,
                code=dice.secret_code(),
                queue_no=1,
            )
            waiting = True


def _cannot_come_after_all(others: list[Volunteer], texts: dict, *, now: datetime) -> None:
    """Somebody said late that they cannot come to the next desk; the coordinator decides."""
    held = Claim.objects.filter(state=ClaimState.HELD, shift__event=None, volunteer__in=others)
    claim = held.select_related("volunteer__person").order_by("busy_from", "pk").first()
    if claim:
        excuse = Pair(*texts["excuse"]).in_language(claim.volunteer.person.language)
        end_claim(claim, ClaimState.LATE, now=now, excuse=excuse, awaits_decision=True)

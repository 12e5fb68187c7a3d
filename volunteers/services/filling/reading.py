"""The question as the database has it, judged by the rules that hold for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from volunteers.choices import CURRENT_STATES
from volunteers.models import Claim, Volunteer, VolunteerRules
from volunteers.querysets import NeedQuerySet, VolunteerQuerySet
from volunteers.services.eligibility.clashes import clashes_among
from volunteers.services.eligibility.judging import Hand, month_of, obstacles, week_of
from volunteers.services.eligibility.slots import Slot, slots_of
from volunteers.services.eligibility.standing import standings_of
from volunteers.services.filling.board import Allowance, Board, Helper, Opening
from volunteers.services.rules import volunteer_rules
from volunteers.services.shifts.finding import Likings, likings_of, with_likings

# A place that is full now was full before anybody was asked: it is not among the openings.
COUNTED_HERE = frozenset({"full"})


@dataclass(frozen=True)
class Reading:
    """A board, and what its keys stand for: those of openings are needs, of helpers volunteers."""

    board: Board
    slots: Mapping[int, Slot]
    volunteers: Mapping[int, Volunteer]


def read_board(needs: NeedQuerySet, volunteers: VolunteerQuerySet, *, now: datetime) -> Reading:
    """The free places of these needs, and what speaks for and against each of these volunteers.

    Seven statements, however many shifts and people there are. Only who is approved is asked, and
    nobody for a time at which they said they cannot, or for a shift that they have been on and
    left: they know of it.
    """
    slots = [slot for slot in slots_of(needs.order_by("shift__starts_at", "pk")) if slot.free]
    people = list(with_likings(volunteers.approved()).order_by("pk"))
    rules = volunteer_rules()
    standings = standings_of(people, slots=slots, now=now)
    have_left = _who_has_left(slots)
    periods = {period for slot in slots for period in _periods(slot)}
    one_of_each_shift = list({slot.shift_id: slot for slot in slots}.values())
    helpers = []
    for volunteer in people:
        hand = Hand(standings[volunteer.pk], standings.to_agree_to, rules, now)
        likings = likings_of(volunteer)
        are_free = {slot.shift_id: likings.are_free(slot) for slot in one_of_each_shift}
        forbidden: dict[int, tuple[str, ...]] = {}
        to_judge = []
        for slot in slots:
            if slot.shift_id in have_left[volunteer.pk]:
                forbidden[slot.need_id] = ("has_left",)
            elif are_free[slot.shift_id] is False:
                forbidden[slot.need_id] = ("not_free_then",)
            else:
                to_judge.append(slot)
        found = obstacles(
            standings, volunteer.pk, to_judge, rules=rules, now=now, ignoring=COUNTED_HERE
        )
        fits = {}
        for slot in to_judge:
            if found[slot.need_id]:
                forbidden[slot.need_id] = tuple(each.code for each in found[slot.need_id])
            else:
                fits[slot.need_id] = tuple(_reasons(slot, likings, are_free[slot.shift_id]))
        minutes = sum(busy.minutes for busy in hand.busy)
        left = _what_is_left(hand, periods, rules)
        helpers.append(Helper(volunteer.pk, minutes, left, fits, forbidden))
    board = Board(
        tuple(_opening(slot) for slot in slots),
        tuple(helpers),
        clashes_among(slots, rules=rules, now=now),
    )
    return Reading(
        board, {slot.need_id: slot for slot in slots}, {each.pk: each for each in people}
    )


def _who_has_left(slots: Iterable[Slot]) -> dict[int, set[int]]:
    """By volunteer the shifts on which they once were, or for which they waited."""
    have_left: dict[int, set[int]] = defaultdict(set)
    ended = Claim.objects.filter(shift__in={slot.shift_id for slot in slots})
    for volunteer_id, shift_id in ended.exclude(state__in=CURRENT_STATES).values_list(
        "volunteer_id", "shift_id"
    ):
        have_left[volunteer_id].add(shift_id)
    return have_left


def _opening(slot: Slot) -> Opening:
    return Opening(
        key=slot.need_id,
        shift=slot.shift_id,
        minutes=slot.minutes,
        missing=min(max(slot.minimum - slot.taken, 0), slot.free),
        free=slot.free,
        draws=dict.fromkeys(_periods(slot), slot.minutes) | {("open_claims", None): 1},
    )


def _periods(slot: Slot) -> list[Allowance]:
    return [
        ("hours_day", slot.day),
        ("hours_week", week_of(slot.day)),
        ("hours_month", month_of(slot.day)),
    ]


def _what_is_left(
    hand: Hand, periods: Iterable[Allowance], rules: VolunteerRules
) -> dict[Allowance, int]:
    """Of each of these days, weeks and months, and of the number of shifts."""
    spent = {
        "hours_day": (rules.hours_per_day, hand.minutes_by_day),
        "hours_week": (rules.hours_per_week, hand.minutes_by_week),
        "hours_month": (rules.hours_per_month, hand.minutes_by_month),
    }
    left: dict[Allowance, int] = {("open_claims", None): rules.most_open_claims - hand.open_claims}
    for code, period in periods:
        hours, minutes = spent[code]
        left[code, period] = hours * 60 - minutes[period]
    return left


def _reasons(slot: Slot, likings: Likings, are_free: bool | None) -> Iterator[str]:
    if slot.role_id in likings.roles:
        yield "likes_role"
    if slot.branch_id == likings.branch_id:
        yield "home_branch"
    if are_free:
        yield "said_available"

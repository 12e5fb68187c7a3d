"""Somebody says late that they cannot come: whoever fits best is asked, one after the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from volunteers.errors import CannotTake
from volunteers.models import Claim, Need, Shift, Volunteer
from volunteers.services.filling.greedy import give_greedily
from volunteers.services.filling.load import Load
from volunteers.services.filling.reading import read_board
from volunteers.services.rules import volunteer_rules
from volunteers.services.shifts.offering import offer_place

# Nobody gets there any more who is asked later than so long before the shift.
LAST_CALL = timedelta(minutes=30)


def shifts_without_stand_ins(*, now: datetime) -> list[int]:
    """The shifts with places that fell free late and for which nobody is asked just now."""
    lacking = Claim.objects.without_stand_in(now=now + LAST_CALL)
    found = lacking.order_by("busy_from", "shift").values_list("shift_id", flat=True)
    return list(dict.fromkeys(found))


def find_stand_ins(*, shift_id: int, now: datetime) -> list[Claim]:
    """For each place of the shift that fell free late ask one person: whom it fits best.

    They are ranked as everywhere, and judged once more under the locks; where something has come
    between, the next is found a minute later. Who waits goes first, nobody is asked twice, and
    never more are asked than places are free. Call it again when somebody has said no.

    Returns:
        The places that are kept for those who have been asked.
    """
    lacking = defaultdict(list)
    for claim in Claim.objects.without_stand_in(now=now + LAST_CALL).filter(shift=shift_id):
        lacking[claim.need_id].append(claim)
    if not lacking:
        return []
    reading = read_board(Need.objects.filter(pk__in=lacking), Volunteer.objects.approved(), now=now)
    load = Load(reading.board)
    give_greedily(
        load,
        Counter({each.key: min(each.free, len(lacking[each.key])) for each in load.board.openings}),
    )
    until = _answer_by(Shift.objects.get(pk=shift_id), now=now)
    asked = []
    for suggestion in load.suggestions:
        try:
            claim = offer_place(
                need_id=suggestion.opening,
                volunteer_id=suggestion.helper,
                now=now,
                until=until,
                stands_in_for=lacking[suggestion.opening].pop(0),
            )
        except CannotTake:
            continue
        asked.append(claim)
    return asked


def _answer_by(shift: Shift, *, now: datetime) -> datetime:
    """As long as a place is offered by the rules, but no longer than half of the time left."""
    return now + min(volunteer_rules().offer_stands, (shift.starts_at - now) / 2)

"""Which shifts nobody can do both of, whoever they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from volunteers.choices import ClaimState
from volunteers.models import Volunteer, VolunteerRules
from volunteers.services.eligibility.judging import FAR_APART, Hand, overlap, rest, travel
from volunteers.services.eligibility.slots import Slot
from volunteers.services.eligibility.standing import Busy, Standing


def clashes_among(
    slots: Iterable[Slot], *, rules: VolunteerRules, now: datetime
) -> dict[int, dict[int, str]]:
    """By the key of each shift the shifts that clash with it, with the code of the rule.

    Each clash is told both ways round.
    """
    in_order = sorted({slot.shift_id: slot for slot in slots}.values(), key=_when)
    clashes: dict[int, dict[int, str]] = defaultdict(dict)
    for number, slot in enumerate(in_order):
        hand = Hand(Standing(Volunteer(), [_busy_with(slot)]), frozenset(), rules, now)
        for later in in_order[number + 1 :]:
            if later.starts_at - slot.starts_at >= FAR_APART + (slot.ends_at - slot.starts_at):
                break
            found = overlap(later, hand) or travel(later, hand) or rest(later, hand)
            if found:
                clashes[slot.shift_id][later.shift_id] = found.code
                clashes[later.shift_id][slot.shift_id] = found.code
    return clashes


def _when(slot: Slot) -> tuple[datetime, int]:
    return slot.starts_at, slot.shift_id


def _busy_with(slot: Slot) -> Busy:
    """As if somebody had this place."""
    return Busy(
        claim_id=0,
        shift_id=slot.shift_id,
        state=ClaimState.HELD,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        day=slot.day,
        branch_id=slot.branch_id,
        place=slot.place,
    )

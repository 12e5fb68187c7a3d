"""Somebody is asked: a place is kept for them until they answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from wagtail.log_actions import log

from volunteers.choices import ASKED_TO_STAND_IN, ClaimMessage, ClaimState
from volunteers.errors import CannotTake
from volunteers.models import Claim, Need, Shift, Volunteer
from volunteers.services.eligibility.asking import what_stands_in_the_way
from volunteers.services.shifts.claiming import FULL, constraints_as_refusals
from volunteers.services.shifts.locks import lock_people, lock_shift
from volunteers.services.shifts.places import take_place, write_claim
from volunteers.services.shifts.telling import tell
from volunteers.services.shifts.waiting_list import offer_free_places

# Who is asked answers within two days, or in half of the time that is left, so that somebody else
# can still be asked.
ANSWERS_WITHIN = timedelta(days=2)


def answer_by(shift: Shift, *, now: datetime) -> datetime:
    """Until when the place is kept."""
    return now + min(ANSWERS_WITHIN, (shift.starts_at - now) / 2)


def offer_place(
    *,
    need_id: int,
    volunteer_id: int,
    now: datetime,
    by: Any = None,
    until: datetime | None = None,
    stands_in_for: Claim | None = None,
) -> Claim:
    """Keep a place for the volunteer and ask them. Who waits for one goes first.

    Args:
        by: the coordinator who asks; nobody where a stand-in is looked for.
        until: when the answer has to be there, if not by `answer_by`.
        stands_in_for: who said late that they cannot come, and whose place it is.

    Raises:
        CannotTake: with everything that stands in the way; coordinators pass over nothing here.
    """
    with constraints_as_refusals():
        person_id = Volunteer.objects.values_list("person_id", flat=True).get(pk=volunteer_id)
        shift_id = Need.objects.values_list("shift_id", flat=True).get(pk=need_id)
        lock_people([person_id])
        shift = lock_shift(shift_id)
        is_settled = offer_free_places(shift, now=now)
        volunteer = Volunteer.objects.select_related("person__user").get(pk=volunteer_id)
        needs = Need.objects.filter(pk=need_id)
        if found := what_stands_in_the_way(volunteer, needs, now=now)[need_id]:
            raise CannotTake(found)
        if not is_settled or not take_place(need_id):
            raise CannotTake([FULL])
        claim = write_claim(
            needs.select_related("role").get(),
            volunteer,
            ClaimState.OFFERED,
            shift=shift,
            now=now,
            by=by,
            reason=ASKED_TO_STAND_IN if stands_in_for else "",
            offered_until=until or answer_by(shift, now=now),
            stands_in_for=stands_in_for,
        )
        tell([claim], ClaimMessage.ASKED, now=now)
        log(shift, "volunteers.asked", user=by)
        return claim

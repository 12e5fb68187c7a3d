"""Those who wait for a place: offered one in the order in which they asked, for a while."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from volunteers.choices import NO_ANSWER, ClaimMessage, ClaimState, ShiftState
from volunteers.models import Claim, Need, Shift
from volunteers.services.eligibility.judging import obstacles
from volunteers.services.eligibility.slots import slots_of
from volunteers.services.eligibility.standing import standings_of
from volunteers.services.rules import volunteer_rules
from volunteers.services.shifts.locks import lock_people, lock_shift, try_person
from volunteers.services.shifts.places import change, end_claim, take_place
from volunteers.services.shifts.telling import tell


def offer_free_places(shift: Shift, *, now: datetime) -> bool:
    """Keep free places for those who wait and may take them, and ask them.

    Whoever may not take one just now is passed over and keeps their turn. Call it with the shift
    held, after whatever frees or adds places.

    Returns:
        Whether nobody was missed. Of somebody whom another connection holds at this moment it
        cannot be known; places that are free then stay so until the next minute's job.
    """
    if shift.state != ShiftState.PUBLISHED or shift.starts_at <= now:
        return True
    waiting = list(Claim.objects.filter(shift=shift).in_queue_order().told())
    if not waiting:
        return True
    rules = volunteer_rules()
    slots = {slot.need_id: slot for slot in slots_of(Need.objects.filter(shift=shift))}
    free = {need_id: slot.maximum - slot.taken for need_id, slot in slots.items()}
    ends_at = min(now + rules.offer_stands, shift.starts_at)
    missed = set()
    for claim in waiting:
        if free[claim.need_id] <= 0 or claim.need_id in missed:
            continue
        if not try_person(claim.person_id):
            missed.add(claim.need_id)
            continue
        slot = slots[claim.need_id]
        standings = standings_of([claim.volunteer], slots=[slot], now=now)
        found = obstacles(
            standings,
            claim.volunteer_id,
            [slot],
            rules=rules,
            now=now,
            without={claim.pk},
            ignoring={"full"},
        )
        if found[slot.need_id] or not take_place(claim.need_id):
            continue
        free[claim.need_id] -= 1
        change(claim, ClaimState.OFFERED, now=now, offered_until=ends_at)
        tell([claim], ClaimMessage.OFFERED, now=now, again=ends_at.isoformat())
    return not missed


def shifts_with_places_to_offer(*, now: datetime) -> list[int]:
    """The shifts with free places that somebody waits for, the next one first."""
    free = Need.objects.filter(pk=OuterRef("need"), taken__lt=F("maximum"))
    waiting = Claim.objects.filter(
        Exists(free),
        shift__state=ShiftState.PUBLISHED,
        shift__starts_at__gt=now,
        state=ClaimState.WAITING,
    )
    found = waiting.order_by("shift__starts_at", "shift").values_list("shift_id", flat=True)
    return list(dict.fromkeys(found))


@transaction.atomic
def offer_places_of(*, shift_id: int, now: datetime) -> None:
    """Offer what is free on this shift to those who wait for it."""
    offer_free_places(lock_shift(shift_id), now=now)


def shift_offers_that_ended(*, now: datetime) -> list[int]:
    """The sign-ups whose time to answer is over, the oldest first."""
    ended = Claim.objects.filter(state=ClaimState.OFFERED, offered_until__lte=now)
    return list(ended.order_by("offered_until", "pk").values_list("pk", flat=True))


@transaction.atomic
def withdraw_shift_offer(*, claim_id: int, now: datetime) -> bool:
    """No answer came: the place goes to the next.

    Returns:
        Whether there was still an offer to withdraw.
    """
    claims = Claim.objects.filter(pk=claim_id)
    person_id, shift_id = claims.values_list("person_id", "shift_id").get()
    lock_people([person_id])
    shift = lock_shift(shift_id)
    claim = claims.told().get()
    if not claim.is_offered or claim.offered_until is None or claim.offered_until > now:
        return False
    end_claim(claim, ClaimState.RELEASED, now=now, reason=NO_ANSWER)
    tell([claim], ClaimMessage.OFFER_ENDED, now=now)
    offer_free_places(shift, now=now)
    return True

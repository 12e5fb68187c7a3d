"""Who may stay on a shift that was moved, or once something that it takes is gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.choices import ConsentPurpose
from accounts.models import Consent
from volunteers.choices import MAY_NOT_STAY, ClaimMessage, ClaimState
from volunteers.models import Claim, Need
from volunteers.querysets import ClaimQuerySet
from volunteers.services.eligibility.judging import RULES, obstacles
from volunteers.services.eligibility.slots import slots_of
from volunteers.services.eligibility.standing import standings_of
from volunteers.services.rules import volunteer_rules
from volunteers.services.shifts.claiming import hold_claim
from volunteers.services.shifts.places import end_claim
from volunteers.services.shifts.telling import tell
from volunteers.services.shifts.waiting_list import offer_free_places

# Rules that nobody passes over, and that may cease to hold for those who are on a shift.
ALWAYS = frozenset({"background_check", "too_young"})
NOT_ASKED = frozenset(code for code, _rule in RULES) - ALWAYS


def who_may_not_stay(claims: Iterable[Claim], *, now: datetime) -> list[Claim]:
    """Those of these sign-ups whose volunteers may not be there on the day of the shift.

    A guardian who agreed to an earlier wording has agreed: a new one is asked before the next
    shift.

    Args:
        claims: read by `ClaimQuerySet.told`.
    """
    claims = list(claims)
    slots = {
        slot.need_id: slot
        for slot in slots_of(Need.objects.filter(pk__in={claim.need_id for claim in claims}))
    }
    volunteers = {claim.volunteer_id: claim.volunteer for claim in claims}
    standings = standings_of(volunteers.values(), slots=slots.values(), now=now)
    guarded = set(
        Consent.objects.in_force()
        .filter(
            person__in=[claim.person_id for claim in claims],
            text__purpose=ConsentPurpose.MINOR_VOLUNTEER,
        )
        .values_list("person_id", flat=True)
    )
    rules = volunteer_rules()

    def may_stay(claim: Claim) -> bool:
        slot = slots[claim.need_id]
        if claim.volunteer.is_minor(on=slot.day) and claim.person_id not in guarded:
            return False
        found = obstacles(
            standings, claim.volunteer_id, [slot], rules=rules, now=now, ignoring=NOT_ASKED
        )
        return not found[slot.need_id]

    return [claim for claim in claims if not may_stay(claim)]


def end_what_is_barred(claims: ClaimQuerySet, *, now: datetime, by: Any = None) -> int:
    """Give those coming places to others whose volunteers may not have them any more.

    Returns:
        How many were ended.
    """
    coming = claims.current().filter(busy_from__gt=now).told().order_by("shift_id", "pk")
    return sum(
        _end_if_barred(claim.pk, now=now, by=by) for claim in who_may_not_stay(coming, now=now)
    )


@transaction.atomic
def _end_if_barred(claim_id: int, *, now: datetime, by: Any) -> bool:
    """Each in its own transaction, and judged once more, for time has gone by."""
    claim = hold_claim(claim_id)
    if not claim.is_current or not who_may_not_stay([claim], now=now):
        return False
    end_claim(claim, ClaimState.RELEASED, now=now, by=by, reason=MAY_NOT_STAY)
    tell([claim], ClaimMessage.MAY_NOT_STAY, now=now)
    offer_free_places(claim.shift, now=now)
    return True

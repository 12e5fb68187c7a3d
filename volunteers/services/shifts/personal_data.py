"""What shifts hold about people: how it is told, and what becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import Person
from accounts.services.erasure import Trace, traces
from accounts.services.export import Subject, exporters
from volunteers.choices import ClaimState
from volunteers.models import Claim
from volunteers.services.shifts.claiming import hold_claim
from volunteers.services.shifts.places import end_claim
from volunteers.services.shifts.waiting_list import offer_free_places


def give_back_coming_shifts(person: Person, now: datetime) -> None:
    """Their places go to others. That they have helped stays and counts; their words go."""
    coming = Claim.objects.current().filter(person=person, busy_from__gt=now)
    for claim_id in coming.order_by("shift", "pk").values_list("pk", flat=True):
        claim = hold_claim(claim_id)
        if claim.is_current:
            end_claim(claim, ClaimState.RELEASED, now=now)
            offer_free_places(claim.shift, now=now)
    Claim.objects.filter(person=person, awaits_decision=True).update(
        awaits_decision=False, excuse=""
    )


traces.register(
    "volunteers.Claim.person",
    Trace("kept; shifts to come are given back", give_back_coming_shifts),
)


@exporters("shifts")
def _shifts(subject: Subject) -> list[dict[str, Any]]:
    claims = (
        Claim.objects.filter(person__in=subject.people)
        .told()
        .prefetch_related("changes")
        .order_by("busy_from", "pk")
    )
    return [
        {
            "shift": claim.shift.title,
            "where": str(claim.shift.branch),
            "role": str(claim.need.role),
            "starts_at": claim.busy_from,
            "ends_at": claim.busy_until,
            "state": claim.get_state_display(),
            "signed_up_at": claim.claimed_at,
            "why_you_could_not_come": claim.excuse,
            "rules_passed_over": claim.overridden,
            "why_they_were_passed_over": claim.override_reason,
            "history": [
                {
                    "became": change.get_state_display(),
                    "at": change.changed_at,
                    "reason": change.reason,
                }
                for change in claim.changes.all()
            ],
        }
        for claim in claims
    ]

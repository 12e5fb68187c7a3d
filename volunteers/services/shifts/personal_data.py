"""What shifts hold about people: how it is told, and what becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import Person
from accounts.services.erasure import Trace, traces
from accounts.services.export import Subject, exporters
from volunteers.models import Claim, ClaimChange
from volunteers.services.hours.personal_data import FORGOTTEN
from volunteers.services.shifts.releasing import give_back_coming_shifts


def forget_shifts(person: Person, now: datetime) -> None:
    """Their places go to others. That they have helped stays and counts; words go, theirs and
    those about them."""
    give_back_coming_shifts(person, now=now)
    claims = Claim.objects.filter(person=person)
    claims.filter(awaits_decision=True).update(awaits_decision=False, excuse="")
    claims.exclude(override_reason="").update(override_reason=FORGOTTEN)
    said = ClaimChange.objects.filter(claim__person=person).exclude(reason="")
    said.update(reason=FORGOTTEN)


traces.register(
    "volunteers.Claim.person",
    Trace("kept; shifts to come are given back", forget_shifts),
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

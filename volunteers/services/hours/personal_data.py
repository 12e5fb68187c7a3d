"""What the books of hours hold about people: how it is told, and what becomes of it.

What somebody did counts for ever. Their rows lead to a tombstone once the person is forgotten.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.models import Person
from accounts.services.export import Subject, exporters
from volunteers.models import (
    HoursEntry,
    HoursProposal,
    HoursStatement,
    Presence,
    StarAward,
    Volunteer,
)

# Reasons are demanded, so something has to stand there; the trigger of the ledger knows it too.
FORGOTTEN = "–"


def forget_words_about(person: Person) -> None:
    """Put a dash where colleagues wrote why: what happened stays, what they said of it goes."""
    told = Presence.objects.filter(claim__person=person)
    told.exclude(review_reason="").update(review_reason=FORGOTTEN)
    told.exclude(undo_reason="").update(undo_reason=FORGOTTEN)
    theirs = Q(volunteer__person=person)
    HoursEntry.objects.filter(theirs).exclude(reason="").update(reason=FORGOTTEN)
    HoursProposal.objects.filter(theirs).update(reason=FORGOTTEN)
    HoursProposal.objects.filter(theirs).exclude(answer="").update(answer=FORGOTTEN)
    StarAward.objects.filter(theirs).exclude(answer="").update(answer=FORGOTTEN)


@exporters("service_hours")
def _service_hours(subject: Subject) -> list[dict[str, Any]]:
    volunteers = Volunteer.objects.filter(person__in=subject.people).select_related("person")
    return [
        {
            "name": volunteer.person.name,
            "presences": [
                {
                    "shift": str(presence.claim.shift),
                    "came_at": presence.checked_in_at,
                    "left_at": presence.checked_out_at,
                    "checked_in": presence.get_method_display(),
                    "why_it_was_corrected": presence.review_reason,
                    "why_it_was_undone": presence.undo_reason,
                }
                for presence in Presence.objects.told()
                .filter(claim__volunteer=volunteer)
                .order_by("pk")
            ],
            "hours": [
                {
                    "shift": str(entry.shift),
                    "day": entry.day,
                    "kind": entry.get_kind_display(),
                    "minutes": entry.minutes,
                    "reason": entry.reason,
                }
                for entry in HoursEntry.objects.filter(volunteer=volunteer)
                .select_related("shift__event")
                .order_by("pk")
            ],
            "hours_proposed": [
                {
                    "shift": str(proposal.shift),
                    "minutes": proposal.minutes,
                    "what_for": proposal.reason,
                    "state": proposal.get_state_display(),
                    "answer": proposal.answer,
                }
                for proposal in HoursProposal.objects.filter(volunteer=volunteer)
                .select_related("shift__event")
                .order_by("pk")
            ],
            "stars": [
                {
                    "star": str(award.level),
                    "asked_at": award.applied_at,
                    "state": award.get_state_display(),
                    "answer": award.answer,
                }
                for award in StarAward.objects.filter(volunteer=volunteer)
                .select_related("level")
                .order_by("pk")
            ],
            "statements": [
                {
                    "number": statement.number,
                    "from": statement.first_day,
                    "until": statement.last_day,
                    "minutes": statement.minutes,
                    "issued_at": statement.issued_at,
                }
                for statement in HoursStatement.objects.filter(volunteer=volunteer).order_by("pk")
            ],
        }
        for volunteer in volunteers.order_by("pk")
    ]

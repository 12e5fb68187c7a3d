"""What the volunteers app holds about people: how it is told, and what becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import Person
from accounts.services.erasure import Trace, traces
from accounts.services.export import Subject, exporters
from volunteers.choices import VolunteerState
from volunteers.models import Availability, Credential, Volunteer
from volunteers.services.hours.personal_data import forget_words_about


def forget_volunteer(person: Person, now: datetime) -> None:
    """They leave. What they did stays and counts; what they said of themselves goes."""
    volunteers = Volunteer.objects.filter(person=person)
    for volunteer in volunteers.select_for_update(no_key=True):
        volunteer.interests.clear()
        Availability.objects.filter(volunteer=volunteer).delete()
        Credential.objects.filter(volunteer=volunteer).update(note="")
    forget_words_about(person)
    volunteers.exclude(state=VolunteerState.LEFT).update(state=VolunteerState.LEFT, left_at=now)
    volunteers.update(
        nickname="",
        languages=[],
        about="",
        in_roll_of_honour=False,
        decision_note="",
        suspended_from=None,
        suspended_until=None,
        suspension_reason="",
    )


traces.register(
    "volunteers.Volunteer.person",
    Trace("kept without a word about them; they leave", forget_volunteer),
)


@exporters("volunteering")
def _volunteering(subject: Subject) -> list[dict[str, Any]]:
    volunteers = (
        Volunteer.objects.filter(person__in=subject.people)
        .order_by("pk")
        .select_related("person", "home_branch")
        .prefetch_related("interests", "availability", "credentials__kind")
    )
    return [
        {
            "name": volunteer.person.name,
            "nickname": volunteer.nickname,
            "home_library": str(volunteer.home_branch),
            "state": volunteer.get_state_display(),
            "languages": volunteer.languages_in_words,
            "likes_to_do": [str(role) for role in volunteer.interests.all()],
            "about": volunteer.about,
            "on_the_roll_of_honour": volunteer.in_roll_of_honour,
            "applied_at": volunteer.applied_at,
            "decided_at": volunteer.decided_at,
            "what_we_told_you": volunteer.decision_note,
            "left_at": volunteer.left_at,
            "suspended_from": volunteer.suspended_from,
            "suspended_until": volunteer.suspended_until,
            "reason_for_the_suspension": volunteer.suspension_reason,
            "insured_from": volunteer.insured_from,
            "insured_until": volunteer.insured_until,
            "availability": [str(times) for times in volunteer.availability.all()],
            "credentials": [
                {
                    "what": str(credential.kind),
                    "verified_on": credential.verified_on,
                    "good_until": credential.expires_on,
                    "note": credential.note,
                    "revoked_at": credential.revoked_at,
                }
                for credential in volunteer.credentials.all()
            ],
        }
        for volunteer in volunteers
    ]

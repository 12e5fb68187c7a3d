"""Who is told what about hours and stars. How it is worded is the business of `letters`."""

from __future__ import annotations

from datetime import datetime

from notifications.models import OutboxMessage
from notifications.services import outbox
from volunteers.choices import HoursMessage
from volunteers.models import Presence, StarAward, Volunteer
from volunteers.services.shifts.telling import address_of


def tell_reviewed(presence: Presence, *, now: datetime) -> None:
    """What a coordinator made of a shift that was not checked out of."""
    _tell(presence.claim.volunteer, HoursMessage.REVIEWED, presence.pk, now=now)


def tell_star_decided(award: StarAward, *, now: datetime) -> None:
    """Whether a star that they asked for is theirs."""
    _tell(award.volunteer, HoursMessage.STAR_DECIDED, award.pk, now=now)


def _tell(volunteer: Volunteer, kind: HoursMessage, subject_id: int, *, now: datetime) -> None:
    address = address_of(volunteer.person)
    if address is None:
        return
    message = OutboxMessage(
        kind=kind,
        channel=address.channel,
        address=address.value,
        language=volunteer.person.language,
        subject_id=subject_id,
        dedupe_key=f"{kind}:{subject_id}",
        created_at=now,
        next_attempt_at=now,
    )
    outbox.queue([message])

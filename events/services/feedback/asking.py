"""The letter of the day after: to each party that came, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.days import midnight
from events.choices import EventStatus, MessageKind
from events.services.feedback.surveys import parties_that_came
from events.services.messages.telling import address_of, tell, with_contacts
from notifications.models import OutboxMessage

ASKED_FROM = 9
"""The hour of the library's clock from which letters leave."""

ASKED_WITHIN = timedelta(days=3)
"""So long a door may take to tell who came; and so long nothing is lost while no job runs."""


def ask_for_feedback(*, now: datetime) -> int:
    """Write to those who came to what ended yesterday or a little before; says to how many.

    Doing it again asks only those of whom the doors have told since.
    """
    local = timezone.localtime(now)
    if local.hour < ASKED_FROM:
        return 0
    today = midnight(local.date())
    asked = OutboxMessage.objects.filter(kind=MessageKind.FEEDBACK, subject_id=OuterRef("pk"))
    came = parties_that_came().filter(
        ~Exists(asked),
        event__live=True,
        event__intake__status=EventStatus.SCHEDULED,
        event__last_ends_at__lt=today,
        event__last_ends_at__gte=today - ASKED_WITHIN,
    )
    parties = [party for party in with_contacts(came) if address_of(party)]
    tell(parties, MessageKind.FEEDBACK, now=now, waits_for_morning=True)
    return len(parties)

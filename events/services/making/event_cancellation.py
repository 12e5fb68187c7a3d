"""An event that does not take place, and how everyone who signed up is told."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from events.choices import LIVE_STATES, EventStatus, MessageKind
from events.errors import AlreadyCancelled
from events.models import Event, Registration
from events.services.messages.telling import can_wait_for_morning, tell, with_contacts
from events.services.registration.locks import lock_intake
from events.services.tasks.keeping import drop_tasks
from events.signals import event_cancelled


@transaction.atomic
def cancel_event(event: Event, *, reason_en: str, reason_zh: str, user: Any, now: datetime) -> None:
    """The event does not take place. Its page says why; its rooms are free for others.

    The page keeps the dates, so that whoever wrote them down finds out. Everyone who is
    registered or waiting is written to. Nothing is left to do for it.

    Raises:
        AlreadyCancelled: somebody was faster.
    """
    intake = lock_intake(event.pk)
    if intake.is_cancelled:
        raise AlreadyCancelled
    intake.status = EventStatus.CANCELLED
    intake.status_note_en, intake.status_note_zh = reason_en, reason_zh
    intake.ical_sequence = F("ical_sequence") + 1
    intake.save(update_fields=["status", "status_note_en", "status_note_zh", "ical_sequence"])
    # A shared room excludes nobody: the session stays on record and lets others in.
    event.sessions.upcoming(now=now).update(room_is_shared=True)
    drop_tasks(event.pk)
    log(event, "events.cancel", user=user, data={"en": reason_en, "zh": reason_zh})
    tell_event_cancelled(event_id=event.pk, now=now)
    transaction.on_commit(partial(event_cancelled.send_robust, sender=Event, event_id=event.pk))


def tell_event_cancelled(*, event_id: int, now: datetime) -> None:
    """Write to everyone who has a place or waits for one that the event is off; to each once.

    Their registrations stay as they are: the event is what was cancelled.
    """
    registrations = Registration.objects.filter(event_id=event_id, state__in=LIVE_STATES)
    tell(
        with_contacts(registrations).iterator(),
        MessageKind.EVENT_CANCELLED,
        now=now,
        waits_for_morning=can_wait_for_morning(event_id, now=now),
    )

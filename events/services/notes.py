"""Notes on an event's desk: written and taken away by whoever wrote them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from events.models import Event, EventNote


@transaction.atomic
def write_note(event: Event, text: str, *, by: Any, now: datetime) -> EventNote:
    """Tell colleagues something. The log says that it was written, and not what."""
    note = EventNote.objects.create(event=event, text=text, written_by=by, written_at=now)
    log(event, "events.note_written", user=by)
    return note


@transaction.atomic
def remove_note(note: EventNote, *, by: Any) -> None:
    """Take one's note away: there is no other copy of it."""
    log(note.event, "events.note_removed", user=by)
    note.delete()

"""What colleagues noted for each other on the desks of events."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from accounts.models import User
from demo.services.catalogue import Pair, read
from events.permissions import events_in_scope
from events.services.notes import write_note
from staff.choices import Action


def note_for_colleagues(user: User, *, now: datetime) -> None:
    """One on the last event for each audience, and on the next: in the language of the library."""
    taking_place = events_in_scope(user, Action.CHANGE).public().taking_place()
    for entry in read("notes")["notes"]:
        text = Pair(*entry["text"]).in_language(settings.LANGUAGE_CODE)
        for some in (taking_place.past(now=now), taking_place.upcoming(now=now)):
            if event := some.filter(audience=entry["about"]).first():
                write_note(event, text, by=user, now=now)

"""What was written about events once they were over."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from demo.services.catalogue import Pair, read
from events.permissions import events_in_scope
from events.services.recap import publish_or_ask, write_recap
from staff.choices import Action


def look_back(user: User, *, now: datetime) -> None:
    """The last event of theirs for each audience is told of, with the photos that there are."""
    past = events_in_scope(user, Action.CHANGE).public().taking_place().past(now=now)
    held = past.filter(attendees__attendances__isnull=False).distinct()
    for entry in read("recaps")["recaps"]:
        event = held.filter(audience=entry["about"]).first()
        if event is None:
            continue
        photos = event.photos.agreed().values_list("pk", flat=True)
        texts = Pair(*entry["text"]).fields("text")
        write_recap(event, **texts, photos=list(photos), by=user, now=now)
        publish_or_ask(event, by=user, now=now)

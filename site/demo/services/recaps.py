"""What was written about events once they were over."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from demo.services.catalogue import Pair, read
from demo.services.people import REVIEWED_BRAND, People
from events.models import Event
from events.permissions import events_in_scope
from events.services.recap import publish_or_ask, write_recap
from staff.choices import Action


def look_back(user: User, people: People, *, now: datetime) -> None:
    """The last event of theirs for each audience is told of, with the photos that there are.

    One of the brand whose texts are reviewed waits for somebody else to look at it.
    """
    lectures = Event.objects.taking_place().past(now=now).filter(brand__slug=REVIEWED_BRAND)
    if lecture := lectures.filter(import_key=None).first():
        author = people.brand_coordinators[REVIEWED_BRAND]
        texts = Pair(*read("recaps")["to_review"]).fields("text")
        write_recap(lecture, **texts, photos=[], by=author, now=now)
        publish_or_ask(lecture, by=author, now=now)
    past = events_in_scope(user, Action.CHANGE).public().taking_place().past(now=now)
    held = past.filter(attendees__attendances__isnull=False, recap=None).distinct()
    for entry in read("recaps")["recaps"]:
        event = held.filter(audience=entry["about"]).first()
        if event is None:
            continue
        photos = event.photos.agreed().values_list("pk", flat=True)
        texts = Pair(*entry["text"]).fields("text")
        write_recap(event, **texts, photos=list(photos), by=user, now=now)
        publish_or_ask(event, by=user, now=now)

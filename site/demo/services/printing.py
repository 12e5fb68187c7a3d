"""Words for posters, and photos of an event, as a coordinator would have left them."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from demo.services.dice import Dice
from demo.services.pictures import MOTIFS, draw_picture
from events.choices import PhotoAgreement
from events.permissions import events_in_scope
from events.querysets import EventQuerySet
from events.services.photos import add_photos, describe_photo
from events.services.printing.texts import write_texts
from staff.choices import Action

CAPTIONS = (
    ("What we cut out together", "大家一起剪的作品", PhotoAgreement.NOBODY),
    ("The shelf that the children put together", "孩子们整理的书架", PhotoAgreement.NOBODY),
    ("Reading aloud to each other", "互相朗读", PhotoAgreement.WRITTEN),
    ("", "", PhotoAgreement.NONE),
)


def write_for_print(user: User, *, now: datetime) -> None:
    """The next event of theirs has a label across its posters."""
    event = _events(user).upcoming(now=now).first()
    if event:
        write_texts(event, {"note_en": "Few places", "note_zh": "名额有限"}, by=user)


def take_photos(user: User, *, now: datetime, dice: Dice) -> None:
    """The last event of theirs has photos; one of them stays in the house."""
    event = _events(user).past(now=now).filter(attendees__attendances__isnull=False).first()
    if event is None:
        return
    colour = event.brand.colour if event.brand else "#1f4468"
    pictures = [ContentFile(draw_picture(colour, motif, dice), f"{motif}.jpg") for motif in MOTIFS]
    photos = add_photos(event, pictures, by=user, now=now)
    for photo, (english, chinese, agreement) in zip(photos, CAPTIONS, strict=True):
        describe_photo(
            photo,
            caption_en=english,
            caption_zh=chinese,
            agreement=agreement,
            agreed_by="林悦" if agreement == PhotoAgreement.WRITTEN else "",
            agreed_on=None if agreement == PhotoAgreement.NONE else timezone.localdate(now),
            by=user,
            now=now,
        )


def _events(user: User) -> EventQuerySet:
    return events_in_scope(user, Action.CHANGE).public().taking_place().distinct()

"""What is told of an event once it is over: written on the desk, published on its page."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.urls import reverse
from wagtail.log_actions import log

from brands.choices import EventKind
from core.bilingual import InLanguage
from core.errors import WrittenMeanwhile
from core.versions import fingerprint, may_write_over
from events.errors import (
    NotOverYet,
    PhotosChosenMeanwhile,
    RecapEmpty,
    RecapNeedsReview,
    RecapNotWaiting,
)
from events.models import Event, EventPhoto, Recap
from events.permissions import events_in_scope
from staff.choices import Action
from staff.models import LogEntry

WRITTEN = "events.recap_written"
NOTHING = fingerprint("", "")
NO_PHOTOS = fingerprint()


@transaction.atomic
def write_recap(
    event: Event,
    *,
    text_en: str,
    text_zh: str,
    photos: Collection[int],
    by: Any,
    now: datetime,
    seen: str = NOTHING,
    seen_photos: str = NO_PHOTOS,
) -> Recap:
    """Keep what was written, and which of the photos with agreement go with it, by key.

    What is published already changes for everyone at once, or waits for a review once more where
    one is wanted.

    Args:
        seen: the fingerprint of the words that stood there when the author began.
        seen_photos: that of the photos that went with them then.

    Raises:
        WrittenMeanwhile: other words stand there now.
        PhotosChosenMeanwhile: other photos go with it now.
        RecapEmpty: it is published, and nothing would be left of it.
    """
    recap, _is_new = Recap.objects.select_for_update().get_or_create(event=event)
    written = fingerprint(text_en, text_zh)
    has_changed = may_write_over(seen=seen, stored=recap.fingerprint, written=written)
    if has_changed:
        if recap.is_public and not (text_en or text_zh):
            raise RecapEmpty
        recap.text_en, recap.text_zh, recap.written_by = text_en, text_zh, by
    chosen = event.photos.agreed().filter(pk__in=photos)
    if _may_choose(chosen, instead_of=photos_of_recap(event), seen=seen_photos):
        has_changed |= bool(chosen.filter(is_in_recap=False).update(is_in_recap=True))
        event.photos.exclude(pk__in=photos).update(is_in_recap=False)
    if has_changed:
        if recap.is_public and event.review_rule_of_recap:
            recap.published_at, recap.asked_at = None, now
        recap.save()
        log(event, WRITTEN, user=by)
    return recap


def _may_choose(
    chosen: Iterable[EventPhoto], *, instead_of: Iterable[EventPhoto], seen: str
) -> bool:
    stored, wanted = fingerprint_of_photos(instead_of), fingerprint_of_photos(chosen)
    try:
        return may_write_over(seen=seen, stored=stored, written=wanted)
    except WrittenMeanwhile:
        raise PhotosChosenMeanwhile from None


@transaction.atomic
def publish_or_ask(event: Event, *, by: Any, now: datetime) -> Recap:
    """Show it on the page of the event; where its library or brand wants a review, ask for that.

    Raises:
        NotOverYet: there is nothing to look back on.
        RecapEmpty: it says nothing yet.
    """
    recap = _to_publish(event, now=now)
    if not event.review_rule_of_recap:
        _publish(recap, by=by, now=now)
    elif not (recap.is_public or recap.is_waiting):
        recap.asked_at, recap.sent_back_because = now, ""
        recap.save(update_fields=["asked_at", "sent_back_because"])
        log(event, "events.recap_asked", user=by)
    return recap


@transaction.atomic
def approve_recap(event: Event, *, seen: str, by: Any, now: datetime) -> None:
    """Show it on the page of the event, as somebody has seen it who has no part in it.

    Args:
        seen: what `fingerprint_to_review` said of what they have seen.

    Raises:
        NotOverYet, RecapEmpty: as when it is published.
        RecapNotWaiting: nobody asks for it any more.
        RecapNeedsReview: they have written in it themselves.
        WrittenMeanwhile: other words or photos stand there than they have seen.
    """
    recap = _to_publish(event, now=now)
    _refuse_unless_reviewed_by(recap, by)
    if seen != fingerprint_to_review(recap):
        raise WrittenMeanwhile
    _publish(recap, by=by, now=now)


@transaction.atomic
def send_back_recap(event: Event, *, because: str, by: Any) -> None:
    """Let its author write it better, and say why.

    Raises:
        RecapNotWaiting: nobody asks for it any more.
        RecapNeedsReview: they have written in it themselves.
    """
    recap = Recap.objects.select_for_update().get(event=event)
    _refuse_unless_reviewed_by(recap, by)
    recap.asked_at, recap.sent_back_because = None, because
    recap.save(update_fields=["asked_at", "sent_back_because"])
    log(event, "events.recap_sent_back", user=by)


@transaction.atomic
def take_down_recap(event: Event, *, by: Any) -> None:
    """Show it no more, nor ask for a review any longer; what was written stays."""
    recaps = Recap.objects.filter(event=event)
    on_its_way = recaps.exclude(published_at__isnull=True, asked_at__isnull=True)
    if on_its_way.update(published_at=None, asked_at=None):
        log(event, "events.recap_taken_down", user=by)


def reword_photo(photo: EventPhoto, *, by: Any, now: datetime) -> None:
    """Tell that a photo is about to be given another caption, which goes with the look back.

    What is public waits for a review once more where one is wanted. Locks the recap before the
    photo is written, as `write_recap` does.
    """
    recap = Recap.objects.select_for_update().filter(event=photo.event_id).first()
    if recap is None or not photos_of_recap(photo.event).filter(pk=photo.pk).exists():
        return
    if recap.is_public and photo.event.review_rule_of_recap:
        recap.published_at, recap.asked_at = None, now
        recap.save(update_fields=["published_at", "asked_at"])
    log(photo.event, WRITTEN, user=by)


def recaps_to_review(user: Any) -> QuerySet[Recap]:
    """Those that wait for this user: in scope, and not a word of it is theirs."""
    own = LogEntry.objects.filter(action=WRITTEN, user=user, object_id=OuterRef("event_id"))
    in_scope = events_in_scope(user, Action.REVIEW)
    return Recap.objects.filter(~Exists(own), asked_at__isnull=False, event__in=in_scope)


def _to_publish(event: Event, *, now: datetime) -> Recap:
    if event.last_ends_at is None or event.last_ends_at > now:
        raise NotOverYet
    recap = Recap.objects.select_for_update().filter(event=event).first()
    if recap is None or not (recap.text_en or recap.text_zh):
        raise RecapEmpty
    return recap


def _refuse_unless_reviewed_by(recap: Recap, user: Any) -> None:
    if not recap.is_waiting:
        raise RecapNotWaiting
    if not recaps_to_review(user).filter(pk=recap.pk).exists():
        raise RecapNeedsReview


def _publish(recap: Recap, *, by: Any, now: datetime) -> None:
    """Twice is once."""
    if not recap.is_public:
        recap.published_at, recap.asked_at, recap.sent_back_because = now, None, ""
        recap.save(update_fields=["published_at", "asked_at", "sent_back_because"])
        log(recap.event, "events.recap_published", user=by)


def fingerprint_to_review(recap: Recap) -> str:
    """Of all that everyone would see: the words, the photos and what stands below them."""
    captions = (
        f"{photo.pk} {photo.caption_en}\n{photo.caption_zh}"
        for photo in photos_of_recap(recap.event)
    )
    return fingerprint(recap.text_en, recap.text_zh, *captions)


def fingerprint_of_photos(photos: Iterable[EventPhoto]) -> str:
    """Of which they are, in whatever order."""
    return fingerprint(*sorted(str(photo.pk) for photo in photos))


def recap_of(event: Event) -> Recap | None:
    return Recap.objects.filter(event=event).first()


def photos_of_recap(event: Event) -> QuerySet[EventPhoto]:
    """Those that go with it, whether it is public or not."""
    return event.photos.agreed().filter(is_in_recap=True).order_by("pk")


# In public


@dataclass(frozen=True)
class ShownPhoto:
    """A photo on the page of its event."""

    key: int
    path: str
    width: int
    height: int
    caption_en: str
    caption_zh: str

    caption = InLanguage()

    @property
    def url(self) -> str:
        return reverse("event_photo", args=[self.key, photo_digest(self.path)])


@dataclass(frozen=True)
class PublicRecap:
    """What everyone may read and see of an event that is over."""

    text_en: str = ""
    text_zh: str = ""
    photos: tuple[ShownPhoto, ...] = ()

    text = InLanguage()

    def __bool__(self) -> bool:
        return bool(self.text_en or self.text_zh)


def photo_digest(path: str) -> str:
    """The part of a photo's address that nobody guesses: its file is named by lot."""
    return hashlib.sha256(path.encode()).hexdigest()[:16]


def public_photos() -> QuerySet[EventPhoto]:
    """Those that everyone may see."""
    shown = (
        EventPhoto.objects.agreed().filter(is_in_recap=True).exclude(event__kind=EventKind.INTERNAL)
    )
    return shown.filter(event__live=True, event__recap__published_at__isnull=False)


def told_of_recap() -> dict[str, Combinable]:
    """Annotations that `public_recap` reads, so that a page costs no statement more for it."""
    told = Recap.objects.filter(event=OuterRef("pk"), published_at__isnull=False)
    texts = JSONObject(text_en="text_en", text_zh="text_zh")
    photo = JSONObject(
        key="pk",
        path="file",
        width="width",
        height="height",
        caption_en="caption_en",
        caption_zh="caption_zh",
    )
    photos = public_photos().filter(event=OuterRef("pk")).order_by("pk")
    return {
        "recap_texts": ArraySubquery(told.values(texts=texts)),
        "recap_photos": ArraySubquery(photos.values(photo=photo)),
    }


def public_recap(event: Event) -> PublicRecap:
    """What everyone may read of an event that was read with `told_of_recap`, or of a draft."""
    row = vars(event)
    photos = tuple(ShownPhoto(**photo) for photo in row.get("recap_photos") or ())
    told = next(iter(row.get("recap_texts") or ()), None)
    return PublicRecap(**told, photos=photos) if told else PublicRecap()

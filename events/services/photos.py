"""Photos of an event: taken in, told of, agreed to, removed."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener
from wagtail.log_actions import log

from events.choices import PhotoAgreement
from events.errors import AgreementIncomplete, NotAPicture, PictureTooLarge, TooManyPhotos
from events.models import Event, EventPhoto
from events.services.recap import reword_photo

MOST_MEGABYTES = 25
MOST_PHOTOS = 200

LONGEST_SIDE = 2800
"""Pixels: sharp on a page of A4, and a tenth of what a camera writes."""

SHOWN_SIDE = 1280
"""Pixels: sharp on a page of the site, and in an article on a phone."""

QUALITY = 86

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP")
"""What cameras, phones and programs write. Pillow knows more, and runs programs for some."""

BROKEN = (
    *(UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error),
    Image.DecompressionBombError,
)
"""What Pillow says of a file that it cannot read."""

# Phones of today write HEIC.
register_heif_opener()


def add_photos(event: Event, files: Sequence[File], *, by: Any, now: datetime) -> list[EventPhoto]:
    """Take pictures in, all or none. Each is written anew: upright, without place, time or camera.

    Raises:
        TooManyPhotos: the event holds as many as it can.
        PictureTooLarge, NotAPicture: one of them; it says which.
    """
    if event.photos.count() + len(files) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    clean = [_clean(file) for file in files]
    with transaction.atomic():
        photos = [
            EventPhoto.objects.create(
                event=event, file=ContentFile(content, "photo.jpg"), added_by=by, added_at=now
            )
            for content in clean
        ]
        log(event, "events.photos_added", user=by, data={"photos": len(photos)})
    return photos


def _clean(file: File) -> bytes:
    """The picture as a JPEG that holds nothing but pixels."""
    if file.size > MOST_MEGABYTES * 1024 * 1024:
        raise PictureTooLarge(name=file.name, most=MOST_MEGABYTES)
    try:
        with Image.open(file, formats=FORMATS) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except BROKEN as error:
        raise NotAPicture(name=file.name) from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    content = BytesIO()
    bare.save(content, "JPEG", quality=QUALITY, optimize=True)
    return content.getvalue()


def smaller(photo: EventPhoto, *, side: int, quality: int = 80) -> bytes:
    """The photo with no side longer than so many pixels, as a JPEG.

    Raises:
        FileNotFoundError: its file is lost.
    """
    with photo.file.storage.open(photo.path) as file, Image.open(file) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((side, side))
    content = BytesIO()
    picture.save(content, "JPEG", quality=quality)
    return content.getvalue()


def shown_copy(photo: EventPhoto) -> bytes:
    """The photo as the page of its event shows it; made once and kept beside it.

    Raises:
        FileNotFoundError: its file is lost.
    """
    storage, name = photo.file.storage, _name_of_copy(photo)
    if not storage.exists(name):
        storage.save(name, ContentFile(smaller(photo, side=SHOWN_SIDE)))
    with storage.open(name) as file:
        content: bytes = file.read()
    return content


def _name_of_copy(photo: EventPhoto) -> str:
    return f"{photo.path.removesuffix('.jpg')}-shown.jpg"


@transaction.atomic
def describe_photo(
    photo: EventPhoto,
    *,
    caption_en: str,
    caption_zh: str,
    agreement: str,
    agreed_by: str,
    agreed_on: date | None,
    by: Any,
    now: datetime,
) -> None:
    """Say what it shows, and who agreed that it is published; or that nobody does any more.

    Raises:
        AgreementIncomplete: it is not said who agreed, or the day has not come.
    """
    if (photo.caption_en, photo.caption_zh) != (caption_en, caption_zh):
        reword_photo(photo, by=by, now=now)
        photo.caption_en, photo.caption_zh = caption_en, caption_zh
    if agreement == PhotoAgreement.NONE:
        agreed_by, agreed_on, photo.is_in_recap = "", None, False
    elif agreement == PhotoAgreement.NOBODY:
        agreed_by, agreed_on = "", agreed_on or timezone.localdate(now)
    elif not (agreed_by and agreed_on):
        raise AgreementIncomplete
    if agreed_on and agreed_on > timezone.localdate(now):
        raise AgreementIncomplete
    is_changed = (photo.agreement, photo.agreed_on) != (agreement, agreed_on)
    photo.agreement, photo.agreed_by, photo.agreed_on = agreement, agreed_by, agreed_on
    photo.recorded_by = by
    photo.save()
    if is_changed:
        data = {"photo": photo.pk, "agreement": agreement}
        log(photo.event, "events.photo_agreement", user=by, data=data)


@transaction.atomic
def remove_photo(photo: EventPhoto, *, by: Any) -> None:
    """Delete it, and its files once that is certain."""
    storage, names = photo.file.storage, [photo.path, _name_of_copy(photo)]
    log(photo.event, "events.photo_removed", user=by, data={"photo": photo.pk})
    photo.delete()
    for name in names:
        transaction.on_commit(partial(storage.delete, name))

"""Photos of what happened, and whether those whom they show agreed that they are published."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.bilingual import InLanguage
from core.encryption import EncryptedTextField
from core.storage import private_storage
from events.choices import PhotoAgreement
from events.models.event import Event
from events.querysets import EventPhotoQuerySet


def photo_path(photo: EventPhoto, name: str) -> str:
    """A name that tells nothing of whom or what the photo shows."""
    return f"photos/{photo.event_id}/{uuid4().hex}.jpg"


class EventPhoto(models.Model):
    """A picture taken at an event. Its file lies in the private storage, without place or camera.

    It is published, or put on file, only once agreement is recorded. Who agreed is encrypted.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="photos")
    file = models.ImageField(
        _("picture"),
        storage=private_storage,
        upload_to=photo_path,
        width_field="width",
        height_field="height",
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    caption_en = models.CharField(_("caption (English)"), max_length=200, blank=True)
    caption_zh = models.CharField(_("caption (Chinese)"), max_length=200, blank=True)
    agreement = models.CharField(
        _("agreement to publish it"),
        max_length=10,
        choices=PhotoAgreement,
        default=PhotoAgreement.NONE,
    )
    agreed_by = EncryptedTextField(_("who is on it and agreed"), blank=True, default="")
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    is_in_recap = models.BooleanField(
        _("shown with what is told after the event"), default=False, db_default=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    caption = InLanguage()

    objects = EventPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of an event")
        verbose_name_plural = _("photos of events")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement=PhotoAgreement.NONE, agreed_on__isnull=True)
                | (~Q(agreement=PhotoAgreement.NONE) & Q(agreed_on__isnull=False)),
                name="photo_agreement_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(is_in_recap=False) | ~Q(agreement=PhotoAgreement.NONE),
                name="photo_is_shown_only_with_agreement",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.event_id} · {self.pk}"

    @property
    def path(self) -> str:
        """The name of its file in the private storage."""
        return str(self.file.name)

    @property
    def may_be_published(self) -> bool:
        return self.agreement != PhotoAgreement.NONE

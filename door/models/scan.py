"""What was shown at the door, and what the door said."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from door.choices import DoorAnswer
from door.models.station import Device
from events.models import Registration, Session


class Scan(models.Model):
    """One thing that happened at the door, and the answer. A log: refusals write nothing else.

    What a device saw without a network keeps what it said then (`told`), its own clock, and when
    it reached us; `scanned_at` is put right by how wrong that clock was.
    """

    client_id = models.UUIDField(
        unique=True, help_text=_("Given by the device, so that a resend is harmless.")
    )
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="scans")
    registration = models.ForeignKey(
        Registration,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="scans",
        db_index=False,
    )
    answer = models.CharField(_("answer"), max_length=20, choices=DoorAnswer)
    attendance_ids = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text=_("The attendances that began with it. None for a refusal."),
    )
    scanned_at = models.DateTimeField(_("scanned"), default=timezone.now)
    scanned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    device = models.ForeignKey(
        Device,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="scans",
        help_text=_("Empty where someone signed in stood at the door."),
    )
    told = models.CharField(
        _("the device said"), max_length=20, choices=DoorAnswer, blank=True, default=""
    )
    device_clock_at = models.DateTimeField(_("by the device's clock"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_default=Now())
    clock_is_off = models.BooleanField(_("the device's clock is wrong"), default=False)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["registration", "session"], name="scan_of_ticket"),
            models.Index(
                fields=["device", "received_at"],
                condition=Q(answer=DoorAnswer.UNKNOWN),
                name="scan_unknown_by_device",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()} #{self.pk}"

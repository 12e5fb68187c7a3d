from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from door.choices import DoorAnswer
from events.models import Registration, Session


class Scan(models.Model):
    """One code shown at the door, and the answer. A log: refusals write this and nothing else."""

    client_id = models.UUIDField(
        unique=True, help_text=_("Given by the device, so that a resend is harmless.")
    )
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="scans")
    registration = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="scans"
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

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_answer_display()} #{self.pk}"

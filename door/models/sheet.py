"""Sign-in sheets that were printed: which row belongs to whom, for as long as the paper lies there.

A row leads to an attendee and holds no name. Who asks to be forgotten is a blank row from then on.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Attendee, Event, Session


class SignInSheet(models.Model):
    """A sheet for one session. Its number is printed on it and is the event's own count.

    Its rows never change: whoever registers later stands on a later sheet.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveSmallIntegerField(_("number"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("sign-in sheet")
        verbose_name_plural = _("sign-in sheets")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="sheet_number_once_per_event"),
            models.UniqueConstraint(fields=["id", "event"], name="sheet_key_with_event"),
            models.CheckConstraint(condition=Q(number__gte=1), name="sheets_are_counted_from_one"),
        ]

    def __str__(self) -> str:
        return f"#{self.event_id} · {self.number}"


class SheetRow(models.Model):
    """A numbered line of a sheet, and whose it is.

    The migration adds composite foreign keys, so that event, sheet and attendee agree.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    sheet = models.ForeignKey(SignInSheet, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveSmallIntegerField(_("row"))
    attendee = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("row of a sign-in sheet")
        verbose_name_plural = _("rows of a sign-in sheet")
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="row_number_once_per_sheet"),
            models.UniqueConstraint(fields=["sheet", "attendee"], name="one_row_per_attendee"),
            models.CheckConstraint(condition=Q(number__gte=1), name="rows_are_counted_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}: {self.number}"

"""Who was there, by name or by number."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.choices import CheckInMethod, CheckOutMethod
from events.models.event import Event
from events.models.registration import Attendee
from events.models.session import Session


class Attendance(models.Model):
    """One attendee present at one session, from a check-in to a check-out if there is one.

    Undone rows stay; a new check-in is a new row. Who went home by mistake is undone, and new.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    attendee = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="attendances")
    checked_in_at = models.DateTimeField(_("checked in"))
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    method = models.CharField(_("how"), max_length=10, choices=CheckInMethod)
    checked_out_at = models.DateTimeField(_("went home"), null=True, blank=True)
    checked_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    check_out_method = models.CharField(
        _("went home how"),
        max_length=10,
        choices=CheckOutMethod,
        blank=True,
        default="",
        db_default="",
    )
    check_out_reason = models.CharField(
        _("why without the code"), max_length=200, blank=True, default="", db_default=""
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undo_reason = models.CharField(
        _("why undone"), max_length=200, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = pgettext_lazy("of an attendee", "attendance")
        verbose_name_plural = pgettext_lazy("of an attendee", "attendances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attendee", "session"],
                condition=Q(undone_at__isnull=True),
                name="attendance_once_per_session",
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at__isnull=True, check_out_method="")
                | Q(checked_out_at__isnull=False, checked_out_at__gte=F("checked_in_at"))
                & ~Q(check_out_method=""),
                name="attendance_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(check_out_method=CheckOutMethod.BY_STAFF) | ~Q(check_out_reason=""),
                name="attendance_without_the_code_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["session"], condition=Q(undone_at__isnull=True), name="attendance_counting"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.attendee_id} @ #{self.session_id}"


class Headcount(models.Model):
    """People counted without names. Append-only: a session's figure is the sum of its lines."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="headcounts")
    day = models.DateField(_("day"))
    adults = models.IntegerField(_("adults"), default=0)
    children = models.IntegerField(_("children"), default=0)
    counted_at = models.DateTimeField(_("counted"))
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    source = models.CharField(
        max_length=120, unique=True, help_text=_("Where the line comes from; counted once.")
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        verbose_name = _("headcount")
        verbose_name_plural = _("headcounts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adults__gte=0, children__gte=0, reverses__isnull=True)
                | Q(adults__lte=0, children__lte=0, reverses__isnull=False),
                name="headcount_negative_only_to_reverse",
            )
        ]
        indexes = [models.Index(fields=["session", "day"], name="headcount_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.adults} + {self.children}"

"""Who was on a shift, from when until when, and how many people it was for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.choices import PresenceMethod
from volunteers.models.claim import Claim
from volunteers.models.shift import Shift
from volunteers.querysets import PresenceQuerySet

LONGEST_WHY = 300
MOST_PEOPLE_SERVED = 20_000


class Presence(models.Model):
    """A volunteer was there. One that was a mistake is marked undone and stays.

    It earns hours when they leave. Whoever forgets to say so, or was there for no minute of the
    shift, earns what a coordinator says who looked at it.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="presences")
    checked_in_at = models.DateTimeField(_("came"))
    checked_out_at = models.DateTimeField(_("left"), null=True)
    method = models.CharField(_("checked in"), max_length=10, choices=PresenceMethod)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    checked_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    needs_review = models.BooleanField(_("to be looked at"), default=False)
    reviewed_at = models.DateTimeField(_("looked at"), null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    review_reason = models.CharField(_("why it was corrected"), max_length=LONGEST_WHY, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    undo_reason = models.CharField(_("why it was undone"), max_length=LONGEST_WHY, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(undone_at__isnull=True),
                name="presence_once_per_claim",
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at=None) | Q(checked_out_at__gte=F("checked_in_at")),
                name="presence_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(needs_review=False) | Q(reviewed_at=None, undone_at=None),
                name="presence_is_reviewed_once",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undo_reason="")
                | Q(undone_at__isnull=False) & ~Q(undo_reason=""),
                name="presence_is_undone_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["checked_in_at"],
                condition=Q(checked_out_at=None, reviewed_at=None, undone_at=None),
                name="presence_open",
            ),
            models.Index(
                fields=["claim"], condition=Q(needs_review=True), name="presence_to_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.checked_in_at):%Y-%m-%d %H:%M}"

    @property
    def has_left(self) -> bool:
        return self.checked_out_at is not None

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def is_going_on(self) -> bool:
        """They are there, as far as anybody knows."""
        return not (self.has_left or self.is_undone or self.needs_review or self.reviewed_at)


class PeopleServed(models.Model):
    """For how many people a shift was: a figure that its team counts, and may put right."""

    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="people_served")
    people = models.PositiveIntegerField(_("people served"))
    counted_at = models.DateTimeField(_("counted"))
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("people served")
        verbose_name_plural = _("people served")
        constraints = [
            models.CheckConstraint(
                condition=Q(people__lte=MOST_PEOPLE_SERVED), name="people_served_can_be_true"
            )
        ]

    def __str__(self) -> str:
        return str(self.people)

"""Service hours: a ledger that is only ever added to, and what stands in it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import reference
from network.models import Branch
from volunteers.choices import DecisionState, HoursKind
from volunteers.models.presence import LONGEST_WHY, Presence
from volunteers.models.shift import Shift
from volunteers.models.volunteer import Volunteer
from volunteers.querysets import HoursQuerySet

STATEMENT_NUMBER_LENGTH = 8


class HoursEntry(models.Model):
    """One line of the ledger of hours, taken back by a further line with the opposite amount.

    The migration adds what Django cannot say: a trigger refuses changes and deletes, another one
    refuses more hours of one volunteer on a shift than it lasted, and manual hours without two
    people; a composite key keeps a line and what takes it back alike in all but the sign.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="hours")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="hours")
    presence = models.ForeignKey(
        Presence,
        on_delete=models.PROTECT,
        null=True,
        related_name="hours",
        help_text=_("For which they were checked in; none for hours added by hand."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=HoursKind)
    minutes = models.SmallIntegerField(_("minutes"))
    opposite = models.GeneratedField(
        expression=-F("minutes"), output_field=models.SmallIntegerField(), db_persist=True
    )
    day = models.DateField(_("day"), help_text=_("On which the shift began."))
    source = models.CharField(max_length=60, help_text=_("What it is for; once each."))
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_WHY, blank=True)
    made_at = models.DateTimeField(_("written"), default=timezone.now, db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True)

    objects = HoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the ledger of hours")
        verbose_name_plural = _("ledger of hours")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(reverses__isnull=True), name="hours_once_per_source"
            ),
            models.UniqueConstraint(
                fields=["id", "volunteer", "shift", "kind", "day", "minutes"],
                name="hours_key_with_amount",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, reverses__isnull=True)
                | Q(minutes__lt=0, reverses__isnull=False),
                name="hours_negative_only_to_reverse",
            ),
            models.CheckConstraint(
                condition=Q(kind=HoursKind.CHECKED_IN, presence__isnull=False)
                | Q(kind=HoursKind.MANUAL, presence__isnull=True),
                name="hours_checked_in_have_a_presence",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(made_by=None) | ~Q(approved_by=F("made_by")),
                name="hours_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(kind=HoursKind.CHECKED_IN)
                | Q(reverses__isnull=False)
                | Q(approved_at__isnull=False),
                name="hours_manual_are_approved",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(reason=""), name="hours_taken_back_for_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "day"], name="hours_of_volunteer")]

    def __str__(self) -> str:
        return f"{self.day}: {self.minutes} min"

    @property
    def is_manual(self) -> bool:
        return self.kind == HoursKind.MANUAL


class HoursStanding(models.Model):
    """What the lines of a volunteer add up to. `reconcile` rebuilds it."""

    volunteer = models.OneToOneField(Volunteer, on_delete=models.PROTECT, related_name="standing")
    checked_in_minutes = models.PositiveIntegerField(default=0)
    manual_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("sum of hours")
        verbose_name_plural = _("sums of hours")

    def __str__(self) -> str:
        return f"{self.minutes} min"

    @property
    def minutes(self) -> int:
        return self.checked_in_minutes + self.manual_minutes


class HoursProposal(models.Model):
    """Hours that somebody would add by hand for a shift. Somebody else decides."""

    volunteer = models.ForeignKey(
        Volunteer,
        verbose_name=_("volunteer"),
        on_delete=models.PROTECT,
        related_name="hours_proposals",
    )
    shift = models.ForeignKey(
        Shift, verbose_name=_("shift"), on_delete=models.PROTECT, related_name="hours_proposals"
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1)])
    reason = models.CharField(_("what for"), max_length=LONGEST_WHY)
    state = models.CharField(
        _("state"), max_length=10, choices=DecisionState, default=DecisionState.OPEN
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=LONGEST_WHY, blank=True)

    class Meta:
        verbose_name = _("hours to be added")
        verbose_name_plural = _("hours to be added")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "shift"],
                condition=Q(state=DecisionState.OPEN),
                name="hours_proposed_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1) & ~Q(reason=""), name="hours_proposed_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.OPEN, decided_at=None)
                | ~Q(state=DecisionState.OPEN) & Q(decided_at__isnull=False),
                name="hours_proposal_is_decided_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | Q(proposed_by=None)
                | ~Q(decided_by=F("proposed_by")),
                name="hours_proposal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.DECLINED) | ~Q(answer=""),
                name="hours_proposal_declined_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min ({self.get_state_display()})"


class HoursStatement(models.Model):
    """A numbered statement of hours of a period, as it was issued.

    The number leads to what anybody who holds the paper may check: period, hours, whether they
    still stand. It is drawn, not counted, so that nobody comes upon those of others.
    """

    number = models.CharField(
        _("number"),
        max_length=STATEMENT_NUMBER_LENGTH,
        unique=True,
        default=reference,
        editable=False,
    )
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="statements")
    issuer = models.ForeignKey(
        Branch, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+"
    )
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    checked_in_minutes = models.PositiveIntegerField()
    manual_minutes = models.PositiveIntegerField()
    shifts = models.PositiveIntegerField(_("shifts"))
    issued_at = models.DateTimeField(_("issued"))

    class Meta:
        verbose_name = _("statement of hours")
        verbose_name_plural = _("statements of hours")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="statement_is_of_a_period"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def minutes(self) -> int:
        return self.checked_in_minutes + self.manual_minutes

    @property
    def checked_in(self) -> timedelta:
        return timedelta(minutes=self.checked_in_minutes)

    @property
    def by_hand(self) -> timedelta:
        return timedelta(minutes=self.manual_minutes)

    @property
    def total(self) -> timedelta:
        return timedelta(minutes=self.minutes)

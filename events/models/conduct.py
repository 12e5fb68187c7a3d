"""Who did not come, what followed from it, and how it was taken back."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Household
from brands.models import Brand
from events.choices import AppealState, ConductKind, ExcuseReason
from events.models.registration import Registration
from events.querysets import ConductQuerySet

MOST_NO_SHOWS, MOST_MONTHS, MOST_DAYS = 20, 24, 365
LONGEST_REASON, LONGEST_EXCUSE = 300, 1000

# What is said first, and what takes it back.
BEGINNINGS = (ConductKind.NO_SHOW, ConductKind.RESTRICTED)


class ConductPolicy(models.Model):
    """How many no-shows within how long lead to the waiting list, and for how long.

    The row without a brand holds for the network. A brand with a row of its own counts for itself
    alone: neither do its no-shows count elsewhere, nor those of others here.
    """

    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: for all brands without rules of their own."),
    )
    is_on = models.BooleanField(
        _("no-shows count"),
        default=True,
        help_text=_("Off: nobody is written to, and nobody has to let others go first."),
    )
    no_shows = models.PositiveSmallIntegerField(
        _("so many no-shows"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_NO_SHOWS)],
        help_text=_("One for each registration, however many people it is for."),
    )
    months = models.PositiveSmallIntegerField(
        _("within so many months"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )
    days = models.PositiveSmallIntegerField(
        _("waiting list only for so many days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )

    class Meta:
        verbose_name = _("rules for no-shows")
        verbose_name_plural = _("rules for no-shows")
        ordering = [models.F("brand").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["brand"], name="conduct_policy_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(no_shows__gte=1, months__gte=1, days__gte=1),
                name="conduct_policy_counts_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.brand) if self.brand_id else str(_("All brands without rules of their own"))


class ConductEntry(models.Model):
    """One line of the conduct ledger: only ever added to, and taken back by a further line.

    It is about a household, or about a guest: then a keyed hash of the address stands for them, and
    nobody can be looked up. A trigger of the migration refuses changes, and deletes only for a
    transaction that forgets (`events.services.conduct.forgetting`); a composite key keeps a line
    and what it takes back with the same registration.
    """

    kind = models.CharField(_("what"), max_length=10, choices=ConductKind)
    source = models.CharField(max_length=60, help_text=_("What it is for; once each."))
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="conduct_entries"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, related_name="conduct_entries"
    )
    guest = models.CharField(max_length=64, blank=True)
    brand = models.ForeignKey(
        Brand,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("By whose own rules it counts; empty: by those of the network."),
    )
    happened_at = models.DateTimeField(_("when"))
    ends_at = models.DateTimeField(_("until"), null=True)
    recorded_at = models.DateTimeField(default=timezone.now, db_default=Now())
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )

    objects = ConductQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the conduct ledger")
        verbose_name_plural = _("conduct ledger")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(reverses__isnull=True),
                name="conduct_once_per_source",
            ),
            models.UniqueConstraint(
                fields=["id", "registration"], name="conduct_key_with_registration"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=BEGINNINGS, reverses__isnull=True)
                | ~Q(kind__in=BEGINNINGS) & Q(reverses__isnull=False),
                name="conduct_is_said_or_taken_back",
            ),
            models.CheckConstraint(
                condition=Q(household__isnull=False, guest="")
                | Q(household__isnull=True) & ~Q(guest=""),
                name="conduct_is_of_a_household_or_a_guest",
            ),
            models.CheckConstraint(
                condition=Q(kind=ConductKind.RESTRICTED, ends_at__isnull=False)
                | ~Q(kind=ConductKind.RESTRICTED) & Q(ends_at__isnull=True),
                name="restriction_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ConductKind.LIFTED) | ~Q(reason=""),
                name="restriction_is_lifted_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "kind"], name="conduct_of_household"),
            models.Index(fields=["guest", "kind"], condition=~Q(guest=""), name="conduct_of_guest"),
            models.Index(
                fields=["ends_at"], condition=Q(kind=ConductKind.RESTRICTED), name="restrictions"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.happened_at:%Y-%m-%d} {self.get_kind_display()}"

    @property
    def is_no_show(self) -> bool:
        return self.kind == ConductKind.NO_SHOW

    def holds(self, *, now: datetime) -> bool:
        """Whether it is a restriction by which others go first at this moment."""
        return self.ends_at is not None and self.ends_at > now and self.taken_back is None

    @property
    def taken_back(self) -> ConductEntry | None:
        """The line that takes this one back, if there is one."""
        return getattr(self, "reversed_by", None)

    @property
    def asked(self) -> Appeal | None:
        """What was asked of the library about this line, with its answer."""
        return getattr(self, "appeal", None)


class Appeal(models.Model):
    """What somebody says about a line of the ledger, and what the library answers; once each."""

    entry = models.OneToOneField(ConductEntry, on_delete=models.CASCADE, related_name="appeal")
    reason = models.CharField(
        _("what happened"), max_length=10, choices=ExcuseReason, default=ExcuseReason.OTHER
    )
    words = models.CharField(_("in their words"), max_length=LONGEST_EXCUSE, blank=True)
    made_at = models.DateTimeField(_("said"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=AppealState, default=AppealState.OPEN
    )
    answer = models.CharField(_("answer"), max_length=LONGEST_REASON, blank=True)
    decided_at = models.DateTimeField(_("answered"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AppealState.OPEN, decided_at__isnull=True)
                | ~Q(state=AppealState.OPEN) & Q(decided_at__isnull=False),
                name="appeal_is_decided_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=AppealState.DECLINED) | ~Q(answer=""),
                name="appeal_is_declined_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"], condition=Q(state=AppealState.OPEN), name="appeal_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        return self.state == AppealState.OPEN

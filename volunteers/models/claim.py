"""Who takes a place on a shift, what became of it, and how it changes hands."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.constraints import Deferrable
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.codes import SECRET_CODE_LENGTH, secret_code
from core.constraints import no_overlap
from volunteers.choices import (
    CURRENT_STATES,
    HOLDING_STATES,
    ClaimState,
    HandoverKind,
)
from volunteers.models.shift import Need, Shift
from volunteers.models.volunteer import Volunteer
from volunteers.querysets import ClaimQuerySet

LONGEST_REASON = 300


class Claim(models.Model):
    """A volunteer's place on a shift, or their turn in its waiting list.

    The exclusion constraint goes by the person, so that two rows about one human being cannot
    stand in two places at once. The migration adds composite foreign keys: need and shift agree,
    volunteer and person agree, and the busy times are those of the shift. They follow in the same
    statement when it is moved; whoever moves it defers the exclusion until no shifts clash.
    """

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="claims")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="claims")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="claims")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shift_claims")
    state = models.CharField(_("state"), max_length=12, choices=ClaimState)
    busy_from = models.DateTimeField(editable=False)
    busy_until = models.DateTimeField(editable=False)
    queue_no = models.PositiveIntegerField(null=True, editable=False)
    offered_until = models.DateTimeField(_("place is kept until"), null=True, editable=False)
    claimed_at = models.DateTimeField(_("signed up"), default=timezone.now, db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    code = models.CharField(
        max_length=SECRET_CODE_LENGTH, unique=True, default=secret_code, editable=False
    )
    excuse = models.CharField(
        _("why they could not come"),
        max_length=LONGEST_REASON,
        blank=True,
        default="",
        db_default="",
        help_text=_("Kept until the library has decided."),
    )
    awaits_decision = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=_("They said late that they cannot come; whether that is excused is open."),
    )
    stands_in_for = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="stand_ins",
        help_text=_("Who said late that they cannot come, and whose place this is."),
    )
    overridden = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("rules passed over"),
        default=list,
        db_default=[],
        blank=True,
    )
    override_reason = models.CharField(
        _("why rules were passed over"),
        max_length=LONGEST_REASON,
        blank=True,
        default="",
        db_default="",
    )
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up for a shift")
        verbose_name_plural = _("sign-ups for shifts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "volunteer"],
                condition=Q(state__in=CURRENT_STATES),
                name="claim_once_per_shift",
            ),
            models.UniqueConstraint(
                fields=["stands_in_for"],
                condition=Q(state__in=HOLDING_STATES),
                name="claim_one_stand_in_at_a_time",
            ),
            no_overlap(
                "person_is_on_one_shift_at_a_time",
                "person_id",
                "busy_from",
                "busy_until",
                condition=Q(state__in=HOLDING_STATES),
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(fields=["shift", "queue_no"], name="claim_queue_no_once"),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.WAITING) | Q(queue_no__isnull=False),
                name="waiting_claim_has_a_queue_no",
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.OFFERED, offered_until__isnull=False)
                | ~Q(state=ClaimState.OFFERED) & Q(offered_until__isnull=True),
                name="offered_claim_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CURRENT_STATES, ended_at__isnull=True)
                | ~Q(state__in=CURRENT_STATES) & Q(ended_at__isnull=False),
                name="claim_has_ended_or_not",
            ),
            models.CheckConstraint(
                condition=Q(overridden=[], override_reason="")
                | ~Q(overridden=[]) & ~Q(override_reason=""),
                name="claim_passes_over_rules_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(awaits_decision=False) | Q(state=ClaimState.LATE),
                name="only_who_is_late_awaits_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(awaits_decision=True) | Q(excuse=""),
                name="excuse_is_forgotten_once_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "busy_from"], name="claim_of_volunteer"),
            models.Index(
                fields=["need", "queue_no"],
                condition=Q(state=ClaimState.WAITING),
                name="claim_waiting",
            ),
            models.Index(
                fields=["offered_until"],
                condition=Q(state=ClaimState.OFFERED),
                name="claim_offered",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_state_display()}"

    @property
    def is_held(self) -> bool:
        return self.state == ClaimState.HELD

    @property
    def is_offered(self) -> bool:
        return self.state == ClaimState.OFFERED

    @property
    def is_waiting(self) -> bool:
        return self.state == ClaimState.WAITING

    @property
    def is_current(self) -> bool:
        """It holds a place or waits for one."""
        return self.state in CURRENT_STATES


class ClaimChange(models.Model):
    """One line of a claim's history. Only ever added to."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(_("became"), max_length=12, choices=ClaimState)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now())
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(
        _("reason"), max_length=LONGEST_REASON, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("change of a sign-up")
        verbose_name_plural = _("changes of a sign-up")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.changed_at:%Y-%m-%d %H:%M} {self.get_state_display()}"


class Handover(models.Model):
    """A place that its holder gives to whoever takes it by a link, or swaps for another one.

    The first who accepts gets it. Of the link's code only a hash is kept.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="handovers")
    kind = models.CharField(_("kind"), max_length=10, choices=HandoverKind)
    wanted = models.ForeignKey(
        Shift,
        verbose_name=_("wanted in return"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wanted_in_return",
    )
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    expires_at = models.DateTimeField(_("stands until"))
    accepted_by = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, null=True, related_name="accepted_handovers"
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    closed_at = models.DateTimeField(_("taken back"), null=True)

    class Meta:
        verbose_name = _("handing over")
        verbose_name_plural = _("handings over")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(accepted_at__isnull=True, closed_at__isnull=True),
                name="handover_one_open_per_claim",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, closed_at__isnull=True),
                name="handover_is_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind=HandoverKind.HAND_OVER, wanted__isnull=True)
                | Q(kind=HandoverKind.SWAP, wanted__isnull=False),
                name="handover_swap_names_what_it_wants",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.closed_at is None

"""How people get in: the way, the window, and the counted places."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from brands.choices import ReaderCardRule, WayIn
from core.bilingual import InLanguage
from events.choices import (
    FOR_EVERYONE,
    MIXED_BY_FAMILIES,
    EventStatus,
    PoolKind,
)
from events.models.draw import Draw
from events.models.event import Event


class Intake(models.Model):
    """How people get in. Outside revisions; also the lock of an event's waiting list."""

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="intake"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=EventStatus, default=EventStatus.SCHEDULED
    )
    status_note_en = models.CharField(_("why (English)"), max_length=200, blank=True)
    status_note_zh = models.CharField(_("why (Chinese)"), max_length=200, blank=True)
    way_in = models.CharField(_("way in"), max_length=20, choices=WayIn, default=WayIn.FIRST_COME)
    opens_at = models.DateTimeField(
        _("registration opens"), null=True, blank=True, help_text=_("Empty: when published.")
    )
    closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        help_text=_("Empty: when the first session starts."),
    )
    changes_until = models.DateTimeField(
        _("changes are possible until"),
        null=True,
        blank=True,
        help_text=_("Empty: until the first session starts."),
    )
    draw = models.OneToOneField(
        Draw, verbose_name=_("draw"), on_delete=models.PROTECT, null=True, blank=True
    )
    party_max = models.PositiveSmallIntegerField(
        _("largest party"), default=6, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    children_per_adult = models.PositiveSmallIntegerField(
        _("children for each adult, at most"),
        null=True,
        blank=True,
        help_text=_("Empty: children may come without adults."),
    )
    residents_until = models.DateTimeField(
        _("residents first, until"),
        null=True,
        blank=True,
        help_text=_("Before it only people who live in the city register. Empty: all at once."),
    )
    reader_card = models.CharField(
        _("reader card"), max_length=10, choices=ReaderCardRule, default=ReaderCardRule.NONE
    )
    checks_out = models.BooleanField(
        _("check people out when they leave"),
        default=False,
        help_text=_("Children who may not leave alone are checked out in any case."),
    )
    asks_first = models.BooleanField(
        _("ask those who wait before they move up"),
        default=False,
        help_text=_("They get a message and some time to say yes. Off: the places are theirs."),
    )
    skips_to_fitting = models.BooleanField(
        _("pass over parties for whom there are too few places"),
        default=False,
        help_text=_("A smaller party behind them moves up; they keep their position."),
    )
    ical_sequence = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("RFC 5545 SEQUENCE: grows with every change of plan."),
    )
    plan_no = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("Grows when a session is added or changed in time, place or state."),
    )
    plan_changed_at = models.DateTimeField(null=True, editable=False)
    last_queue_no = models.PositiveIntegerField(default=0, editable=False)
    waiting = models.PositiveIntegerField(
        _("waiting"),
        default=0,
        editable=False,
        help_text=_(
            "Parties on the waiting list, without those held back. "
            "While there are any, newcomers queue."
        ),
    )

    status_note = InLanguage()

    class Meta:
        verbose_name = _("way in")
        verbose_name_plural = _("ways in")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="intake_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=~Q(way_in=WayIn.DRAW) | Q(draw__isnull=False, closes_at__isnull=False),
                name="intake_by_lot_closes_and_has_a_draw",
            ),
            models.CheckConstraint(
                condition=Q(plan_no=0, plan_changed_at__isnull=True)
                | Q(plan_no__gt=0, plan_changed_at__isnull=False),
                name="intake_plan_changed_at_a_moment",
            ),
            models.CheckConstraint(condition=Q(party_max__gte=1), name="intake_party_has_someone"),
            models.CheckConstraint(
                condition=Q(children_per_adult__isnull=True) | Q(children_per_adult__gte=1),
                name="intake_adults_look_after_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_in_display()}, {self.get_status_display()}"

    @property
    def is_cancelled(self) -> bool:
        return self.status == EventStatus.CANCELLED


class SeatPool(models.Model):
    """A counted quota of an event's places.

    `ceiling` is what the database enforces. It follows `capacity`, but where capacity is lowered
    below what is taken it stays at `taken`, so that nobody is dropped and nobody comes in.

    A reserve is given away by staff alone, until `merges_at`: what is free in it then moves to the
    pool `merges_into` (the migration adds a composite foreign key: it is of the same event).
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="pools")
    kind = models.CharField(
        _("for whom"), max_length=20, choices=PoolKind, default=PoolKind.GENERAL
    )
    capacity = models.PositiveIntegerField(_("places"))
    ceiling = models.PositiveIntegerField(editable=False)
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    merges_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, editable=False, related_name="+"
    )
    merges_at = models.DateTimeField(_("opens to everyone"), null=True, editable=False)

    class Meta:
        verbose_name = _("places")
        verbose_name_plural = _("places")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="pool_once_per_kind"),
            models.UniqueConstraint(fields=["id", "event"], name="pool_key_with_event"),
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("ceiling")), name="pool_is_not_oversold"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=0, capacity__lte=F("ceiling")),
                name="pool_capacity_within_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=PoolKind.RESERVE, merges_into__isnull=False, merges_at__isnull=False
                )
                | ~Q(kind=PoolKind.RESERVE) & Q(merges_into__isnull=True, merges_at__isnull=True),
                name="pool_reserve_alone_merges",
            ),
        ]
        indexes = [
            models.Index(
                fields=["merges_at"], condition=Q(kind=PoolKind.RESERVE), name="pool_reserve_opens"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.taken}/{self.capacity}"

    @property
    def free(self) -> int:
        return max(self.capacity - self.taken, 0)

    @property
    def is_reserve(self) -> bool:
        return self.kind == PoolKind.RESERVE

    @property
    def is_for_everyone(self) -> bool:
        return self.kind in FOR_EVERYONE

    @property
    def is_apart(self) -> bool:
        """Nobody who waits for a chair in the room is in the way of whoever wants one of these."""
        return not self.is_reserve and self.kind not in MIXED_BY_FAMILIES

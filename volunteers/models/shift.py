"""When help is wanted, where, and how many hands of which kind."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.bilingual import InLanguage, in_active_language
from events.models import Event, Session
from network.models import Branch, Room
from volunteers.choices import ShiftState
from volunteers.models.plan import ShiftPlan
from volunteers.models.role import Role
from volunteers.querysets import NeedQuerySet, ShiftQuerySet

# Whoever is there longer than this is on two shifts: hours by hand go up to a shift's length.
LONGEST_SHIFT = timedelta(hours=24)


class Shift(models.Model):
    """A time slot for volunteers: of an event, of one of its sessions, or on its own.

    The migration adds a composite foreign key: the session is of the event.
    """

    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="shifts",
    )
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="shifts",
    )
    plan = models.ForeignKey(
        ShiftPlan,
        verbose_name=_("plan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="shifts",
    )
    planned_day = models.DateField(
        null=True,
        editable=False,
        help_text=_("For which day the plan has made it, wherever it was moved since."),
    )
    branch = models.ForeignKey(
        Branch, verbose_name=_("where"), on_delete=models.PROTECT, related_name="shifts"
    )
    room = models.ForeignKey(
        Room,
        verbose_name=_("room"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shifts",
    )
    title_en = models.CharField(
        _("title (English)"),
        max_length=120,
        blank=True,
        help_text=_("Empty: the title of the event."),
    )
    title_zh = models.CharField(_("title (Chinese)"), max_length=120, blank=True)
    note_en = models.TextField(
        _("what to know (English)"),
        blank=True,
        help_text=_("What is to be done, what to bring, how to dress."),
    )
    note_zh = models.TextField(_("what to know (Chinese)"), blank=True)
    meeting_en = models.CharField(
        _("whom to meet, and where (English)"), max_length=200, blank=True
    )
    meeting_zh = models.CharField(
        _("whom to meet, and where (Chinese)"), max_length=200, blank=True
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(
        _("state"), max_length=10, choices=ShiftState, default=ShiftState.DRAFT
    )
    last_queue_no = models.PositiveIntegerField(default=0, editable=False)
    plan_no = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("Grows when the shift is moved; also the SEQUENCE of RFC 5545."),
    )

    note = InLanguage()
    meeting = InLanguage()

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="shift_state_start"),
            models.Index(fields=["branch", "starts_at"], name="shift_branch_start"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + LONGEST_SHIFT),
                name="shift_lasts_a_day_at_most",
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False) | ~Q(title_en="") | ~Q(title_zh=""),
                name="shift_has_a_title_or_an_event",
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=True) | Q(event__isnull=False),
                name="shift_of_a_session_is_of_its_event",
            ),
            models.UniqueConstraint(
                fields=["id", "starts_at", "ends_at"], name="shift_key_with_times"
            ),
            models.UniqueConstraint(
                fields=["plan", "planned_day"], name="shift_once_per_day_of_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(plan=None, planned_day=None)
                | Q(plan__isnull=False, planned_day__isnull=False),
                name="shift_of_a_plan_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("volunteer_shift", args=[self.pk])

    @property
    def title(self) -> str:
        """Its own, else that of the event."""
        own = in_active_language(self, "title")
        return own or (self.event.title if self.event else "")

    @property
    def place(self) -> Room | Branch:
        """The room, or the library where it is in none."""
        return self.room or self.branch

    @property
    def is_draft(self) -> bool:
        return self.state == ShiftState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == ShiftState.PUBLISHED

    @property
    def is_closed(self) -> bool:
        return self.state == ShiftState.CLOSED

    @property
    def is_cancelled(self) -> bool:
        return self.state == ShiftState.CANCELLED

    @property
    def has_lost_its_session(self) -> bool:
        """Whether the session was moved away, and nobody has moved the shift yet."""
        session = self.session
        if session is None or self.is_cancelled:
            return False
        return self.ends_at <= session.starts_at or session.ends_at <= self.starts_at

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class Need(models.Model):
    """How many of one role a shift wants.

    `ceiling` is what the database enforces. It follows `maximum`, but where that is lowered below
    what is taken it stays at `taken`, so that nobody is dropped and nobody comes in.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="needs")
    role = models.ForeignKey(
        Role,
        verbose_name=pgettext_lazy("of a volunteer", "role"),
        on_delete=models.PROTECT,
        related_name="needs",
    )
    minimum = models.PositiveSmallIntegerField(_("at least"), default=1)
    maximum = models.PositiveSmallIntegerField(_("at most"), default=1)
    ceiling = models.PositiveSmallIntegerField(editable=False)
    taken = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a shift", "need")
        verbose_name_plural = pgettext_lazy("of a shift", "needs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "role"], name="need_once_per_role"),
            models.UniqueConstraint(fields=["id", "shift"], name="need_key_with_shift"),
            models.CheckConstraint(
                condition=Q(minimum__gte=0, minimum__lte=F("maximum"), maximum__lte=F("ceiling")),
                name="need_minimum_maximum_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("ceiling")), name="need_is_not_over_full"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.taken}/{self.maximum}"

    @property
    def free(self) -> int:
        return max(self.maximum - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.taken >= self.maximum

    @property
    def missing(self) -> int:
        """How many more it takes at least."""
        return max(self.minimum - self.taken, 0)

"""When and where an event happens."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.constraints import no_overlap
from events.choices import (
    OfficialCount,
    SessionState,
)
from events.models.event import Event
from events.querysets import SessionQuerySet
from network.models import Branch, Room


class Session(models.Model):
    """One meeting of an event, or the days of an exhibition with its daily opening."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    is_all_day = models.BooleanField(
        _("whole day"), default=False, help_text=_("No times are known or shown.")
    )
    daily_opens_at = models.TimeField(
        _("opens each day"),
        null=True,
        blank=True,
        help_text=_("For an exhibition or fair of several days."),
    )
    daily_closes_at = models.TimeField(_("closes each day"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState, default=SessionState.PLANNED
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("where"),
        on_delete=models.PROTECT,
        related_name="sessions",
        help_text=_("The library or service point where it happens."),
    )
    room = models.ForeignKey(
        Room,
        verbose_name=_("room"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
    )
    room_is_shared = models.BooleanField(default=False, editable=False)
    online_url = models.URLField(
        _("online link"), blank=True, help_text=_("Reaches only the registered.")
    )
    official_count = models.CharField(
        _("attendance counts"), max_length=10, choices=OfficialCount, default=OfficialCount.BOTH
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at"], name="session_start"),
            models.Index(fields=["ends_at"], name="session_end"),
            models.Index(fields=["branch", "starts_at"], name="session_branch_start"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "event"], name="session_key_with_event"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(daily_opens_at__isnull=True, daily_closes_at__isnull=True)
                | Q(daily_closes_at__gt=F("daily_opens_at")),
                name="session_daily_opening_is_whole",
            ),
            no_overlap(
                "room_holds_one_session_at_a_time",
                "room_id",
                "starts_at",
                "ends_at",
                condition=Q(room__isnull=False, room_is_shared=False, state=SessionState.PLANNED),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def place(self) -> Room | Branch:
        """The room, or the library where it is in none."""
        return self.room or self.branch

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @property
    def spans_whole_days(self) -> bool:
        """Whether days say it all: no times are known, or each day has its opening."""
        return self.is_all_day or self.daily_opens_at is not None

    @property
    def first_day(self) -> date:
        """On the library's clocks, as `last_day`."""
        return timezone.localdate(self.starts_at)

    @property
    def last_day(self) -> date:
        """What ends at midnight ends with the day before."""
        return timezone.localdate(self.ends_at - timedelta(microseconds=1))

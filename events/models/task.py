"""What is to be done for an event, before it and after it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from brands.choices import TaskPlace, TaskTime
from brands.models import LONGEST_TASK, TaskTemplate
from core.bilingual import InLanguage
from events.choices import TaskState, WhyDropped
from events.models.event import Event
from events.querysets import EventTaskQuerySet
from staff.choices import StaffRole


class EventTask(models.Model):
    """One thing to do for one event: from the template of its programme, or added by hand.

    It falls to its owner; without one, to those who have its role where the event belongs. A task
    with a rule (`time` and `days`) follows the event when it moves, unless somebody has set the
    day; `keeps_owner` says the same of the owner, who follows the lead of the programme.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tasks")
    template = models.ForeignKey(
        TaskTemplate, on_delete=models.SET_NULL, null=True, related_name="tasks"
    )
    what_en = models.CharField(_("task (English)"), max_length=LONGEST_TASK, blank=True)
    what_zh = models.CharField(_("task (Chinese)"), max_length=LONGEST_TASK, blank=True)
    place = models.CharField(_("done at the desk"), max_length=20, choices=TaskPlace, blank=True)
    time = models.CharField(max_length=10, choices=TaskTime, blank=True)
    days = models.PositiveSmallIntegerField(null=True)
    due_on = models.DateField(_("due on"), null=True)
    keeps_day = models.BooleanField(default=False)
    role = models.CharField(max_length=20, choices=StaffRole, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="event_tasks",
    )
    keeps_owner = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    why_dropped = models.CharField(max_length=20, choices=WhyDropped, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(
        default=1, help_text=_("Counts changes: who changes it says which of them they have seen.")
    )

    what = InLanguage()

    objects = EventTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of an event")
        verbose_name_plural = _("tasks of events")
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(state=TaskState.OPEN), name="event_task_open_by_day"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "template"], name="event_task_once_per_template"
            ),
            models.CheckConstraint(
                condition=~Q(what_en="") | ~Q(what_zh=""), name="event_task_says_what"
            ),
            models.CheckConstraint(
                condition=Q(time="", days__isnull=True) | (~Q(time="") & Q(days__isnull=False)),
                name="event_task_rule_is_whole",
            ),
            # Who did it may be gone: the key to an account that was deleted is emptied.
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_at__isnull=False)
                | (~Q(state=TaskState.DONE) & Q(done_at__isnull=True, done_by__isnull=True)),
                name="event_task_done_has_when",
            ),
            models.CheckConstraint(
                condition=(Q(state=TaskState.DROPPED) & ~Q(why_dropped=""))
                | (~Q(state=TaskState.DROPPED) & Q(why_dropped="")),
                name="event_task_dropped_has_why",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN

    @property
    def is_done(self) -> bool:
        return self.state == TaskState.DONE

    @property
    def has_rule(self) -> bool:
        """Whether its day is counted from the event."""
        return bool(self.time)

    def is_overdue(self, *, today: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today

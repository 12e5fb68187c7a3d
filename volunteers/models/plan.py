"""Shifts that come again and again: on which weekdays, at what time, and with how many hands."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.formats import listed
from core.bilingual import InLanguage
from network.choices import Weekday
from network.models import Branch, Room
from volunteers.models.role import Role

MOST_WEEKS_BETWEEN = 52


class ShiftPlan(models.Model):
    """From which shifts are made as drafts, for a time that a coordinator chooses.

    In the terms of RFC 5545: FREQ=WEEKLY with BYDAY, INTERVAL and WKST=MO, counted from the week
    of the first day. The times are those of the library's clock, whatever it does in spring.
    """

    branch = models.ForeignKey(
        Branch, verbose_name=_("where"), on_delete=models.PROTECT, related_name="shift_plans"
    )
    room = models.ForeignKey(
        Room,
        verbose_name=_("room"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shift_plans",
    )
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=120, blank=True)
    note_en = models.TextField(_("what to know (English)"), blank=True)
    note_zh = models.TextField(_("what to know (Chinese)"), blank=True)
    meeting_en = models.CharField(
        _("whom to meet, and where (English)"), max_length=200, blank=True
    )
    meeting_zh = models.CharField(
        _("whom to meet, and where (Chinese)"), max_length=200, blank=True
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), verbose_name=_("weekdays")
    )
    every_weeks = models.PositiveSmallIntegerField(
        _("every so many weeks"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKS_BETWEEN)],
        help_text=_("1: every week. 2: every other week, beginning with that of the first day."),
    )
    starts_at = models.TimeField(_("starts"))
    ends_at = models.TimeField(_("ends"))
    first_day = models.DateField(_("from"))
    last_day = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day. Empty: without an end.")
    )
    skips_holidays = models.BooleanField(_("not on public holidays"), default=True)
    skips_closed_days = models.BooleanField(
        _("not when the library is closed"),
        default=True,
        help_text=_("By the calendar and by its opening hours, where they are known."),
    )

    title = InLanguage()
    note = InLanguage()
    meeting = InLanguage()

    class Meta:
        verbose_name = _("shift plan")
        verbose_name_plural = _("shift plans")
        ordering = ["branch", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_zh=""), name="shift_plan_has_a_title"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_plan_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="shift_plan_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1, every_weeks__lte=MOST_WEEKS_BETWEEN),
                name="shift_plan_comes_again_within_a_year",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=Weekday.values) & ~Q(weekdays=[]),
                name="shift_plan_has_weekdays",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def weekdays_in_words(self) -> str:
        return listed(str(Weekday(number).label) for number in sorted(self.weekdays))

    @property
    def times(self) -> str:
        """09:00–12:00, in both languages."""
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    def falls_on(self, day: date) -> bool:
        """Whether the rule names this day; holidays are another matter."""
        if day < self.first_day or (self.last_day is not None and day > self.last_day):
            return False
        weeks = (_monday(day) - _monday(self.first_day)) // 7
        return day.weekday() in self.weekdays and weeks % self.every_weeks == 0


class PlannedNeed(models.Model):
    """How many of one role each shift of a plan wants."""

    plan = models.ForeignKey(ShiftPlan, on_delete=models.CASCADE, related_name="needs")
    role = models.ForeignKey(
        Role,
        verbose_name=pgettext_lazy("of a volunteer", "role"),
        on_delete=models.PROTECT,
        related_name="planned_needs",
    )
    minimum = models.PositiveSmallIntegerField(_("at least"), default=1)
    maximum = models.PositiveSmallIntegerField(
        _("at most"), default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("need of a plan")
        verbose_name_plural = _("needs of a plan")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "role"], name="planned_need_once_per_role"),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("maximum"), maximum__gte=1),
                name="planned_need_minimum_maximum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.minimum}–{self.maximum}"


def _monday(day: date) -> int:
    """The number of the day with which its week begins."""
    return day.toordinal() - day.weekday()

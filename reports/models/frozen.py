"""What a report was counted from: rows that stand, whatever becomes of what they were counted in.

None of them holds personal data, so erasing somebody changes no report.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brands.choices import Audience, EventKind
from core.bilingual import InLanguage, in_active_language
from reports.models.report import Report

LONGEST_NAME = 160
LONGEST_KEY = 80


def _name(verbose_name: Any) -> models.CharField:
    return models.CharField(verbose_name, max_length=LONGEST_NAME, blank=True)


def _count() -> models.BigIntegerField:
    return models.BigIntegerField(default=0)


class ReportFact(models.Model):
    """One event at one place in one month, with the names of that day in both languages.

    Keys are plain numbers: they lead to what still exists, and hold nothing back from deletion.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="facts")
    is_before = models.BooleanField(
        _("a year before"), help_text=_("Whether it is of the same days of the year before.")
    )
    event_id = models.PositiveBigIntegerField(_("event"))
    event_en = _name(_("event (English)"))
    event_zh = _name(_("event (Chinese)"))
    brand = models.PositiveBigIntegerField(_("brand"), null=True)
    brand_en = _name(_("brand (English)"))
    brand_zh = _name(_("brand (Chinese)"))
    programme = models.PositiveBigIntegerField(_("programme"), null=True)
    programme_en = _name(_("programme (English)"))
    programme_zh = _name(_("programme (Chinese)"))
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    audience = models.CharField(_("audience"), max_length=20, choices=Audience)
    district = models.PositiveBigIntegerField(_("district"), null=True)
    district_en = _name(_("district (English)"))
    district_zh = _name(_("district (Chinese)"))
    branch = models.PositiveBigIntegerField(_("library or service point"))
    branch_en = _name(_("library or service point (English)"))
    branch_zh = _name(_("library or service point (Chinese)"))
    month = models.DateField(_("month"))
    events = _count()
    sessions = _count()
    registrations = _count()
    registered = _count()
    seats = _count()
    attendances = _count()
    attendances_online = _count()
    expected = _count()
    no_shows = _count()
    planned_cost = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    actual_cost = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    attendances_costed = _count()
    volunteer_minutes = _count()
    clashes = _count()
    answers = _count()
    stars = _count()
    # Reports from before these were counted have nothing here, and digests that do not know them.
    parties_asked = models.BigIntegerField(null=True)
    parties_answered = models.BigIntegerField(null=True)

    event = InLanguage()

    class Meta:
        verbose_name = _("frozen fact")
        verbose_name_plural = _("frozen facts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "is_before", "event_id", "branch", "district", "month"],
                name="report_fact_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.month:%Y-%m})"

    @property
    def brand_name(self) -> str:
        return in_active_language(self, "brand")

    @property
    def programme_name(self) -> str:
        return in_active_language(self, "programme")

    @property
    def district_name(self) -> str:
        return in_active_language(self, "district")

    @property
    def branch_name(self) -> str:
        return in_active_language(self, "branch")


class ReportFigure(models.Model):
    """A figure that no fact holds, such as prizes handed out, and the lines it is the sum of.

    Each line is an object with its name in both languages and the part `n` it has in the number.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    key = models.CharField(max_length=LONGEST_KEY)
    is_before = models.BooleanField(
        _("a year before"), help_text=_("Whether it is of the same days of the year before.")
    )
    number = models.BigIntegerField(_("number"))
    rows = models.JSONField(_("lines"), default=list)
    about = models.JSONField(
        _("what it is"),
        default=dict,
        help_text=_("Of an indicator and a target: names, unit, and what should be reached."),
    )

    class Meta:
        verbose_name = _("frozen figure")
        verbose_name_plural = _("frozen figures")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key", "is_before"], name="report_figure_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=0), name="report_figure_is_a_count"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"

"""Numbers that the platform does not count itself: of an indicator, a branch and a month."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Branch
from reports.models.indicator import Indicator
from reports.querysets import EntryQuerySet

MOST = 999_999_999_999
"""No library counts further."""


class Entry(models.Model):
    """What a branch counted in a month. Nothing entered is not known, which is no zero.

    Triggers of the migrations refuse entries for what the platform counts.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="entries")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    value = models.BigIntegerField(_("number"))
    changed_at = models.DateTimeField(_("entered"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entered figure")
        verbose_name_plural = _("entered figures")
        ordering = ["month", "branch", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "branch", "month"], name="entry_once"),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=MOST), name="entry_is_a_count"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="entry_is_of_a_month"),
        ]
        indexes = [models.Index(fields=["month", "branch"], name="entry_month")]

    def __str__(self) -> str:
        return f"{self.indicator} ({self.branch}, {self.month:%Y-%m}): {self.value}"

"""What a library counts of itself: by the platform, or entered by its branches month by month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.bilingual import InLanguage
from reports.choices import Aggregation, Way
from reports.querysets import IndicatorQuerySet

MINUTES = "_minutes"
"""How keys end of what the platform counts in minutes, and tells in hours."""


class Indicator(models.Model):
    """One thing that is counted.

    Those that the platform counts bear the key of a source (`reports.services.report.counted`).
    A trigger of the migrations keeps an indicator's way: what was entered stays what was entered.
    """

    slug = models.SlugField(
        _("key"),
        max_length=40,
        unique=True,
        help_text=_("What files call it: English or pinyin, such as new-cards."),
    )
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80, blank=True)
    unit_en = models.CharField(_("unit (English)"), max_length=30, blank=True)
    unit_zh = models.CharField(_("unit (Chinese)"), max_length=30, blank=True)
    meaning_en = models.CharField(_("what counts (English)"), max_length=200, blank=True)
    meaning_zh = models.CharField(_("what counts (Chinese)"), max_length=200, blank=True)
    way = models.CharField(
        _("where it comes from"), max_length=10, choices=Way, default=Way.ENTERED, editable=False
    )
    aggregation = models.CharField(
        _("over several months"),
        max_length=10,
        choices=Aggregation,
        default=Aggregation.SUM,
        help_text=_("Loans add up; of registered readers the last month tells."),
    )
    more_is_better = models.BooleanField(
        _("more is better"), default=True, help_text=_("A target is then a least, else a most.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("What is out of use is kept, and asked no more.")
    )

    name = InLanguage()
    unit = InLanguage()
    meaning = InLanguage()

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="indicator_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(way=Way.ENTERED) | Q(aggregation=Aggregation.SUM),
                name="indicator_counted_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_entered(self) -> bool:
        return self.way == Way.ENTERED

    @property
    def parts(self) -> int:
        """Into how many parts a unit is counted: hours are counted in minutes."""
        return 60 if self.slug.endswith(MINUTES) else 1

"""What an indicator should come to in a year."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brands.models import Brand
from network.models import Branch
from reports.errors import TargetIsThere
from reports.models.entry import MOST
from reports.models.indicator import Indicator
from reports.querysets import TargetQuerySet

FIRST_YEAR, LAST_YEAR = 2000, 2199
ONE_OF_EACH = "target_once"
"""The constraint by which there is one target of an indicator, year, library and brand."""


class Target(models.Model):
    """Of all libraries and brands, of a library with all below it, of a brand, or of both.

    A trigger of the migrations refuses a brand where the indicator cannot be told apart by it.
    """

    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("indicator"),
        on_delete=models.PROTECT,
        related_name="targets",
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library, with all below it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    value = models.BigIntegerField(
        _("target"), validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who answers for it"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["-year", "indicator__order", "indicator", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "branch", "brand"],
                name=ONE_OF_EACH,
                nulls_distinct=False,
                violation_error_message=TargetIsThere.message,
            ),
            models.CheckConstraint(
                condition=Q(value__gte=1, value__lte=MOST), name="target_is_something"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="target_is_of_a_year"
            ),
        ]

    def __str__(self) -> str:
        return " · ".join([str(self.indicator), str(self.year), *self._of_what])

    @property
    def name(self) -> str:
        """What it is called where the year is known."""
        return " · ".join([str(self.indicator), *self._of_what])

    @property
    def _of_what(self) -> list[str]:
        return [str(each) for each in (self.branch, self.brand) if each]

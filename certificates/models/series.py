"""Numbers of certificates: of each library and year, one after the other and without a gap."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models import Branch

LONGEST_SIGN = 12

SIGN = RegexValidator(r"^[A-Z][A-Z0-9]*$", _("Capital letters and digits only, such as CCL."))


class Issuer(models.Model):
    """A library that issues certificates, and the sign with which their numbers begin.

    The migration adds a trigger: the sign stays once a number was given.
    """

    branch = models.OneToOneField(
        Branch,
        verbose_name=_("library or service point"),
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="certificate_issuer",
    )
    sign = models.CharField(_("sign"), max_length=LONGEST_SIGN, unique=True, validators=[SIGN])

    class Meta:
        verbose_name = _("issuer of certificates")
        verbose_name_plural = _("issuers of certificates")
        ordering = ["sign"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sign__regex=r"^[A-Z][A-Z0-9]*$"), name="issuer_sign_is_plain"
            )
        ]

    def __str__(self) -> str:
        return self.sign


class NumberSeries(models.Model):
    """How many certificates a library has issued in a year.

    Whoever issues locks the row, so that numbers follow each other. Triggers see to it that every
    number up to `last` is there when a transaction ends, and none beyond.
    """

    issuer = models.ForeignKey(
        Branch, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")
        ordering = ["issuer", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year"], name="series_once_per_year")
        ]

    def __str__(self) -> str:
        return f"#{self.issuer_id} {self.year}: {self.last}"

"""Prizes: what they are, for which tiers they are given, and where they lie."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Deferrable, F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models import CustomImage
from core.bilingual import InLanguage
from network.models import Branch
from rewards.choices import STOCK_THAT_COMES, STOCK_THAT_GOES, StockKind
from rewards.models.challenge import Tier
from rewards.models.tally import LONGEST_SOURCE, LONGEST_WHY
from rewards.querysets import PrizeQuerySet, StockQuerySet


class Prize(models.Model):
    """Something that is given to readers: a book, a bag, a voucher."""

    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80, blank=True)
    description_en = models.CharField(_("description (English)"), max_length=300, blank=True)
    description_zh = models.CharField(_("description (Chinese)"), max_length=300, blank=True)
    picture = models.ForeignKey(
        CustomImage,
        verbose_name=_("picture"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    value_cents = models.PositiveIntegerField(
        _("value in cents"),
        null=True,
        blank=True,
        help_text=_("Of one piece, for the budget. Nobody but staff sees it."),
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library that keeps it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prizes",
        help_text=_("Leave empty for a prize of the whole network."),
    )
    retired_on = models.DateField(_("not given any more from"), null=True, blank=True)

    name = InLanguage()
    description = InLanguage()

    objects = PrizeQuerySet.as_manager()

    class Meta:
        verbose_name = _("prize")
        verbose_name_plural = _("prizes")
        ordering = ["name_en", "name_zh", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="prize_has_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TierPrize(models.Model):
    """The prize of a tier; those that follow it stand in where it is out of stock."""

    tier = models.ForeignKey(Tier, on_delete=models.CASCADE, related_name="prizes")
    prize = models.ForeignKey(
        Prize, verbose_name=_("prize"), on_delete=models.PROTECT, related_name="+"
    )
    place = models.PositiveSmallIntegerField(
        _("place"), default=1, help_text=_("The first is the prize, the others are substitutes.")
    )

    class Meta:
        verbose_name = _("prize of a tier")
        verbose_name_plural = _("prizes of a tier")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tier", "prize"], name="tier_prize_once"),
            models.UniqueConstraint(
                fields=["tier", "place"],
                name="tier_prize_one_for_each_place",
                # Judged at the end: two rows of a form may exchange their places.
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="tier_prize_first_is_one"),
        ]

    def __str__(self) -> str:
        return str(self.prize)


class PrizeStock(models.Model):
    """How many pieces of a prize lie at a library, and how many of them are put aside.

    `on_hand` is kept by a trigger on the lines of the stock; `reserved` is taken by an update that
    finds a piece free, never by counting.
    """

    prize = models.ForeignKey(
        Prize, verbose_name=_("prize"), on_delete=models.PROTECT, related_name="stocks"
    )
    branch = models.ForeignKey(
        Branch, verbose_name=_("library"), on_delete=models.PROTECT, related_name="prize_stocks"
    )
    on_hand = models.PositiveIntegerField(_("pieces"), default=0, db_default=0, editable=False)
    reserved = models.PositiveIntegerField(_("put aside"), default=0, db_default=0, editable=False)

    low_below = models.PositiveSmallIntegerField(
        _("low below"),
        null=True,
        blank=True,
        help_text=_("Warn once fewer pieces than this are free."),
    )

    objects = StockQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock of a prize")
        verbose_name_plural = _("stock of prizes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["prize", "branch"], name="prize_stock_once"),
            models.CheckConstraint(
                condition=Q(reserved__lte=F("on_hand")), name="prize_stock_reserves_what_is_there"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prize} · {self.branch}"

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved

    @property
    def is_low(self) -> bool:
        return self.low_below is not None and self.free < self.low_below


class StockLine(models.Model):
    """One line of the ledger of a stock, taken back by a further one with the opposite sign."""

    stock = models.ForeignKey(PrizeStock, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(_("what happened"), max_length=12, choices=StockKind)
    pieces = models.IntegerField(_("pieces"), validators=[MinValueValidator(1)])
    opposite = models.GeneratedField(
        expression=-F("pieces"), output_field=models.IntegerField(), db_persist=True
    )
    source = models.CharField(max_length=LONGEST_SOURCE)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_WHY, blank=True)
    made_at = models.DateTimeField(_("written"), default=timezone.now, db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("line of a stock")
        verbose_name_plural = _("lines of a stock")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stock", "source"],
                condition=Q(reverses__isnull=True),
                name="stock_line_once_per_source",
            ),
            models.UniqueConstraint(
                fields=["id", "stock", "kind", "pieces"], name="stock_line_key_with_pieces"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, kind__in=STOCK_THAT_COMES, pieces__gt=0)
                | Q(reverses__isnull=True, kind__in=STOCK_THAT_GOES, pieces__lt=0)
                | Q(reverses__isnull=False, kind__in=STOCK_THAT_COMES, pieces__lt=0)
                | Q(reverses__isnull=False, kind__in=STOCK_THAT_GOES, pieces__gt=0),
                name="stock_line_has_the_sign_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason=""),
                name="stock_line_taken_back_for_a_reason",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="stock_line_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.pieces}"

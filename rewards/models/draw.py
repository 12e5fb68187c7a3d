"""Prizes that are drawn by lot, by the same auditable draw as places at events."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Draw
from rewards.models.challenge import Challenge, Tier
from rewards.models.prize import Prize
from rewards.models.reader import Reader


class PrizeDraw(models.Model):
    """A draw of so many pieces of a prize among those who have reached a tier, or take part.

    List, public number and result stand in `events.models.Draw`, the arithmetic in `core.draw`.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="prize_draws")
    tier = models.ForeignKey(
        Tier,
        verbose_name=_("among those who reached"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prize_draws",
        help_text=_("Leave empty for everybody with a record."),
    )
    prize = models.ForeignKey(
        Prize, verbose_name=_("prize"), on_delete=models.PROTECT, related_name="prize_draws"
    )
    places = models.PositiveIntegerField(_("pieces to be drawn"), validators=[MinValueValidator(1)])
    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="prize_draw")

    class Meta:
        verbose_name = _("prize draw")
        verbose_name_plural = _("prize draws")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1), name="prize_draw_gives_something"),
        ]

    def __str__(self) -> str:
        return f"{self.prize} · {self.places}"


class PrizeDrawEntry(models.Model):
    """A reader in a draw: the code under which the public list names them, and their lot."""

    prize_draw = models.ForeignKey(PrizeDraw, on_delete=models.CASCADE, related_name="entries")
    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="draw_entries")
    code = models.CharField(max_length=20)
    place = models.PositiveIntegerField(
        _("drawn as number"), null=True, help_text=_("None before the draw.")
    )
    has_won = models.BooleanField(_("has won"), default=False)

    class Meta:
        verbose_name = _("entry of a prize draw")
        verbose_name_plural = _("entries of a prize draw")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["prize_draw", "reader"], name="draw_entry_once"),
            models.UniqueConstraint(fields=["id", "reader"], name="draw_entry_key_with_reader"),
            models.UniqueConstraint(fields=["prize_draw", "code"], name="draw_entry_once_a_code"),
            models.UniqueConstraint(fields=["prize_draw", "place"], name="draw_entry_once_a_place"),
            models.CheckConstraint(
                condition=Q(has_won=False) | Q(place__isnull=False), name="draw_entry_won_by_lot"
            ),
        ]

    def __str__(self) -> str:
        return self.code

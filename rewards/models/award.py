"""Tiers that readers have reached, and what they had when a challenge was closed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rewards.choices import AwardState
from rewards.models.challenge import Challenge, Tier
from rewards.models.reader import Reader
from rewards.querysets import AwardQuerySet


class Award(models.Model):
    """A reader has reached a tier: once for each, however often the total goes up and down.

    A tier that is lost again lapses, unless its prize was collected; reached anew, the same row is
    earned anew. Each change leaves an `AwardChange`, written by a trigger.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="awards")
    reader = models.ForeignKey(
        Reader, on_delete=models.PROTECT, related_name="awards", db_index=False
    )
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="awards")
    state = models.CharField(
        _("state"), max_length=10, choices=AwardState, default=AwardState.EARNED
    )
    earned_at = models.DateTimeField(_("earned"))
    lapsed_at = models.DateTimeField(_("lapsed"), null=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reader", "tier"], name="award_once"),
            models.UniqueConstraint(fields=["id", "reader"], name="award_key_with_reader"),
            models.CheckConstraint(
                condition=Q(state=AwardState.EARNED, lapsed_at=None)
                | Q(state=AwardState.LAPSED, lapsed_at__isnull=False),
                name="award_lapsed_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.reader_id} · #{self.tier_id} ({self.get_state_display()})"

    @property
    def is_earned(self) -> bool:
        return self.state == AwardState.EARNED


class AwardChange(models.Model):
    """One line of an award's history, with the total that made it. Only ever added to."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(_("became"), max_length=10, choices=AwardState)
    total = models.BigIntegerField(_("total"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("change of an award")
        verbose_name_plural = _("changes of an award")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.changed_at:%Y-%m-%d %H:%M} {self.get_state_display()}"


class FinalStanding(models.Model):
    """What a reader had when the challenge was closed. It stands, whatever becomes of the rest."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="standings")
    reader = models.OneToOneField(Reader, on_delete=models.PROTECT, related_name="final")
    total = models.PositiveBigIntegerField(_("total"))
    tier = models.ForeignKey(
        Tier, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("tier")
    )

    class Meta:
        verbose_name = _("final standing")
        verbose_name_plural = _("final standings")
        ordering = ["-total", "pk"]

    def __str__(self) -> str:
        return f"#{self.reader_id}: {self.total}"

"""Stars: levels that volunteers reach by service hours, and who was given which."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.bilingual import InLanguage
from volunteers.choices import DecisionState
from volunteers.models.presence import LONGEST_WHY
from volunteers.models.volunteer import Volunteer


class StarLevel(models.Model):
    """So many stars from so many hours on."""

    stars = models.PositiveSmallIntegerField(
        _("stars"), unique=True, validators=[MinValueValidator(1)]
    )
    hours = models.PositiveIntegerField(
        _("from so many hours"), unique=True, validators=[MinValueValidator(1)]
    )
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=60, blank=True)

    name = InLanguage()

    class Meta:
        verbose_name = _("star level")
        verbose_name_plural = _("star levels")
        ordering = ["hours"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=1, hours__gte=1), name="star_level_takes_something"
            ),
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="star_level_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def minutes(self) -> int:
        return self.hours * 60


class StarAward(models.Model):
    """A volunteer asks for a star, and the library confirms it. Once each, unless declined."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="stars")
    level = models.ForeignKey(
        StarLevel, verbose_name=_("star level"), on_delete=models.PROTECT, related_name="awards"
    )
    minutes = models.PositiveIntegerField(
        _("minutes"), help_text=_("How many stood in the ledger when they asked.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=DecisionState, default=DecisionState.OPEN
    )
    applied_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=LONGEST_WHY, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a volunteer", "star")
        verbose_name_plural = pgettext_lazy("of a volunteer", "stars")
        ordering = ["applied_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "level"],
                condition=~Q(state=DecisionState.DECLINED),
                name="star_once_per_level",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.OPEN, decided_at=None)
                | ~Q(state=DecisionState.OPEN) & Q(decided_at__isnull=False),
                name="star_is_decided_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.DECLINED) | ~Q(answer=""),
                name="star_is_declined_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        return self.state == DecisionState.OPEN

    @property
    def is_confirmed(self) -> bool:
        return self.state == DecisionState.CONFIRMED

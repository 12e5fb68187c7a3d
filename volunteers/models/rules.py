"""How much one volunteer may do, and how long before a shift one may step back."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MINUTES_A_DAY = 24 * 60


class VolunteerRules(models.Model):
    """What holds for all shifts of the network. There is one row; without it the defaults hold."""

    hours_per_day = models.PositiveSmallIntegerField(
        _("hours a day, at most"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    hours_per_week = models.PositiveSmallIntegerField(
        _("hours a week, at most"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )
    hours_per_month = models.PositiveSmallIntegerField(
        _("hours a month, at most"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(744)],
    )
    most_open_claims = models.PositiveSmallIntegerField(
        _("shifts to come, at most"),
        default=12,
        validators=[MinValueValidator(1)],
        help_text=_("For how many shifts somebody may be signed up at the same time."),
    )
    rest_minutes = models.PositiveSmallIntegerField(
        _("minutes of rest between the shifts of two days"),
        default=600,
        validators=[MaxValueValidator(MINUTES_A_DAY)],
    )
    travel_kmh = models.PositiveSmallIntegerField(
        _("kilometres an hour on the way between two libraries"),
        default=15,
        validators=[MinValueValidator(1)],
        help_text=_("As the crow flies, from door to door."),
    )
    travel_minutes = models.PositiveSmallIntegerField(
        _("minutes on top of that"), default=10, validators=[MaxValueValidator(MINUTES_A_DAY)]
    )
    release_hours = models.PositiveSmallIntegerField(
        _("hours before a shift until which a place may be given back"), default=48
    )
    offer_minutes = models.PositiveSmallIntegerField(
        _("minutes for which a place is offered"),
        default=12 * 60,
        validators=[MinValueValidator(5)],
        help_text=_("To those on the waiting list. Without an answer it goes to the next."),
    )

    class Meta:
        verbose_name = _("rules for volunteers")
        verbose_name_plural = _("rules for volunteers")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="volunteer_rules_are_one_row"),
            models.CheckConstraint(
                condition=Q(
                    hours_per_day__gte=1,
                    hours_per_week__gte=1,
                    hours_per_month__gte=1,
                    most_open_claims__gte=1,
                    travel_kmh__gte=1,
                    offer_minutes__gte=1,
                ),
                name="volunteer_rules_allow_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def rest(self) -> timedelta:
        return timedelta(minutes=self.rest_minutes)

    @property
    def release_before(self) -> timedelta:
        return timedelta(hours=self.release_hours)

    @property
    def offer_stands(self) -> timedelta:
        return timedelta(minutes=self.offer_minutes)

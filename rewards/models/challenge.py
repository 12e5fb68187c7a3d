"""What a challenge asks for and gives: its rules, tiers, and bingo card."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from books.models import BookList
from brands.choices import Audience
from brands.models import OLDEST, Brand, Programme, age_range_is_whole
from core.bilingual import InLanguage
from core.text import address_slug
from network.models import Branch
from rewards.choices import (
    WAYS_BY_UNIT,
    Activity,
    ChallengeState,
    Joining,
    PrizeRule,
    Unit,
    Way,
)
from rewards.querysets import ChallengeQuerySet

LARGEST_BINGO_CARD = 25


class Challenge(models.Model):
    """Rules by which reading earns rewards, for a period.

    A plain row: what is told and what is counted by belong together here, and once records are
    there a change of rules is a matter between people, not between revisions.
    """

    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=120, blank=True)
    summary_en = models.CharField(_("summary (English)"), max_length=300, blank=True)
    summary_zh = models.CharField(_("summary (Chinese)"), max_length=300, blank=True)
    story_en = models.TextField(_("how it works (English)"), blank=True)
    story_zh = models.TextField(_("how it works (Chinese)"), blank=True)

    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library that answers for it"),
        on_delete=models.PROTECT,
        related_name="challenges",
    )
    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="challenges",
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="challenges",
        help_text=_("Where events count: only those of this programme, or else of the brand."),
    )
    branches = models.ManyToManyField(
        Branch,
        verbose_name=_("for readers of"),
        blank=True,
        related_name="+",
        help_text=_("With all below them. Leave empty for everybody."),
    )
    audience = models.CharField(
        _("audience"), max_length=20, choices=Audience, default=Audience.EVERYONE
    )
    age_from = models.PositiveSmallIntegerField(
        _("from age"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)]
    )
    age_to = models.PositiveSmallIntegerField(
        _("to age"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(OLDEST)],
        help_text=_("Years, both included, on the first day."),
    )

    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    log_until = models.DateField(
        _("records are taken until"), help_text=_("For what was read until the last day.")
    )
    collect_until = models.DateField(
        _("prizes are kept until"),
        null=True,
        blank=True,
        help_text=_("What nobody has collected by then goes back."),
    )

    unit = models.CharField(_("counts"), max_length=10, choices=Unit, default=Unit.BOOKS)
    ways = ArrayField(
        models.CharField(max_length=12, choices=Way), verbose_name=_("how records come")
    )
    joining = models.CharField(
        _("taking part"), max_length=12, choices=Joining, default=Joining.BY_SIGN_UP
    )
    most_per_entry = models.PositiveIntegerField(
        _("usual at once, at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Records above it are looked at by a librarian before they count."),
    )
    most_per_day = models.PositiveIntegerField(
        _("usual on one day, at most"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    book_list = models.ForeignKey(
        BookList,
        verbose_name=_("book list"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="challenges",
    )
    only_from_list = models.BooleanField(
        _("only books of the list count"),
        default=False,
        help_text=_("Each once: “8 of these 12” is a list of 12 and a tier at 8."),
    )
    streak_days = models.PositiveSmallIntegerField(
        _("days in a row for a badge"), null=True, blank=True, validators=[MinValueValidator(2)]
    )
    prize_rule = models.CharField(
        _("prizes"), max_length=10, choices=PrizeRule, default=PrizeRule.HIGHEST
    )
    goal = models.PositiveBigIntegerField(
        _("goal of all together"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Shown to everybody as a thermometer."),
    )
    shows_leaderboard = models.BooleanField(
        _("has a leaderboard"),
        default=False,
        help_text=_("By nickname, and only of those who wish to be on it."),
    )

    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ChallengeState,
        default=ChallengeState.DRAFT,
        editable=False,
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    title = InLanguage()
    summary = InLanguage()
    story = InLanguage()

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading challenge")
        verbose_name_plural = _("reading challenges")
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_zh=""), name="challenge_has_a_title"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day"), log_until__gte=F("last_day")),
                name="challenge_days_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(collect_until__isnull=True) | Q(collect_until__gte=F("log_until")),
                name="challenge_prizes_are_kept_after_it",
            ),
            age_range_is_whole("challenge_age_range_is_whole"),
            models.CheckConstraint(
                condition=Q(ways__len__gte=1), name="challenge_takes_records_somehow"
            ),
            *(
                models.CheckConstraint(
                    condition=~Q(unit=unit) | Q(ways__contained_by=list(ways)),
                    name=f"challenge_ways_of_{unit}",
                )
                for unit, ways in WAYS_BY_UNIT.items()
            ),
            models.CheckConstraint(
                condition=Q(only_from_list=False) | Q(unit=Unit.BOOKS, book_list__isnull=False),
                name="challenge_only_from_a_list",
            ),
            models.CheckConstraint(
                condition=(Q(most_per_entry__isnull=True) | Q(most_per_entry__gte=1))
                & (Q(most_per_day__isnull=True) | Q(most_per_day__gte=1))
                & (Q(goal__isnull=True) | Q(goal__gte=1))
                & (Q(streak_days__isnull=True) | Q(streak_days__gte=2)),
                name="challenge_limits_and_goals_allow_something",
            ),
            models.CheckConstraint(
                condition=Q(state=ChallengeState.DRAFT, published_at=None, closed_at=None)
                | Q(state=ChallengeState.PUBLISHED, published_at__isnull=False, closed_at=None)
                | Q(
                    state=ChallengeState.CLOSED,
                    published_at__isnull=False,
                    closed_at__isnull=False,
                ),
                name="challenge_state_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("challenge", args=[self.slug, self.pk])

    @property
    def slug(self) -> str:
        return address_slug(self.title_en, self.title_zh)

    @property
    def is_draft(self) -> bool:
        return self.state == ChallengeState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == ChallengeState.PUBLISHED

    @property
    def is_closed(self) -> bool:
        return self.state == ChallengeState.CLOSED

    @property
    def gives_each_prize(self) -> bool:
        """Whether each tier that somebody reaches has a prize of its own."""
        return self.prize_rule == PrizeRule.EACH

    @property
    def joins_by_itself(self) -> bool:
        return self.joining == Joining.BY_ITSELF

    @property
    def has_points(self) -> bool:
        return self.unit == Unit.POINTS

    def takes_records(self, *, on: date) -> bool:
        """Whether something that was read in its period can be written down on this day."""
        return self.is_published and self.first_day <= on <= self.log_until

    def covers(self, day: date) -> bool:
        """Whether what was read on this day counts."""
        return self.first_day <= day <= self.last_day

    def takes(self, way: str) -> bool:
        """Whether records come by this way."""
        return way in self.ways


class PointRule(models.Model):
    """How many points an activity earns, where points are counted."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="point_rules")
    activity = models.CharField(_("activity"), max_length=15, choices=Activity)
    points = models.PositiveSmallIntegerField(_("points"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("rule for points")
        verbose_name_plural = _("rules for points")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "activity"], name="point_rule_once_per_activity"
            ),
            models.CheckConstraint(condition=Q(points__gte=1), name="point_rule_gives_points"),
        ]

    def __str__(self) -> str:
        return f"{self.get_activity_display()}: {self.points}"


class Tier(models.Model):
    """A number to reach. Which tiers somebody has reached follows from their total alone."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="tiers")
    threshold = models.PositiveIntegerField(_("from"), validators=[MinValueValidator(1)])
    title_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    title_zh = models.CharField(_("name (Chinese)"), max_length=60, blank=True)
    names_certificate = models.BooleanField(
        _("comes with a certificate"),
        default=False,
        help_text=_("Whoever reaches it is put on the list of certificates to issue."),
    )

    title = InLanguage()

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["threshold"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "threshold"], name="tier_once_per_threshold"
            ),
            models.UniqueConstraint(fields=["id", "challenge"], name="tier_key_with_challenge"),
            models.CheckConstraint(condition=Q(threshold__gte=1), name="tier_asks_for_something"),
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_zh=""), name="tier_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BingoField(models.Model):
    """One field of a bingo card: something to read or do. A reader marks it by a reading record."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="bingo_fields")
    position = models.PositiveSmallIntegerField(
        _("place on the card"),
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST_BINGO_CARD)],
        help_text=_("From left to right, line by line. A card has 9, 16 or 25 fields."),
    )
    text_en = models.CharField(_("task (English)"), max_length=100, blank=True)
    text_zh = models.CharField(_("task (Chinese)"), max_length=100, blank=True)

    text = InLanguage()

    class Meta:
        verbose_name = _("field of the bingo card")
        verbose_name_plural = _("bingo card")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "position"], name="bingo_field_once_per_place"
            ),
            models.UniqueConstraint(
                fields=["id", "challenge"], name="bingo_field_key_with_challenge"
            ),
            models.CheckConstraint(
                condition=Q(position__range=(1, LARGEST_BINGO_CARD)),
                name="bingo_field_lies_on_the_card",
            ),
            models.CheckConstraint(
                condition=~Q(text_en="") | ~Q(text_zh=""), name="bingo_field_has_a_text"
            ),
        ]

    def __str__(self) -> str:
        return self.text

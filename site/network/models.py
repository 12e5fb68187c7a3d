from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.bilingual import InLanguage
from core.constraints import no_overlap
from core.text import sort_key
from network.choices import BranchKind, BranchLevel, DayKind, PartnerKind, ReviewRule, Weekday
from network.querysets import BranchQuerySet, CalendarQuerySet


class Branch(models.Model):
    """A place of the service network. Where it stands in the tree is told by its placements."""

    slug = models.SlugField(_("address"), unique=True, help_text=_("English or pinyin."))
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=BranchKind)
    level = models.CharField(_("level"), max_length=10, choices=BranchLevel)
    address_en = models.CharField(_("postal address (English)"), max_length=200, blank=True)
    address_zh = models.CharField(_("postal address (Chinese)"), max_length=200, blank=True)
    directions_en = models.TextField(_("how to get there (English)"), blank=True)
    directions_zh = models.TextField(_("how to get there (Chinese)"), blank=True)
    access_en = models.TextField(_("accessibility (English)"), blank=True)
    access_zh = models.TextField(_("accessibility (Chinese)"), blank=True)
    is_step_free = models.BooleanField(
        _("step-free access"),
        default=False,
        help_text=_("From the street to where events are held, without a single step."),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    review_rule = models.PositiveSmallIntegerField(
        _("review of events"),
        choices=ReviewRule,
        default=ReviewRule.NONE,
        help_text=_("A brand's own rule goes before the branch's."),
    )
    sort_key = models.CharField(max_length=240, editable=False, default="")

    name = InLanguage()
    address = InLanguage()
    directions = InLanguage()
    access = InLanguage()

    objects = BranchQuerySet.as_manager()

    class Meta:
        verbose_name = _("library or service point")
        verbose_name_plural = _("service network")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="branch_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="branch_coordinates_come_in_pairs",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.sort_key = sort_key(self.name_zh or self.name_en)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("branch", args=[self.slug, self.pk])


class Placement(models.Model):
    """Where a branch stood in the tree, from one day (included) until another (not included).

    Reports place a session by the tree of its own day, so a branch that moves to another
    district takes no past figures along.
    """

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="child_placements"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["branch", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="placement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("branch")),
                name="placement_not_below_itself",
            ),
            no_overlap(
                "placement_one_at_a_time",
                "branch_id",
                "starts_on",
                "ends_on",
                range_type="daterange",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} < {self.parent or '–'}"


class OpeningHours(models.Model):
    """When a branch is open on one weekday, all year or within a season."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens_at = models.TimeField(_("opens"))
    closes_at = models.TimeField(_("closes"))
    season_from = models.DateField(_("season from"), null=True, blank=True)
    season_until = models.DateField(
        _("season until"), null=True, blank=True, help_text=_("The last day of the season.")
    )

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["branch", "season_from", "weekday", "opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="opening_hours_close_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(season_from__isnull=True, season_until__isnull=True)
                | Q(season_until__gte=F("season_from")),
                name="opening_hours_season_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class Room(models.Model):
    """A bookable space of a branch."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="rooms")
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80, blank=True)
    capacity = models.PositiveIntegerField(_("capacity"), help_text=_("People, seated."))
    is_shared = models.BooleanField(
        _("can be shared"),
        default=False,
        help_text=_("A hall or garden that may hold several sessions at once."),
    )

    name = InLanguage()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["branch", "name_en", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="room_has_a_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.branch} · {self.name}"


class Partner(models.Model):
    """An organ, school, company, shop or tea house that holds events with the library."""

    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PartnerKind)
    website = models.URLField(_("website"), blank=True)

    name = InLanguage()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name_en", "name_zh"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="partner_has_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CalendarEntry(models.Model):
    """Days that are not like others: a holiday, a school term, a day on which a library is closed.

    It makes and cancels nothing by itself. Plans of shifts and series of events ask it, and say by
    themselves what each kind of day means to them.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=DayKind)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), help_text=_("Included. The same for a single day."))
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library or service point"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_entries",
        help_text=_("For this one alone, not for those below it. Empty: for the whole network."),
    )
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120, blank=True)
    is_official = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Filled in from the official days, and not changed by hand since."),
    )

    name = InLanguage()

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the calendar")
        verbose_name_plural = _("calendar")
        ordering = ["first_day", "kind", "pk"]
        indexes = [models.Index(fields=["last_day"], name="calendar_last_day")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="calendar_entry_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="calendar_days_in_order"
            ),
            models.UniqueConstraint(
                fields=["kind", "branch", "first_day", "last_day"],
                name="calendar_entry_once",
                nulls_distinct=False,
                violation_error_message=_("The calendar has these days already, as this kind."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

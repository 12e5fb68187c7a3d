"""People who help, and when they can."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from brands.choices import EventLanguage
from network.choices import Weekday
from network.models import Branch
from volunteers.choices import VolunteerState
from volunteers.models.role import Role
from volunteers.querysets import VolunteerQuerySet

LONGEST_ABOUT, LONGEST_NOTE, LONGEST_REASON = 500, 500, 300


class Volunteer(models.Model):
    """A person who helps at the library, from the application on; one row for each person.

    Fellow volunteers see the nickname and nothing else; the log knows a number.
    Insurance and suspension are periods: the days of insurance include the last one, a suspension
    without an end lasts until it is lifted.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="volunteer")
    home_branch = models.ForeignKey(
        Branch,
        verbose_name=_("home library"),
        on_delete=models.PROTECT,
        related_name="volunteers",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=VolunteerState, default=VolunteerState.APPLIED
    )
    nickname = models.CharField(
        _("nickname"), max_length=40, blank=True, help_text=_("What fellow volunteers see.")
    )
    languages = ArrayField(
        models.CharField(max_length=8, choices=EventLanguage),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    interests = models.ManyToManyField(
        Role, verbose_name=_("likes to do"), related_name="interested_volunteers", blank=True
    )
    about = models.CharField(_("about yourself"), max_length=LONGEST_ABOUT, blank=True)
    in_roll_of_honour = models.BooleanField(
        _("on the roll of honour"), default=False, help_text=_("By nickname, with thanks.")
    )
    applied_at = models.DateTimeField(_("applied"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    decision_note = models.CharField(
        _("what we told them"), max_length=LONGEST_NOTE, blank=True, editable=False
    )
    suspended_from = models.DateTimeField(_("suspended from"), null=True, blank=True)
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    suspension_reason = models.CharField(
        _("reason for the suspension"), max_length=LONGEST_REASON, blank=True
    )
    insured_from = models.DateField(_("insured from"), null=True, blank=True)
    insured_until = models.DateField(
        _("insured until"), null=True, blank=True, help_text=_("The last day.")
    )
    left_at = models.DateTimeField(_("left"), null=True, blank=True, editable=False)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "person"], name="volunteer_key_with_person"),
            models.CheckConstraint(
                condition=~Q(state__in=[VolunteerState.APPROVED, VolunteerState.DECLINED])
                | Q(decided_at__isnull=False),
                name="volunteer_decided_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=VolunteerState.APPLIED)
                | Q(decided_at=None, decided_by=None, decision_note=""),
                name="volunteer_applied_is_undecided",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__gte=F("applied_at")),
                name="volunteer_decided_after_applying",
            ),
            models.CheckConstraint(
                condition=~Q(state=VolunteerState.DECLINED) | ~Q(decision_note=""),
                name="volunteer_declined_is_told_why",
            ),
            models.CheckConstraint(
                condition=Q(state=VolunteerState.LEFT, left_at__isnull=False)
                | ~Q(state=VolunteerState.LEFT) & Q(left_at=None),
                name="volunteer_left_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(suspended_from=None, suspended_until=None, suspension_reason="")
                | Q(suspended_from__isnull=False) & ~Q(suspension_reason=""),
                name="volunteer_suspended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(suspended_until=None) | Q(suspended_until__gt=F("suspended_from")),
                name="volunteer_suspension_lasts",
            ),
            models.CheckConstraint(
                condition=Q(insured_until=None) | Q(insured_until__gte=F("insured_from")),
                name="volunteer_insurance_lasts",
            ),
            models.CheckConstraint(
                condition=Q(insured_from=None, insured_until=None) | Q(insured_from__isnull=False),
                name="volunteer_insurance_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["home_branch", "state"], name="volunteers_of_branch"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.pk}"

    @property
    def is_approved(self) -> bool:
        return self.state == VolunteerState.APPROVED

    @property
    def languages_in_words(self) -> list[str]:
        """What they speak or sign, in the language of the page."""
        return [str(EventLanguage(language).label) for language in self.languages]

    def is_suspended(self, *, now: datetime) -> bool:
        """Whether a suspension holds at this moment."""
        return (
            self.suspended_from is not None
            and self.suspended_from <= now
            and (self.suspended_until is None or now < self.suspended_until)
        )

    def is_insured(self, *, on: date) -> bool:
        """Whether the insurance covers this day."""
        return (
            self.insured_from is not None
            and self.insured_from <= on
            and (self.insured_until is None or on <= self.insured_until)
        )

    def is_minor(self, *, on: date) -> bool:
        """Whether a guardian has to agree."""
        return self.person.is_minor(on=on)


class Availability(models.Model):
    """When on a weekday the volunteer can help, by the library's clock. No row: at any time."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availability")
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="availability_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["volunteer", "weekday", "starts_at"], name="availability_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

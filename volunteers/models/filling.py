"""Suggestions for the shifts of some days: kept so that somebody looks before anyone is asked."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms import formats
from network.models import Branch
from volunteers.choices import RadarBand, SuggestionState
from volunteers.models.claim import Claim
from volunteers.models.shift import Need
from volunteers.models.volunteer import Volunteer


class FillRun(models.Model):
    """That a coordinator asked who could fill the shifts of some days; a job answers.

    Only who has asked sees it: the people in it are those whom they may see.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="fill_runs"
    )
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), help_text=_("The last day."))
    branches = models.ManyToManyField(
        Branch,
        verbose_name=_("libraries"),
        related_name="+",
        blank=True,
        help_text=_("None chosen: all that you look after."),
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    people = models.PositiveIntegerField(_("people who could be asked"), default=0)
    places = models.PositiveIntegerField(_("free places"), default=0)
    ran_to_its_end = models.BooleanField(default=True)
    is_sending = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("suggestions for some days")
        verbose_name_plural = _("suggestions for some days")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="fill_run_is_of_some_days"
            ),
        ]

    def __str__(self) -> str:
        return self.days_in_words

    @property
    def days_in_words(self) -> str:
        return formats.days(self.first_day, self.last_day)

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class Suggestion(models.Model):
    """That this volunteer could take a place; it is theirs when they are asked and say yes."""

    run = models.ForeignKey(FillRun, on_delete=models.CASCADE, related_name="suggestions")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="suggestions")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="suggestions")
    reasons = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=SuggestionState,
        default=SuggestionState.OPEN,
    )
    claim = models.OneToOneField(
        Claim, on_delete=models.SET_NULL, null=True, related_name="suggestion"
    )
    overtaken_by = ArrayField(
        models.CharField(max_length=30),
        default=list,
        blank=True,
        help_text=_("The rules that stood in the way when they were to be asked."),
    )

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "need", "volunteer"], name="suggestion_once_per_run"
            ),
            models.CheckConstraint(
                condition=Q(claim=None) | Q(state=SuggestionState.SENT),
                name="suggestion_with_a_claim_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_state_display()}"


class UnfilledNeed(models.Model):
    """Places for which nobody was found, and why.

    `causes` are triples, the weightiest first: the code of a rule, how many people it keeps away,
    and how many of them nothing else keeps away.
    """

    run = models.ForeignKey(FillRun, on_delete=models.CASCADE, related_name="unfilled")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    missing = models.PositiveSmallIntegerField()
    free = models.PositiveSmallIntegerField()
    causes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("unfilled need")
        verbose_name_plural = _("unfilled needs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "need"], name="unfilled_need_once_per_run"),
        ]

    def __str__(self) -> str:
        return f"#{self.need_id}: {self.missing}/{self.free}"


class GapNotice(models.Model):
    """That the coordinators of a shift have been told, at this distance, that hands are missing."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="gap_notices")
    band = models.CharField(max_length=10, choices=RadarBand)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("notice of a gap")
        verbose_name_plural = _("notices of gaps")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "band"], name="gap_notice_once_per_band"),
        ]

    def __str__(self) -> str:
        return f"#{self.need_id} {self.band}"

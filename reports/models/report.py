"""A report of a period, and the texts of its chapters."""

from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from brands.models import Brand
from cms import formats
from core.text import address_slug
from core.versions import fingerprint
from network.models import Branch
from reports.choices import ReportState
from reports.querysets import ReportQuerySet

DIGEST_LENGTH = 64
"""Of SHA-256, in hexadecimal."""


class Report(models.Model):
    """What a library tells of some days, from figures that stand.

    Triggers of the migrations see to it that a report moves from step to step, goes back only
    from review, and that nothing of it changes but while it is a draft.
    """

    title = models.CharField(_("title"), max_length=120)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), help_text=_("The last day, included."))
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library, with all below it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT
    )
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    counted_at = models.DateTimeField(_("counted"), null=True)
    digest = models.CharField(
        max_length=DIGEST_LENGTH,
        blank=True,
        editable=False,
        help_text=_("SHA-256 of all that is frozen; nothing while it is being counted."),
    )
    handed_in_at = models.DateTimeField(_("handed in"), null=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sent_back_because = models.CharField(_("sent back because"), max_length=300, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="report_is_of_some_days"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, handed_in_at=None)
                | ~Q(state=ReportState.DRAFT) & Q(handed_in_at__isnull=False) & ~Q(digest=""),
                name="report_is_handed_in_counted",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReportState.DRAFT, ReportState.REVIEW], approved_at=None)
                | Q(
                    state__in=[ReportState.APPROVED, ReportState.PUBLISHED],
                    approved_at__isnull=False,
                ),
                name="report_is_approved_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.PUBLISHED, published_at__isnull=False)
                | ~Q(state=ReportState.PUBLISHED) & Q(published_at=None),
                name="report_is_published_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (Q(made_by=None) | ~Q(approved_by=F("made_by")))
                & (Q(handed_in_by=None) | ~Q(approved_by=F("handed_in_by"))),
                name="report_takes_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("published_report", args=[self.slug, self.pk])

    @property
    def slug(self) -> str:
        """From the title; a Chinese one may have figures in it, and pinyin says more than these."""
        return address_slug("" if formats.is_chinese(self.language) else self.title, self.title)

    @property
    def version(self) -> str:
        """Stands for what was handed in: until it is sent back nothing of it changes."""
        return self.handed_in_at.astimezone(UTC).isoformat() if self.handed_in_at else ""

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT

    @property
    def is_in_review(self) -> bool:
        return self.state == ReportState.REVIEW

    @property
    def is_approved(self) -> bool:
        """Approved and not yet published."""
        return self.state == ReportState.APPROVED

    @property
    def is_published(self) -> bool:
        return self.state == ReportState.PUBLISHED


class ReportText(models.Model):
    """The words of one chapter: as they were drafted, as the author has them, and a comment."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="texts")
    chapter = models.CharField(max_length=20)
    drafted = models.TextField(_("as drafted"), blank=True)
    text = models.TextField(_("text"), blank=True)
    comment = models.TextField(_("comment"), blank=True)
    edited_at = models.DateTimeField(_("edited"), null=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("text of a report")
        verbose_name_plural = _("texts of reports")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "chapter"], name="report_chapter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.chapter}"

    @property
    def fingerprint(self) -> str:
        """Of what stands there now; see `core.versions`."""
        return fingerprint(self.text, self.comment)

    @property
    def is_edited(self) -> bool:
        """Whether the author has put it in words of their own."""
        return self.text != self.drafted

"""Evidence packs of a period: what inspectors ask for, put together by a job."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brands.models import Brand
from cms import formats
from core.storage import private_storage
from events.choices import UNFINISHED_PACKS, PackState
from network.models import Branch


class EvidencePack(models.Model):
    """That somebody asked for the evidence of some days; a job puts it together.

    Only who has asked sees it: it tells names as far as they may know them. The files lie in the
    private storage, and are deleted with the row on the day it expires.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evidence_packs"
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library, with all below it"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    state = models.CharField(
        _("state"), max_length=10, choices=PackState, default=PackState.WAITING
    )
    total = models.PositiveIntegerField(_("events in all"), default=0)
    done = models.PositiveIntegerField(_("events done"), default=0)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    cancel_asked_at = models.DateTimeField(_("asked to stop"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    expires_at = models.DateTimeField(_("deleted"))
    document = models.FileField(storage=private_storage, upload_to="evidence", blank=True)
    archive = models.FileField(storage=private_storage, upload_to="evidence", blank=True)

    class Meta:
        verbose_name = _("evidence pack")
        verbose_name_plural = _("evidence packs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="evidence_is_of_some_days"
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="evidence_within_total"),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED_PACKS, finished_at__isnull=True)
                | ~Q(state__in=UNFINISHED_PACKS) & Q(finished_at__isnull=False),
                name="evidence_finishes_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return formats.days(self.first_day, self.last_day)

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED_PACKS

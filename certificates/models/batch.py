"""Long runs: what is done for many certificates at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brands.models import Brand
from certificates.choices import UNFINISHED_STATES, BatchJob, BatchState
from core.storage import private_storage
from events.models import Event
from network.models import Branch


class Batch(models.Model):
    """One run over many certificates: how far it is, who may look at it, and what came of it.

    `selection` holds keys and never names; its file is deleted on the day it expires.
    """

    job = models.CharField(_("job"), max_length=10, choices=BatchJob)
    branch = models.ForeignKey(
        Branch, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+"
    )
    brand = models.ForeignKey(
        Brand, verbose_name=_("brand"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.PROTECT,
        null=True,
        related_name="certificate_batches",
    )
    selection = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=BatchState, default=BatchState.WAITING
    )
    total = models.PositiveIntegerField(_("in all"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    made_at = models.DateTimeField(_("started"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    finished_at = models.DateTimeField(_("finished"), null=True)
    cancel_asked_at = models.DateTimeField(_("asked to stop"), null=True)
    file = models.FileField(storage=private_storage, upload_to="certificates", blank=True)
    expires_at = models.DateTimeField(_("deleted"), null=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="batch_within_its_total"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED_STATES, finished_at__isnull=True)
                | ~Q(state__in=UNFINISHED_STATES) & Q(finished_at__isnull=False),
                name="batch_finishes_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(file="") | Q(expires_at__isnull=False), name="batch_file_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_job_display()} {self.done}/{self.total}"

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED_STATES

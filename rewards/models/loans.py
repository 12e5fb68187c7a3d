"""Imports of loan counts from the library system."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.storage import private_storage
from rewards.choices import ImportState
from rewards.models.challenge import Challenge

SHA256_LENGTH = 64


class LoanImport(models.Model):
    """One file of loan counts of a period: how many rows, what was wrong, how far it came.

    Of a reader number only its hash reaches the database, of a title nothing at all. A file that
    waits to be counted is kept encrypted, and deleted once it was. The same file is known by its
    digest; another file of the same period is its next revision, and replaces what the last said.
    """

    challenge = models.ForeignKey(
        Challenge, verbose_name=_("challenge"), on_delete=models.PROTECT, related_name="imports"
    )
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), help_text=_("The last day, included."))
    digest = models.CharField(max_length=SHA256_LENGTH, editable=False)
    columns = models.JSONField(default=dict, help_text=_("Which column says what."))
    file = models.FileField(storage=private_storage, upload_to="loans", blank=True)
    revision = models.PositiveIntegerField(
        null=True, help_text=_("Which file of its period; none before it is counted.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.WAITING
    )
    stopped_by = models.CharField(max_length=60, blank=True, help_text=_("Code of a refusal."))
    rows = models.PositiveIntegerField(_("rows"), default=0)
    done_rows = models.PositiveIntegerField(_("rows done"), default=0)
    rejected = models.PositiveIntegerField(_("rows rejected"), default=0)
    bad_rows = models.JSONField(
        _("rejected rows"), default=list, help_text=_("Line numbers and what is wrong with them.")
    )
    readers = models.PositiveIntegerField(_("reader numbers"), default=0)
    loans = models.PositiveBigIntegerField(_("loans"), default=0)
    written = models.PositiveIntegerField(_("records written"), default=0)
    taken_back = models.PositiveIntegerField(_("records taken back"), default=0)
    made_at = models.DateTimeField(_("begun"), default=timezone.now, db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("import of loan counts")
        verbose_name_plural = _("imports of loan counts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "first_day", "last_day", "revision"],
                name="loan_import_once_per_revision",
            ),
            models.CheckConstraint(
                condition=Q(state=ImportState.WAITING, revision=None)
                | ~Q(state=ImportState.WAITING) & Q(revision__gte=1),
                name="loan_import_counts_as_a_revision",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="loan_import_is_of_a_period"
            ),
            models.CheckConstraint(
                condition=Q(done_rows__lte=F("rows")), name="loan_import_does_rows_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.DONE) | Q(ended_at__isnull=False),
                name="loan_import_ended_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ImportState.WAITING

    @property
    def is_running(self) -> bool:
        return self.state == ImportState.RUNNING

    @property
    def is_done(self) -> bool:
        return self.state == ImportState.DONE

    @property
    def has_failed(self) -> bool:
        return self.state == ImportState.FAILED

    @property
    def percent(self) -> int:
        return 100 * self.done_rows // self.rows if self.rows else 0

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.choices import Channel, MessageState


class OutboxMessage(models.Model):
    """One message to one address, written in the transaction that made it necessary.

    The row holds only what the message is about; its kind knows how to word it when it is
    sent (`notifications.services.kinds`). Text and address are kept for 30 days, then blanked.
    """

    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=10)
    subject_id = models.BigIntegerField(
        _("about"),
        null=True,
        help_text=_("The row that the message is about; its kind knows which."),
    )
    data = models.JSONField(_("details"), default=dict)
    dedupe_key = models.CharField(
        max_length=120, unique=True, help_text=_("The same news is told once.")
    )

    state = models.CharField(
        _("state"), max_length=10, choices=MessageState, default=MessageState.QUEUED
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    next_attempt_at = models.DateTimeField(default=timezone.now, db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    last_error = models.TextField(blank=True, default="", db_default="")
    sent_at = models.DateTimeField(null=True)
    title = models.CharField(_("title"), max_length=200, blank=True, default="", db_default="")
    body = models.TextField(_("text"), blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state=MessageState.QUEUED),
                name="outbox_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class AttemptCount(models.Model):
    """How often one source has asked us to act within a span of time.

    The migration makes the table unlogged: counting costs no wait for the disk, and a crash of the
    database forgets the counts, which harms nobody. Sources are kept as keyed hashes only.
    """

    source = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("count of attempts")
        verbose_name_plural = _("counts of attempts")

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%Y-%m-%d %H:%M}"

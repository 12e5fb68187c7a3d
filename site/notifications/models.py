from datetime import time

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting

from notifications.choices import Channel, Failure, MessageState


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
    waits_for_morning = models.BooleanField(
        _("can wait for the morning"),
        default=False,
        db_default=False,
        help_text=_("Does not leave during the quiet hours."),
    )
    failure = models.CharField(
        _("why it failed"), max_length=20, choices=Failure, blank=True, default="", db_default=""
    )
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
            ),
            models.Index(fields=["subject_id", "kind"], name="outbox_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class StoppedKind(models.Model):
    """A reader does not want messages of a kind. Readers are known by a keyed hash only."""

    reader = models.CharField(_("reader"), max_length=22)
    kind = models.CharField(_("kind"), max_length=60)
    stopped_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("stopped kind of message")
        verbose_name_plural = _("stopped kinds of messages")
        constraints = [models.UniqueConstraint(fields=["reader", "kind"], name="kind_stopped_once")]

    def __str__(self) -> str:
        return self.kind


class MessageText(models.Model):
    """The library's own words for a kind of message; what is empty is said as shipped."""

    kind = models.CharField(_("kind"), max_length=60, unique=True)
    title_en = models.CharField(_("subject (English)"), max_length=150, blank=True)
    title_zh = models.CharField(_("subject (Chinese)"), max_length=150, blank=True)
    text_en = models.TextField(_("text (English)"), max_length=4000, blank=True)
    text_zh = models.TextField(_("text (Chinese)"), max_length=4000, blank=True)
    short_en = models.CharField(_("text for phones (English)"), max_length=300, blank=True)
    short_zh = models.CharField(_("text for phones (Chinese)"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("text of a message")
        verbose_name_plural = _("texts of messages")

    def __str__(self) -> str:
        return self.kind


class MessageSettings(BaseGenericSetting):
    """What holds for messages all over the network."""

    quiet_from = models.TimeField(
        _("quiet from"),
        default=time(21),
        help_text=_(
            "Messages that can wait are not sent before the quiet hours end. Answers to what "
            "somebody has just done and news of today are sent at any hour."
        ),
    )
    quiet_until = models.TimeField(
        _("quiet until"), default=time(8), help_text=_("The same time twice: no quiet hours.")
    )
    reminds_week_before = models.BooleanField(_("7 days before"), default=False)
    reminds_day_before = models.BooleanField(_("1 day before"), default=True)
    reminds_hours_before = models.BooleanField(_("2 hours before"), default=False)

    panels = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("quiet_from"), FieldPanel("quiet_until")])],
            heading=_("Quiet hours"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("reminds_week_before"),
                FieldPanel("reminds_day_before"),
                FieldPanel("reminds_hours_before"),
            ],
            heading=_("Reminders, unless an event has chosen its own"),
        ),
    ]

    class Meta:
        verbose_name = _("message settings")
        verbose_name_plural = _("message settings")

    def __str__(self) -> str:
        return f"{self.quiet_from:%H:%M}–{self.quiet_until:%H:%M}"


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

"""When people are reminded of an event, and what was written to all of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.bilingual import InLanguage
from events.choices import (
    RECIPIENTS_OF_A_SESSION,
    STATES_OF_RECIPIENTS,
    PlaceState,
    Recipients,
)
from events.models.event import Event
from events.models.session import Session


class EventReminders(models.Model):
    """When those with a place are reminded of an event, where it is not as in the network."""

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="reminders"
    )
    reminds_week_before = models.BooleanField(_("7 days before"), default=False)
    reminds_day_before = models.BooleanField(_("1 day before"), default=False)
    reminds_hours_before = models.BooleanField(_("2 hours before"), default=False)

    class Meta:
        verbose_name = _("reminders of an event")
        verbose_name_plural = _("reminders of events")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.pk}"


class Announcement(models.Model):
    """What somebody wrote to those who registered for an event. Only ever added to."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="announcements")
    key = models.UUIDField(unique=True, editable=False)
    recipients = models.CharField(_("to whom"), max_length=20, choices=Recipients)
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    title_en = models.CharField(_("subject (English)"), max_length=150, blank=True)
    title_zh = models.CharField(_("subject (Chinese)"), max_length=150, blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    text_zh = models.TextField(_("text (Chinese)"), blank=True)
    written_to = models.PositiveIntegerField(
        _("written to"), help_text=_("Parties that could be reached.")
    )
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    title = InLanguage()
    text = InLanguage()

    class Meta:
        verbose_name = _("message to the registered")
        verbose_name_plural = _("messages to the registered")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_en="", title_zh="") & ~Q(text_en="", text_zh=""),
                name="announcement_says_something",
            ),
            models.CheckConstraint(
                condition=Q(recipients__in=RECIPIENTS_OF_A_SESSION, session__isnull=False)
                | ~Q(recipients__in=RECIPIENTS_OF_A_SESSION) & Q(session__isnull=True),
                name="announcement_knows_its_session",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def states(self) -> tuple[PlaceState, ...]:
        """Where a registration has to stand for it to concern its people."""
        return STATES_OF_RECIPIENTS[Recipients(self.recipients)]

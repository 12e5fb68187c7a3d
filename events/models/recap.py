"""What is told of an event once it is over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.bilingual import InLanguage
from core.versions import fingerprint
from events.models.event import Event

LONGEST_RECAP = 800


class Recap(models.Model):
    """A few sentences about how it was. The photos that go with it say so themselves."""

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="recap"
    )
    text_en = models.TextField(_("how it was (English)"), max_length=LONGEST_RECAP, blank=True)
    text_zh = models.TextField(_("how it was (Chinese)"), max_length=LONGEST_RECAP, blank=True)
    asked_at = models.DateTimeField(
        _("review asked for"),
        null=True,
        blank=True,
        help_text=_("While it waits for somebody who has not written in it."),
    )
    sent_back_because = models.CharField(_("sent back because"), max_length=1000, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    text = InLanguage()

    class Meta:
        verbose_name = _("recap of an event")
        verbose_name_plural = _("recaps of events")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(text_en="", text_zh=""),
                name="published_recap_says_something",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(asked_at__isnull=True),
                name="recap_waits_or_is_public",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.event_id}"

    @property
    def fingerprint(self) -> str:
        """Of what stands there now; see `core.versions`."""
        return fingerprint(self.text_en, self.text_zh)

    @property
    def is_waiting(self) -> bool:
        return self.asked_at is not None

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

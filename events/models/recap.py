"""What is told of an event once it is over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.bilingual import InLanguage
from events.models.event import Event

LONGEST_RECAP = 800


class Recap(models.Model):
    """A few sentences about how it was. The photos that go with it say so themselves."""

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="recap"
    )
    text_en = models.TextField(_("how it was (English)"), max_length=LONGEST_RECAP, blank=True)
    text_zh = models.TextField(_("how it was (Chinese)"), max_length=LONGEST_RECAP, blank=True)
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
            )
        ]

    def __str__(self) -> str:
        return f"#{self.event_id}"

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

"""Words that are for paper only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event

TEXTS = tuple(
    f"{name}_{suffix}" for name in ("headline", "subline", "note") for suffix in ("en", "zh")
)


class PrintedTexts(models.Model):
    """What posters and cards of an event say in place of its own words; empty says the event's.

    A plain row beside the event: no review of a text is needed to make a headline shorter.
    """

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="printed_texts"
    )
    headline_en = models.CharField(_("headline (English)"), max_length=160, blank=True)
    headline_zh = models.CharField(_("headline (Chinese)"), max_length=160, blank=True)
    subline_en = models.CharField(_("subline (English)"), max_length=300, blank=True)
    subline_zh = models.CharField(_("subline (Chinese)"), max_length=300, blank=True)
    note_en = models.CharField(_("note (English)"), max_length=80, blank=True)
    note_zh = models.CharField(_("note (Chinese)"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("words for print")
        verbose_name_plural = _("words for print")
        constraints = [
            models.CheckConstraint(
                condition=~Q(**dict.fromkeys(TEXTS, "")), name="printed_texts_say_something"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.event_id}"

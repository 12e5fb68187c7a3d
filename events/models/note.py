"""What colleagues tell each other about an event."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from events.models.event import Event
from events.querysets import EventNoteQuerySet

LONGEST_NOTE = 2000


class EventNote(models.Model):
    """A note on the desk of an event. Nobody outside the library reads it, and it is encrypted."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notes")
    text = EncryptedTextField(_("note"), max_length=LONGEST_NOTE)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = EventNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"#{self.event_id} · {self.written_at:%Y-%m-%d}"

"""A note on an event's desk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.desk.base import DeskForm
from events.models import EventNote
from events.models.note import LONGEST_NOTE
from events.services.notes import write_note

PLACEHOLDER = _("What to bring, whom to ask, what to do otherwise next time")


class NoteForm(DeskForm):
    text = forms.CharField(
        label=_("A note for colleagues"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": PLACEHOLDER}),
        help_text=_("Whoever sees this desk reads it. Write no names of readers."),
    )

    def save(self) -> EventNote:
        return write_note(self.event, self.cleaned_data["text"], by=self.user, now=self.now)

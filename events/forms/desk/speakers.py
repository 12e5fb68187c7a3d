"""Who gives an event."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import inlineformset_factory
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, EventSpeaker


class SpeakerForm(forms.ModelForm):
    class Meta:
        model = EventSpeaker
        fields = ("name_zh", "name_en", "about_zh", "about_en", "position")
        labels = {"position": capfirst(gettext_lazy("order"))}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("name_zh") or cleaned.get("name_en")):
            self.add_error("name_zh", _("Give a name in one language at least."))
        return cleaned


SpeakerFormSet = inlineformset_factory(
    Event,
    EventSpeaker,
    form=SpeakerForm,
    extra=1,
    can_delete_extra=False,
)

"""Calling an event off."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from events.forms.desk.base import DeskForm
from events.services.making.event_cancellation import cancel_event


class CancelForm(DeskForm):
    """Why it does not take place, for those who cannot read the one language or the other."""

    reason_zh = forms.CharField(label=gettext_lazy("Why (Chinese)"), max_length=200)
    reason_en = forms.CharField(label=gettext_lazy("Why (English)"), max_length=200)

    def save(self) -> None:
        cancel_event(self.event, user=self.user, now=self.now, **self.cleaned_data)

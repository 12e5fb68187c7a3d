"""Yes or no to those who asked for places."""

from __future__ import annotations

from typing import Any

from django import forms

from events.forms.desk.base import DeskForm
from events.forms.fields import offer
from events.models import Registration
from events.services.registration.approval import accept, decline


class AnswerForm(DeskForm):
    """Yes or no to a party that has asked for places."""

    ACCEPT, DECLINE = "accept", "decline"

    registration = forms.ModelChoiceField(queryset=Registration.objects.none())
    answer = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (DECLINE, DECLINE)])
    reason = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "registration", self.event.registrations.all())

    def save(self) -> Registration:
        """The party with its answer."""
        asked = self.cleaned_data["registration"].pk
        if self.cleaned_data["answer"] == self.ACCEPT:
            return accept(registration_id=asked, by=self.user, now=self.now)
        reason = self.cleaned_data["reason"]
        return decline(registration_id=asked, by=self.user, now=self.now, reason=reason)

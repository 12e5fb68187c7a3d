"""What people say about having missed something, and what the library answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.choices import ExcuseReason
from events.models.conduct import LONGEST_EXCUSE, LONGEST_REASON


class AppealForm(forms.Form):
    """What happened, in a choice and a few words. `about` says which line it is about."""

    about = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("What happened?"),
        choices=ExcuseReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best.")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST_EXCUSE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence is enough. Leave out what you would rather keep to yourself."),
    )


class LiftForm(forms.Form):
    """Why a restriction should be lifted."""

    about = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Why should it be lifted?"),
        max_length=LONGEST_EXCUSE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tell us in a sentence.")},
    )


class AnswerForm(forms.Form):
    """The library's answer: yes or no is the button, and the reason goes with it."""

    answer = forms.CharField(max_length=LONGEST_REASON, required=False)
    decision = forms.ChoiceField(choices=[("accept", ""), ("decline", "")])

    @property
    def accepts(self) -> bool:
        said: Any = self.cleaned_data["decision"]
        return said == "accept"


class ReasonForm(forms.Form):
    """Why staff take something back without having been asked in writing."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, required=False)

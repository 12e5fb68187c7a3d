"""What one may say about oneself, and saying goodbye."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.languages import OWN_NAMES


class WelcomeForm(forms.Form):
    """The name of someone who has just arrived."""

    name = forms.CharField(
        label=_("What shall we call you?"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("It stands on your tickets. A nickname will do."),
    )


class ProfileForm(forms.Form):
    """One's name, and the language one is written to in."""

    name = forms.CharField(
        label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("We write to you in"), choices=OWN_NAMES.items(), widget=forms.RadioSelect
    )


class DeleteAccountForm(forms.Form):
    """The last word before an account is gone."""

    is_sure = forms.BooleanField(
        label=_("Yes, delete my account and my family's data."),
        error_messages={"required": _("Tick the box if you are sure, or go back.")},
    )

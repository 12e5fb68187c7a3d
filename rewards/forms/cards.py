"""Forms about reader cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from rewards.services.cards.slips import CODE_LENGTH

LONGEST_NUMBER = 40


def number_field(**options: Any) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"})
    return forms.CharField(
        label=_("Number of the reader card"), max_length=LONGEST_NUMBER, widget=widget, **options
    )


class NumberForm(forms.Form):
    """A librarian looks for a card."""

    number = number_field()


class AddCardForm(forms.Form):
    """Somebody of the family has this card."""

    person = forms.ChoiceField(label=_("Whose card is it?"), widget=forms.RadioSelect)
    number = number_field(help_text=_("As it stands on the card. We keep its last digits only."))

    def __init__(self, *args: Any, family: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.family = {str(member.person_id): member.person_id for member in family}
        person: Any = self.fields["person"]
        person.choices = [(str(member.person_id), str(member.person)) for member in family]
        if len(family) == 1:
            person.initial = str(family[0].person_id)
            person.widget = forms.HiddenInput()

    @property
    def person_id(self) -> int:
        return self.family[self.cleaned_data["person"]]


class SlipCodeForm(forms.Form):
    """The code of a slip, with or without its hyphen."""

    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=CODE_LENGTH + 6,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

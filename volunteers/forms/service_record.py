"""The name and number in the papers, for the service record."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

LOOKS_LIKE_A_NUMBER = RegexValidator(
    r"^[0-9A-Z]{6,20}$", _("Enter the number as it stands in the papers: 6 to 20 figures, letters.")
)


class ServiceRecordForm(forms.Form):
    name = forms.CharField(
        label=_("Name in your papers"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    number = forms.CharField(
        label=_("Identity number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        number = "".join(self.cleaned_data["number"].split()).upper()
        LOOKS_LIKE_A_NUMBER(number)
        return number

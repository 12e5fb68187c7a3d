"""What of the programme is to be printed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brands.models import Brand, Programme
from cms import formats
from events.choices import Paper, PrintLanguage
from events.services.printing.leaflet import MONTHS_AHEAD, MONTHS_BACK
from network.models import Branch

ONE_LANGUAGE = [PrintLanguage.CHINESE, PrintLanguage.ENGLISH]


class LeafletForm(forms.Form):
    """A month, and whose programme it is."""

    month = forms.ChoiceField(label=_("Month"), choices=[])
    branch = forms.ModelChoiceField(
        label=_("Library, with all below it"),
        queryset=Branch.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("All libraries"),
    )
    brand = forms.ModelChoiceField(
        label=_("Brand"),
        queryset=Brand.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("All brands"),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[(each.value, each.label) for each in ONE_LANGUAGE]
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [_month(today, ahead) for ahead in range(-MONTHS_BACK, MONTHS_AHEAD + 1)]
        month: Any = self.fields["month"]
        month.choices = [(f"{first:%Y-%m}", formats.month_and_year(first)) for first in months]


class ProgrammePosterForm(forms.Form):
    """A programme, and the paper for its poster."""

    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.select_related("brand")
    )
    paper = forms.ChoiceField(label=_("Paper"), choices=Paper.choices)
    leading = forms.ChoiceField(
        label=_("Leading language"), choices=[(each.value, each.label) for each in ONE_LANGUAGE]
    )


def _month(today: date, ahead: int) -> date:
    """The first day of the month that lies so many ahead."""
    years, month = divmod(today.month - 1 + ahead, 12)
    return date(today.year + years, month + 1, 1)

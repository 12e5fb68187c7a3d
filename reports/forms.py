from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from reports.errors import PeriodEndsBeforeItStarts
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope


class ReportForm(forms.Form):
    """A period, and what of it to look at. Offers only what the user may report on."""

    first_day = forms.DateField(label=_("From"), widget=AdminDateInput)
    last_day = forms.DateField(label=_("To"), widget=AdminDateInput)
    brand = forms.ModelChoiceField(
        queryset=None, label=_("Brand"), required=False, empty_label=_("Every brand")
    )
    branch = forms.ModelChoiceField(
        queryset=None,
        label=_("Where, with all below it"),
        required=False,
        empty_label=_("Every one"),
    )

    def __init__(self, data: Any, *, user: Any, today: date) -> None:
        super().__init__(data or {key: f"{day}" for key, day in this_half_year(today).items()})
        self.fields["brand"].queryset = brands_in_scope(user, Action.REPORT)  # type: ignore[attr-defined]
        self.fields["branch"].queryset = branches_in_scope(user, Action.REPORT)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first_day, last_day = data.get("first_day"), data.get("last_day")
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", str(PeriodEndsBeforeItStarts()))
        return data


def this_half_year(today: date) -> dict[str, date]:
    """From the first of January or July until today."""
    return {"first_day": today.replace(month=1 if today.month < 7 else 7, day=1), "last_day": today}

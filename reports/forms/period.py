"""A period, and what of it to look at: what every page of figures asks first."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from brands.models import Programme
from events.forms.fields import OF_OUR_TIME
from reports.errors import PeriodEndsBeforeItStarts
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope

LONGEST_PERIOD = timedelta(days=20 * 366)
"""A table by months has 240 columns then, and is read by nobody."""


def programme_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=Programme.objects.order_by("name_en", "name_zh"),
        label=_("Programme"),
        required=False,
        empty_label=_("All programmes"),
    )


class ReportForm(forms.Form):
    """A period, and what of it to look at. Offers only what the user may report on."""

    first_day = forms.DateField(label=_("From"), widget=AdminDateInput, validators=OF_OUR_TIME)
    last_day = forms.DateField(label=_("To"), widget=AdminDateInput, validators=OF_OUR_TIME)
    brand = forms.ModelChoiceField(
        queryset=None, label=_("Brand"), required=False, empty_label=_("All brands")
    )
    branch = forms.ModelChoiceField(
        queryset=None,
        label=_("Where, with all below it"),
        required=False,
        empty_label=_("All libraries"),
    )

    def __init__(self, data: Any, *, user: Any, today: date) -> None:
        super().__init__(data or self.first_values(today))
        self.fields["brand"].queryset = brands_in_scope(user, Action.REPORT)  # type: ignore[attr-defined]
        self.fields["branch"].queryset = branches_in_scope(user, Action.REPORT)  # type: ignore[attr-defined]
        if programme := self.fields.get("programme"):
            own = brands_in_scope(user, Action.REPORT).values("pk")
            programme.queryset = programme.queryset.filter(brand__in=own)  # type: ignore[attr-defined]

    def first_values(self, today: date) -> dict[str, Any]:
        """What is looked at before anybody has asked."""
        return {key: f"{day}" for key, day in this_half_year(today).items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first_day, last_day = data.get("first_day"), data.get("last_day")
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", str(PeriodEndsBeforeItStarts()))
        elif first_day and last_day:
            try:
                MaxValueValidator(first_day + LONGEST_PERIOD)(last_day)
            except ValidationError as too_late:
                self.add_error("last_day", too_late)
        return data


def this_half_year(today: date) -> dict[str, date]:
    """From the first of January or July until today."""
    return {"first_day": today.replace(month=1 if today.month < 7 else 7, day=1), "last_day": today}


def last_half_year(today: date) -> tuple[date, date]:
    """The half-year that was over last."""
    if today.month > 6:
        return today.replace(month=1, day=1), today.replace(month=6, day=30)
    year = today.year - 1
    return date(year, 7, 1), date(year, 12, 31)

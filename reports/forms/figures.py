"""What the brand matrix and the rows behind a number are asked for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brands.choices import Audience, EventKind
from core.keys import LARGEST_KEY
from events.forms.fields import OF_OUR_TIME
from reports.choices import Dimension, Measure
from reports.forms.period import ReportForm, programme_field
from reports.services.facts import Key
from reports.services.matrix import name_of

NONE = "none"


class KeyField(forms.Field):
    """The key of a row, or `none` for what has none of the kind."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> int | str | None:
        if value in (None, "", NONE):
            return value or None
        return forms.IntegerField(min_value=1, max_value=LARGEST_KEY).clean(value)


class MatrixForm(ReportForm):
    """Which figure by which two dimensions."""

    programme = programme_field()
    measure = forms.ChoiceField(label=_("Figure"), choices=Measure)
    rows = forms.ChoiceField(label=_("Lines"), choices=Dimension)
    columns = forms.ChoiceField(label=_("Columns"), choices=Dimension)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    audience = forms.ChoiceField(label=_("Audience"), required=False)

    field_order = ["measure", "rows", "columns", "first_day", "last_day", "brand", "programme"]

    def first_values(self, today: date) -> dict[str, Any]:
        return super().first_values(today) | {
            "measure": Measure.ATTENDANCES,
            "rows": Dimension.BRAND,
            "columns": Dimension.MONTH,
        }

    def __init__(self, data: Any, *, user: Any, today: date) -> None:
        super().__init__(data, user=user, today=today)
        kinds = [kind for kind in EventKind.choices if kind[0] != EventKind.INTERNAL]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]  # type: ignore[attr-defined]
        self.fields["audience"].choices = [("", _("Everybody")), *Audience.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("rows") and data.get("rows") == data.get("columns"):
            self.add_error("columns", _("Choose something else than for the lines."))
        return data


class RowsForm(ReportForm):
    """One number of a page of figures: its measure, and to which keys it belongs."""

    programme = programme_field()
    measure = forms.ChoiceField(choices=Measure)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *EventKind.choices])
    audience = forms.ChoiceField(required=False, choices=[("", ""), *Audience.choices])
    at_brand = KeyField()
    at_programme = KeyField()
    at_branch = KeyField()
    at_district = KeyField()
    at_kind = forms.ChoiceField(required=False, choices=[("", ""), *EventKind.choices])
    at_audience = forms.ChoiceField(required=False, choices=[("", ""), *Audience.choices])
    at_month = forms.DateField(required=False, validators=OF_OUR_TIME)

    def first_values(self, today: date) -> dict[str, Any]:
        return super().first_values(today) | {"measure": Measure.EVENTS}

    @property
    def asked_measure(self) -> Measure:
        return Measure(self.cleaned_data["measure"])

    @property
    def only(self) -> dict[Dimension, Key]:
        """What the number is narrowed to."""
        keys = {each: self.cleaned_data[f"at_{each}"] for each in Dimension}
        return {
            each: None if key == NONE else key
            for each, key in keys.items()
            if key not in ("", None)
        }

    def in_words(self) -> list[tuple[str, str]]:
        return [(str(each.label), name_of(each, key)) for each, key in self.only.items()]

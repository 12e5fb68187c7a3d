"""Which view of what is on an address asks for, and which days of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.days import first_of, last_day_of, monday_of, month_before
from events.choices import ListingView
from events.forms.filters import FIRST_DAY, LAST_DAY, DayField

MONTH_NAME, WEEK_NAME = "%Y-%m", "%G-W%V"


@dataclass(frozen=True)
class Period:
    """Some days in a row, both ends included, as an address names them, and those beside them.

    Nothing stands for what lies before or after all days that can be asked for.
    """

    first: date
    last: date
    name: str
    previous: str
    next: str


class PeriodField(forms.Field):
    """A month or a week as browsers write them; read as its first day."""

    def __init__(self, *, read: Any, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.read = read

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        try:
            first: date = self.read(value)
        except ValueError as unreadable:
            raise forms.ValidationError(self.error_messages["invalid"]) from unreadable
        if not FIRST_DAY <= first <= LAST_DAY:
            raise forms.ValidationError(self.error_messages["invalid"])
        return first


def month_named(text: str) -> date:
    """The first day of 2026-04."""
    year, _hyphen, month = text.partition("-")
    if (len(year), len(month)) != (4, 2):
        raise ValueError(text)
    return date(int(year), int(month), 1)


def week_named(text: str) -> date:
    """The Monday of 2026-W17, as ISO 8601 counts weeks."""
    year, _mark, week = text.partition("-W")
    if (len(year), len(week)) != (4, 2):
        raise ValueError(text)
    return date.fromisocalendar(int(year), int(week), 1)


class ViewForm(forms.Form):
    """The view that an address asks for: `view`, and of a calendar `month`, `week` or `day`.

    What cannot be read is refused with a sentence; the rest goes as if it had not been there.
    """

    view = forms.ChoiceField(
        choices=ListingView.choices,
        required=False,
        error_messages={
            "invalid_choice": _("There is no such view. Choose the list, the month, the week "
                                "or the map.")
        },
    )  # fmt: skip
    month = PeriodField(
        read=month_named,
        error_messages={"invalid": _("Give the month as year and month: 2026-04.")},
    )
    week = PeriodField(
        read=week_named,
        error_messages={"invalid": _("Give the week as year and number: 2026-W17.")},
    )
    day = DayField()

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.is_valid()

    @property
    def chosen(self) -> ListingView:
        """The view that is asked for; the list where nothing is."""
        return ListingView(self.cleaned_data.get("view") or ListingView.LIST)

    @property
    def problem(self) -> str:
        """Why something of it cannot be shown, in a sentence."""
        return " ".join(str(line) for lines in self.errors.values() for line in lines)

    def month_asked(self, otherwise: date) -> Period:
        """The month of the chosen day, or the month itself, or that of another day."""
        first = first_of(self.day_asked or self.cleaned_data.get("month") or otherwise)
        return _period(first, last_day_of(first), month_before(first), MONTH_NAME)

    def week_asked(self, otherwise: date) -> Period:
        """The week that is asked for, or that of another day; from Monday."""
        monday = monday_of(self.cleaned_data.get("week") or otherwise)
        return _period(monday, monday + timedelta(days=6), monday - timedelta(days=7), WEEK_NAME)

    @property
    def day_asked(self) -> date | None:
        """The day whose agenda is wanted below the month."""
        return self.cleaned_data.get("day")


def _period(first: date, last: date, before: date, name: str) -> Period:
    after = last + timedelta(days=1)
    return Period(
        first,
        last,
        name=first.strftime(name),
        previous=before.strftime(name) if before >= FIRST_DAY else "",
        next=after.strftime(name) if after <= LAST_DAY else "",
    )

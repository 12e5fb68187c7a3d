"""For which days, and at which libraries, people are looked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms import formats
from core.days import first_of, last_day_of, monday_of, month_after
from network.models import Branch
from staff.choices import Action
from staff.policy import branches_in_scope

WEEKS, MONTHS = 5, 3


class FillForm(forms.Form):
    """A week or a month, and libraries of the user that have shifts then."""

    period = forms.ChoiceField(label=_("For"), widget=forms.RadioSelect)
    branches = forms.ModelMultipleChoiceField(
        label=_("Libraries"),
        queryset=Branch.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all that you look after."),
    )

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{first}/{last}", label) for first, last, label in periods(today)]
        period: Any = self.fields["period"]
        period.choices = choices
        period.initial = choices[1][0]
        branches: Any = self.fields["branches"]
        mine = branches_in_scope(user, Action.CHANGE)
        branches.queryset = mine.filter(shifts__starts_at__date__gte=today).distinct()

    def clean_period(self) -> tuple[date, date]:
        first, last = self.cleaned_data["period"].split("/")
        return date.fromisoformat(first), date.fromisoformat(last)


def periods(today: date) -> Iterator[tuple[date, date, str]]:
    """This week and those after it, then this month and those after it."""
    monday = monday_of(today)
    for week in range(WEEKS):
        first = monday + timedelta(weeks=week)
        last = first + timedelta(days=6)
        yield first, last, formats.days(first, last)
    first = first_of(today)
    for _month in range(MONTHS):
        yield first, last_day_of(first), formats.month_and_year(first)
        first = month_after(first)

"""Which drafts of shifts are looked through."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.fields import offer
from network.models import Branch
from staff.choices import Action
from staff.policy import branches_in_scope
from volunteers.forms.filling import periods


class DraftsForm(forms.Form):
    """A week or a month, and one library or all that the user looks after."""

    period = forms.ChoiceField(label=_("For"))
    branch = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=_("All libraries that you look after"),
    )

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = list(periods(today))
        period: Any = self.fields["period"]
        period.choices = [(f"{first}/{last}", label) for first, last, label in self.periods]
        offer(self, "branch", branches_in_scope(user, Action.PUBLISH))

    def period_with(self, day: date | None) -> str:
        """The week in which a day is, or its month if that is far; without a day, next week."""
        among = (each for each in self.periods if day is not None and each[0] <= day <= each[1])
        first, last, _label = next(among, self.periods[1])
        return f"{first}/{last}"

    def clean_period(self) -> tuple[date, date]:
        first, last = self.cleaned_data["period"].split("/")
        return date.fromisoformat(first), date.fromisoformat(last)

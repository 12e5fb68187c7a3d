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
        choices = [(f"{first}/{last}", label) for first, last, label in periods(today)]
        period: Any = self.fields["period"]
        period.choices = choices
        self.usual = choices[1][0]
        offer(self, "branch", branches_in_scope(user, Action.PUBLISH))

    def clean_period(self) -> tuple[date, date]:
        first, last = self.cleaned_data["period"].split("/")
        return date.fromisoformat(first), date.fromisoformat(last)

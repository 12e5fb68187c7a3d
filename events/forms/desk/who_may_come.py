"""What is asked of those who register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brands.choices import ReaderCardRule
from events.forms.desk.base import DeskForm
from events.forms.fields import MomentField
from events.services.registration.who_may_come import WhoMayCome, change_who_may_come


class WhoMayComeForm(DeskForm):
    """Adults for children, residents first, reader cards. The event's page says it all."""

    children_per_adult = forms.IntegerField(
        label=_("Children for each adult, at most"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_("Empty: children may come without adults."),
    )
    residents_until = MomentField(
        label=_("Residents first, until"),
        required=False,
        help_text=_(
            "Until then only people register who say that they live in the city. "
            "Empty: all at once."
        ),
    )
    reader_card = forms.ChoiceField(
        label=_("Reader card"), choices=ReaderCardRule, widget=forms.RadioSelect
    )
    checks_out = forms.BooleanField(
        label=_("Check everyone out when they leave"),
        required=False,
        help_text=_(
            "Children who may not leave alone are checked out in any case, against the code that "
            "their guardian has."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        intake = kwargs["event"].intake
        kwargs["initial"] = {name: getattr(intake, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        change_who_may_come(self.event, WhoMayCome(**self.cleaned_data), by=self.user)

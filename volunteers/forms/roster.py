"""For which library and day a roster is printed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from events.forms.fields import offer
from network.models import Branch
from staff.choices import Action
from staff.policy import branches_in_scope


class RosterForm(forms.Form):
    branch = forms.ModelChoiceField(
        label=_("Where"), queryset=Branch.objects.none(), empty_label=None
    )
    day = forms.DateField(label=_("Day"), widget=AdminDateInput)
    with_names = forms.BooleanField(
        label=_("With names"),
        required=False,
        help_text=_("Beside the nicknames. Leave it out for a paper that hangs where others see."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "branch", branches_in_scope(user, Action.CHANGE))

"""Forms about messages. They check what was typed, and call the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from notifications.services.kinds import descriptions, kinds_to_stop


class ChoicesForm(forms.Form):
    """Which messages somebody wants, of those that they can do without."""

    wanted = forms.MultipleChoiceField(
        label=_("Write to me with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [  # type: ignore[attr-defined]
            (name, capfirst(str(descriptions[name].label))) for name in kinds_to_stop()
        ]

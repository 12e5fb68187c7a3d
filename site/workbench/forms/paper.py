"""Paper for the door: which badges, and which rows of a sheet came back signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms import formats
from core.errors import DomainError
from door.choices import BadgesFor
from door.services.paper.row_numbers import in_short, read_rows
from events.models import Event, Session
from workbench.choices import BadgeFormat
from workbench.services.badges import MOST_ON_A_SHEET

MOST_WALK_INS = 999


class SessionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{formats.when(obj.starts_at, obj.ends_at)} · {obj.branch.name}"


class BadgesForm(forms.Form):
    session = SessionField(label=_("Session"), queryset=Session.objects.none(), empty_label=None)
    whom = forms.ChoiceField(label=_("Whose badges"), choices=BadgesFor)
    size = forms.ChoiceField(label=_("Size"), choices=BadgeFormat)
    first = forms.IntegerField(
        label=_("Begin with label"),
        initial=1,
        min_value=1,
        max_value=MOST_ON_A_SHEET,
        help_text=_("To use up a sheet of which some labels are gone."),
    )
    with_codes = forms.BooleanField(
        label=_("With a code of the reference"),
        required=False,
        help_text=_("Stations read it. It opens no ticket."),
    )

    def __init__(self, data: Any = None, *, event: Event, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        session: Any = self.fields["session"]
        session.queryset = event.sessions.planned().select_related("branch")


class RowsField(forms.CharField):
    """Row numbers as they are typed off the paper; cleaned to a list of them."""

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(
            label=_("Rows"),
            help_text=_("Rows and ranges: 1-5, 8, 11-13."),
            max_length=2000,
            required=required,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_rows(text)
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class TypingInForm(forms.Form):
    """What came back: who signed, how many more, and when they came."""

    rows = RowsField(required=False)
    adults = forms.IntegerField(
        label=_("Adults without a registration"), min_value=0, max_value=MOST_WALK_INS
    )
    children = forms.IntegerField(
        label=_("Children without a registration"),
        min_value=0,
        max_value=MOST_WALK_INS,
        help_text=_("All who signed below the names, whatever was counted from this sheet before."),
    )
    at = forms.DateTimeField(
        label=_("They came at"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )

    @property
    def in_short(self) -> str:
        """What a valid form says, to know again what somebody has looked at."""
        said = self.cleaned_data
        return "|".join(
            [in_short(said["rows"]), str(said["adults"]), str(said["children"]), str(said["at"])]
        )


class TakeBackForm(forms.Form):
    rows = RowsField()
    reason = forms.CharField(label=_("Why"), max_length=200)

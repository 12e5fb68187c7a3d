"""What comes from the door's pages and devices, checked for its shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Session
from events.querysets import SessionQuerySet

LARGEST_KEY = 2**63 - 1
LONGEST_CODE = 400
MOST_AT_ONCE = 50
MOST_ON_A_TICKET = 1_000
MOST_IN_A_DAY = 100_000


class GroupCountForm(forms.Form):
    """How many of a group are here; nobody is an answer too."""

    adults = forms.IntegerField(label=_("Adults"), min_value=0)
    children = forms.IntegerField(label=_("Children"), min_value=0)


class WalkInForm(forms.Form):
    """People without a ticket. A name to call them by is welcome, more is not asked."""

    adults = forms.IntegerField(
        label=_("Adults"), min_value=0, max_value=MOST_AT_ONCE, initial=1, required=False
    )
    children = forms.IntegerField(
        label=_("Children"), min_value=0, max_value=MOST_AT_ONCE, initial=0, required=False
    )
    name = forms.CharField(
        label=_("Name to call them by"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class HeadcountForm(forms.Form):
    """What the headcount of a day should be."""

    adults = forms.IntegerField(label=_("Adults"), min_value=0, max_value=MOST_IN_A_DAY)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=MOST_IN_A_DAY)


class OwnStationForm(forms.Form):
    """The sessions at whose door somebody signed in stands: one, or several at the same door."""

    session = forms.ModelMultipleChoiceField(
        label=_("Sessions"),
        queryset=Session.objects.none(),
        error_messages={"required": _("Choose at least one session.")},
    )

    def __init__(self, *args: Any, sessions: SessionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]


class AgendaForm(forms.Form):
    """A word of an event's title; or the session that somebody comes for."""

    q = forms.CharField(
        label=_("Find an event"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    session = forms.IntegerField(required=False, widget=forms.HiddenInput)

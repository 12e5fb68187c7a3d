"""What comes from the door's pages and devices, checked for its shape only."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.keys import LARGEST_KEY, keys_of
from events.models import Session
from events.querysets import SessionQuerySet

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


class Keys(forms.Field):
    """Keys of chosen rows."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        typed = value or []
        keys = keys_of(typed)
        if len(keys) < len(typed):
            raise forms.ValidationError(_("Choose people of this party."))
        return keys


class OwnPeopleForm(forms.Form):
    """Who of a party is meant, as its holder ticks them.

    It may be sent twice: `client_id` is made once for each intention.
    """

    client_id = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={"required": _("The page is out of date. Reload it and try again.")},
    )
    session = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_KEY)
    people = Keys(
        label=pgettext_lazy("comes", "Who"),
        error_messages={"required": _("Tick at least one of you.")},
    )

    @property
    def chosen(self) -> list[int]:
        """The keys that were ticked, to be ticked again."""
        return keys_of(self["people"].data or [])


class ArrivalForm(OwnPeopleForm):
    """They are here; the signs are what the place shows, from whose telephone has not seen it."""

    signs = forms.CharField(
        label=_("Six signs"),
        help_text=_("They stand below the code, on the screen or on the card."),
        required=False,
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "go",
            }
        ),
    )

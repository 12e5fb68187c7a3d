"""What comes from the door's pages and devices, checked for its shape only."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms import formats
from door.choices import Shown
from events.choices import CheckInMethod
from events.models import Session
from events.querysets import SessionQuerySet

LARGEST_KEY = 2**63 - 1
LONGEST_CODE = 400
MOST_AT_ONCE = 50
MOST_IN_A_DAY = 100_000

SENT_TWICE_IS_FINE = {"required": _("The page is out of date. Reload it and try again.")}


class ClientForm(forms.Form):
    """A step that may be sent twice: `client_id` is made once for each intention."""

    client_id = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=SENT_TWICE_IS_FINE
    )


class Keys(forms.Field):
    """Keys of chosen rows."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        typed = value or []
        keys = [int(key) for key in typed if key.isdecimal() and len(key) < len(str(LARGEST_KEY))]
        if len(keys) < len(typed):
            raise forms.ValidationError(_("Choose people of this party."))
        return keys


class ScanForm(ClientForm):
    """A code from the camera, a hand scanner or a finger; or people of a ticket on the list."""

    code = forms.CharField(
        label=_("Code or reference"),
        max_length=LONGEST_CODE,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "placeholder": _("Code or reference"),
                "spellcheck": "false",
                "enterkeyhint": "go",
            }
        ),
    )
    registration = forms.IntegerField(
        min_value=1, max_value=LARGEST_KEY, required=False, widget=forms.HiddenInput
    )
    attendee = Keys(required=False)
    everyone = forms.BooleanField(required=False, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        choices=[(m.value, m.label) for m in (CheckInMethod.SCAN, CheckInMethod.TYPED)],
        initial=CheckInMethod.TYPED,
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["registration"]:
            if not (cleaned["attendee"] or cleaned["everyone"]):
                raise forms.ValidationError(_("Nobody was chosen. Tick who is here."))
        elif not cleaned["code"]:
            self.add_error("code", _("Type the code on the ticket, or its short reference."))
        return cleaned


class PeopleForm(ClientForm):
    """So many adults and children."""

    adults = forms.IntegerField(
        label=_("Adults"), min_value=0, max_value=MOST_AT_ONCE, required=False
    )
    children = forms.IntegerField(
        label=_("Children"), min_value=0, max_value=MOST_AT_ONCE, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["adults"] = cleaned["adults"] or 0
            cleaned["children"] = cleaned["children"] or 0
            if not cleaned["adults"] + cleaned["children"]:
                raise forms.ValidationError(_("Say how many people there are: at least one."))
        return cleaned


class GroupCountForm(ClientForm):
    """How many of a group are here; nobody is an answer too."""

    adults = forms.IntegerField(label=_("Adults"), min_value=0)
    children = forms.IntegerField(label=_("Children"), min_value=0)


class WalkInForm(PeopleForm):
    """People without a ticket. A name to call them by is welcome, more is not asked."""

    name = forms.CharField(
        label=_("Name to call them by"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CorrectHeadcountForm(ClientForm):
    """What the headcount of a day should be."""

    adults = forms.IntegerField(label=_("Adults"), min_value=0, max_value=MOST_IN_A_DAY)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=MOST_IN_A_DAY)

    def __init__(self, *args: Any, days: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(day.isoformat(), formats.day(day)) for day in days]
        self.fields["day"] = forms.ChoiceField(label=_("Day"), choices=choices)
        self.order_fields(["client_id", "day"])

    def clean_day(self) -> date:
        return date.fromisoformat(self.cleaned_data["day"])


class UndoForm(forms.Form):
    """Whose check-in is taken back, and why: a scan as a whole, or one attendee."""

    scan = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, required=False)
    attendee = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned["scan"] or cleaned["attendee"]):
            raise forms.ValidationError(_("Choose a check-in to take back."))
        return cleaned


class GoingHomeForm(forms.Form):
    """Who of a ticket goes home, with the guardian's code or with a reason to do without."""

    registration = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    attendee = Keys(error_messages={"required": _("Nobody was chosen. Tick who goes home.")})
    code = forms.CharField(max_length=20, required=False)
    reason = forms.CharField(max_length=200, required=False)


class ListForm(forms.Form):
    """What of the list is shown."""

    q = forms.CharField(
        label=_("Name or reference"),
        max_length=80,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    show = forms.ChoiceField(choices=Shown, required=False, widget=forms.HiddenInput)

    def clean_show(self) -> Shown:
        return Shown(self.cleaned_data["show"] or Shown.MISSING)


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

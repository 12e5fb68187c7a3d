"""Narrowing the list of shifts, and the few words that go with a sign-up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms import formats
from network.choices import Weekday
from volunteers.models import Shift
from volunteers.models.claim import LONGEST_REASON
from volunteers.services.shifts.calendar import where_in_words
from volunteers.services.shifts.finding import Filters, Found


class ShiftFilterForm(forms.Form):
    """What the list is narrowed by; it offers only what there is."""

    weekday = forms.TypedMultipleChoiceField(
        label=_("Weekday"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    branch = forms.TypedChoiceField(label=_("Where"), coerce=int, required=False, empty_value=None)
    role = forms.TypedChoiceField(label=_("Role"), coerce=int, required=False, empty_value=None)
    fitting = forms.BooleanField(label=_("Only what I can take"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekday"].choices = [  # type: ignore[attr-defined]
            (day.value, formats.short_weekday(day.value)) for day in Weekday
        ]

    def offer(self, found: Found) -> None:
        """Name the libraries and roles of the shifts that there are."""
        self.fields["branch"].choices = [  # type: ignore[attr-defined]
            ("", _("Everywhere")),
            *((branch.pk, branch.name) for branch in found.branches),
        ]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            ("", _("Every role")),
            *((role.pk, role.name) for role in found.roles),
        ]


def filters_from(query: Any) -> Filters:
    """The filters of an address, as far as they can be read."""

    def number(value: str) -> int | None:
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None

    weekdays = (number(value) for value in query.getlist("weekday"))
    return Filters(
        weekdays=frozenset(day for day in weekdays if day in Weekday.values),
        branch_id=number(query.get("branch", "")),
        role_id=number(query.get("role", "")),
        only_fitting="fitting" in query,
    )


class CannotComeForm(forms.Form):
    """What somebody says who cannot come after all; it is read by the library alone."""

    excuse = forms.CharField(
        label=_("What has come up?"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("In a few words. Only the library reads it, and forgets it once it decides."),
        widget=forms.Textarea({"rows": 3}),
    )


class HandOverForm(forms.Form):
    """Whether something is wanted in return: a place on a shift that is full."""

    wanted = forms.TypedChoiceField(
        label=_("In return"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Only whoever has a place there can then take yours."),
    )

    def __init__(self, *args: Any, shifts: Iterable[Shift], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [  # type: ignore[attr-defined]
            ("", _("Nothing: I hand it over")),
            *(
                (shift.pk, " · ".join([shift.title, when_of(shift), where_in_words(shift)]))
                for shift in shifts
            ),
        ]


def when_of(shift: Shift) -> str:
    return formats.when(shift.starts_at, shift.ends_at)

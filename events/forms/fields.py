from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminDateTimeInput, FilteredSelect

from cms.forms import validate_year
from network.models import Room

# An event needs days before it and after it; the calendar of Python ends.
OF_OUR_TIME = (MinValueValidator(date(1950, 1, 1)), MaxValueValidator(date(2199, 12, 31)))


def offer(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """Let a field of the form offer these rows, and take no others."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows


class MomentField(forms.DateTimeField):
    """A day and a time of it, in a year that can be meant."""

    widget = AdminDateTimeInput
    default_validators = [validate_year]


class RoomIterator(forms.models.ModelChoiceIterator):
    def choice(self, room: Room) -> tuple[Any, str, list[int]]:  # type: ignore[override]
        return (*super().choice(room), [room.branch_id])


class RoomField(forms.ModelChoiceField):
    """Rooms, of which the page offers those of the branch chosen in another field."""

    iterator = RoomIterator
    widget = FilteredSelect

    def __init__(self, *, branch_field_id: str, **kwargs: Any) -> None:
        super().__init__(queryset=Room.objects.none(), **kwargs)
        self.widget.filter_field = branch_field_id

    def label_from_instance(self, room: Room) -> str:
        return room_label(room)


class RoomOfBranchField(forms.ModelChoiceField):
    """Rooms of one branch, which the form offers."""

    def label_from_instance(self, room: Room) -> str:
        return room_label(room)


def room_label(room: Room) -> str:
    return _("%(room)s (%(capacity)s people)") % {"room": room.name, "capacity": room.capacity}

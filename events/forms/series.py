"""A series of events: its rule, and each of its dates before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from brands.models import Programme
from events.choices import Treatment
from events.errors import SeriesTooLong
from events.forms.fields import OF_OUR_TIME, RoomField, offer
from events.models import Series
from events.models.series import monthly, weekly
from events.services.making.moving.series import SeriesMove
from events.services.making.series.dates import MOST_DATES, Asked, Looked, days_by_rule
from network.choices import DayKind, Weekday
from network.models import Branch, Room
from staff.choices import Action
from staff.policy import branches_in_scope

FURTHEST_MOVE = 366  # Days.
REPEATS = {
    "week-1": gettext_lazy("every week"),
    "week-2": gettext_lazy("every second week"),
    "week-3": gettext_lazy("every third week"),
    "week-4": gettext_lazy("every fourth week"),
    "month-1": gettext_lazy("every month, the first of these weekdays"),
    "month-2": gettext_lazy("every month, the second of these weekdays"),
    "month-3": gettext_lazy("every month, the third of these weekdays"),
    "month-4": gettext_lazy("every month, the fourth of these weekdays"),
    "month-last": gettext_lazy("every month, the last of these weekdays"),
}
USUAL_TREATMENTS = {
    DayKind.PUBLIC_HOLIDAY: Treatment.SKIP,
    DayKind.WORKING_DAY: Treatment.SKIP,
    DayKind.SCHOOL_TERM: Treatment.KEEP,
    DayKind.SCHOOL_HOLIDAY: Treatment.KEEP,
    DayKind.CLOSED_DAY: Treatment.SKIP,
}


class SeriesForm(forms.Form):
    """By which rule a programme's events come, and what special days mean to them."""

    days: list[date]
    """Those that the rule names, once the form is valid."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Library or service point"), queryset=Branch.objects.none()
    )
    room = RoomField(
        label=gettext_lazy("Room"),
        branch_field_id="id_branch",
        required=False,
        help_text=gettext_lazy("Leave empty if it happens online or outside."),
    )
    starts_at = forms.TimeField(label=gettext_lazy("Time"), widget=AdminTimeInput)
    repeats = forms.ChoiceField(label=gettext_lazy("Comes"), choices=list(REPEATS.items()))
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    first_day = forms.DateField(
        label=gettext_lazy("From"), widget=AdminDateInput, validators=OF_OUR_TIME
    )
    last_day = forms.DateField(
        label=gettext_lazy("Until"), widget=AdminDateInput, validators=OF_OUR_TIME
    )

    def __init__(self, *args: Any, programme: Programme, user: Any, **kwargs: Any) -> None:
        self.programme = programme
        super().__init__(*args, **kwargs)
        branches = branches_in_scope(user, Action.ADD, of_brand=programme.brand)
        offer(self, "branch", branches)
        offer(self, "room", Room.objects.filter(branch__in=branches))
        for kind in DayKind:
            self.fields[f"on_{kind}"] = forms.ChoiceField(
                label=capfirst(kind.label),
                choices=Treatment.choices,
                initial=USUAL_TREATMENTS[kind],
            )

    @property
    def treatment_fields(self) -> list[forms.BoundField]:
        return [self[f"on_{kind}"] for kind in DayKind]

    @property
    def rule_fields(self) -> list[forms.BoundField]:
        treatments = {f"on_{kind}" for kind in DayKind} | {"key"}
        return [field for field in self if field.name not in treatments]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        branch, room = cleaned.get("branch"), cleaned.get("room")
        if branch and room and room.branch_id != branch.pk:
            self.add_error(
                "room", _("This room is in another library. Choose one of this library.")
            )
        first_day, last_day = cleaned.get("first_day"), cleaned.get("last_day")
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", _("The last day comes before the first."))
        if not self.errors:
            try:
                self.days = days_by_rule(self.series)
            except SeriesTooLong as refusal:
                self.add_error("last_day", str(refusal))
        return cleaned

    @cached_property
    def series(self) -> Series:
        """What the form describes; not saved."""
        typed = self.cleaned_data
        frequency, _hyphen, number = typed["repeats"].partition("-")
        if frequency == "week":
            rule = weekly(typed["weekdays"], every=int(number))
        else:
            rule = monthly(typed["weekdays"], position=-1 if number == "last" else int(number))
        return Series(
            key=typed["key"],
            programme=self.programme,
            branch=typed["branch"],
            room=typed["room"],
            rule=rule,
            first_day=typed["first_day"],
            last_day=typed["last_day"],
            starts_at=typed["starts_at"],
            treatments={str(kind): typed[f"on_{kind}"] for kind in DayKind},
        )

    def asked(self) -> list[Asked]:
        """The dates as the rule gives them, before anyone has changed one."""
        series = self.series
        return [Asked(day, series.starts_at, series.room) for day in self.days]


class MoveSeriesForm(forms.Form):
    """Which events of a series move, and where to; what is left empty stays as it is."""

    from_day = forms.DateField(label=gettext_lazy("Events from this day on"), widget=AdminDateInput)
    days = forms.IntegerField(
        label=gettext_lazy("Days later"),
        initial=0,
        min_value=-FURTHEST_MOVE,
        max_value=FURTHEST_MOVE,
        help_text=gettext_lazy("Below zero: earlier. 0: on the same day."),
    )
    starts_at = forms.TimeField(
        label=gettext_lazy("New time"), widget=AdminTimeInput, required=False
    )
    room = forms.ModelChoiceField(
        label=gettext_lazy("New room"),
        queryset=Room.objects.none(),
        required=False,
        empty_label=gettext_lazy("as it is"),
    )

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "room", series.branch.rooms.all())

    @property
    def move(self) -> SeriesMove:
        return SeriesMove(**self.cleaned_data)


class DateForm(forms.Form):
    """One date of a series: whether it is wanted, and when and where it differs from the rule."""

    is_wanted = forms.BooleanField(label=gettext_lazy("Make it"), required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=OF_OUR_TIME,
    )
    starts_at = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    room = forms.ChoiceField(label=gettext_lazy("Room"), required=False)

    def __init__(self, *args: Any, rooms: dict[str, Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rooms(rooms)

    def offer_rooms(self, rooms: dict[str, Room]) -> None:
        self.rooms = rooms
        field = cast(forms.ChoiceField, self.fields["room"])
        field.choices = [("", "---------"), *((key, room.name) for key, room in rooms.items())]

    @property
    def asked(self) -> Asked:
        typed = self.cleaned_data
        return Asked(typed["day"], typed["starts_at"], self.rooms.get(typed["room"]))


class DatesFormSet(forms.BaseFormSet):
    """The dates of a series, each with what was found out about it when it was looked at."""

    forms: list[DateForm]

    @classmethod
    def of(cls, series: Series, dates: Sequence[Looked]) -> DatesFormSet:
        """As they are suggested."""
        return dates_formset(
            initial=[
                {
                    "is_wanted": looked.is_suggested,
                    "day": looked.asked.day,
                    "starts_at": looked.asked.starts_at,
                    "room": looked.asked.room.pk if looked.asked.room else "",
                }
                for looked in dates
            ],
            form_kwargs={"rooms": rooms_of(series.branch)},
            prefix="dates",
        )

    @classmethod
    def typed(cls, series: Series, data: Any) -> DatesFormSet:
        """As somebody has changed them."""
        return dates_formset(data, form_kwargs={"rooms": rooms_of(series.branch)}, prefix="dates")

    def asked(self) -> list[Asked]:
        return [form.asked for form in self.forms]

    def wanted(self) -> list[Asked]:
        return [form.asked for form in self.forms if form.cleaned_data["is_wanted"]]


dates_formset = cast(
    type[DatesFormSet],
    forms.formset_factory(
        DateForm,
        formset=DatesFormSet,
        extra=0,
        max_num=MOST_DATES,
        absolute_max=MOST_DATES,
        validate_max=True,
    ),
)


def rooms_of(branch: Branch) -> dict[str, Room]:
    return {str(room.pk): room for room in branch.rooms.all()}

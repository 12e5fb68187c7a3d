"""A station at the door: what it is called, and where it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms import formats
from core.days import whole_day
from door.models import Station
from door.permissions import sessions_at_door
from door.services.stations import make_station, renew_code, revoke
from events.forms.desk.base import DeskForm
from events.models import Event, Session
from events.querysets import SessionQuerySet

MOST_OFFERED = 40


class SessionsField(forms.ModelMultipleChoiceField):
    """Sessions by time and event."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{formats.when(obj.starts_at, obj.ends_at)} · {obj.event.title}"


class StationForm(DeskForm):
    """The event's own sessions are chosen; others of the same days may stand beside them."""

    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=80,
        help_text=_("Helpers read it on their screens: Main door, Side entrance."),
    )
    sessions = SessionsField(
        label=_("Sessions"),
        queryset=Session.objects.none(),
        help_text=_("Tickets for any of these are known there, also without a network."),
        error_messages={"required": _("Choose at least one session.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = offered_sessions(self.event, self.user, now=self.now)
        self.fields["sessions"].queryset = offered  # type: ignore[attr-defined]
        self.initial.setdefault("name", _("Main door"))
        own = offered.filter(event=self.event)
        self.initial.setdefault("sessions", [session.pk for session in own])

    def make(self) -> tuple[Station, str]:
        return make_station(
            name=self.cleaned_data["name"],
            sessions=list(self.cleaned_data["sessions"]),
            by=self.user,
            now=self.now,
        )


class NewCodeForm(DeskForm):
    """Nothing to fill in: the code changes."""

    def __init__(self, *args: Any, station: Station, **kwargs: Any) -> None:
        self.station = station
        super().__init__(*args, **kwargs)

    def renew(self) -> str:
        return renew_code(station=self.station, now=self.now)


class CloseStationForm(NewCodeForm):
    """Nothing to fill in: the station closes."""

    def save(self) -> None:
        revoke(station=self.station, by=self.user, now=self.now)


def offered_sessions(event: Event, user: Any, *, now: datetime) -> SessionQuerySet:
    """The event's sessions that are not over, and what else the user checks in on those days."""
    at_door = sessions_at_door(user).planned().filter(ends_at__gt=now)
    own = at_door.filter(event=event)
    nearest = own.order_by("starts_at").first()
    beside = at_door.none()
    if nearest:
        begins, ends = whole_day(max(nearest.first_day, formats.local_day(now)))
        beside = at_door.filter(starts_at__lt=ends, ends_at__gt=begins)
    keys = [*own.values_list("pk", flat=True)[:MOST_OFFERED]]
    keys += beside.values_list("pk", flat=True)[:MOST_OFFERED]
    return Session.objects.filter(pk__in=keys).select_related("event").order_by("starts_at", "pk")

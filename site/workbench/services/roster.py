"""The list of who is coming, for those who receive them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Case, Prefetch, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from events.choices import PlaceState
from events.models import Attendance, Attendee, Event, Registration

SEATED_FIRST = Case(
    When(state=PlaceState.SEATED, then=Value(1)),
    When(state=PlaceState.WAITING, then=Value(2)),
    default=Value(3),
)


def parties_of(event: Event) -> QuerySet[Registration]:
    """The registrations of an event: who has a place, then who waits in order, then who left.

    Each with `attendees`, their persons and, as `attendances`, the check-ins that count.
    """
    here = Attendance.objects.filter(undone_at__isnull=True).order_by("checked_in_at")
    people = Attendee.objects.select_related("person").prefetch_related(
        Prefetch("attendances", queryset=here)
    )
    return (
        event.registrations.select_related("contact")
        .prefetch_related(Prefetch("attendees", queryset=people))
        .order_by(SEATED_FIRST, "queue_no", "pk")
    )


def roster_rows(event: Event) -> Iterator[list[Any]]:
    """The roster as a table: the headings, then a line a person. Times by the library's clock."""
    yield [
        _("Reference"),
        _("Name"),
        _("Adult or child"),
        _("Age"),
        _("State"),
        _("Contact"),
        _("E-mail"),
        _("Mobile phone"),
        _("Came by"),
        _("Registered"),
        _("Checked in"),
    ]
    for registration in parties_of(event):
        contact = registration.contact
        for attendee in registration.attendees.all():
            yield [
                registration.reference,
                attendee.person.name,
                attendee.get_kind_display(),
                attendee.age,
                attendee.get_state_display(),
                contact.name if contact else "",
                contact.email if contact else "",
                contact.phone if contact else "",
                registration.get_channel_display(),
                _minute(registration.created_at),
                ", ".join(
                    _minute(presence.checked_in_at) for presence in attendee.attendances.all()
                ),
            ]


def _minute(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"

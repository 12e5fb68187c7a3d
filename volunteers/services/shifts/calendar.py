"""Shifts as entries of a calendar (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import icalendar
from django.conf import settings

from accounts.models import User
from core.addresses import absolute
from events.services.personal_calendar import entries
from volunteers.choices import ClaimState
from volunteers.models import Claim, Shift, Volunteer


def shift_entry(claim: Claim, *, now: datetime) -> icalendar.Event:
    """The volunteer's place on a shift; cancelled once it is theirs no longer."""
    shift = claim.shift
    address = absolute(shift.get_absolute_url())
    is_on = claim.is_held and not shift.is_cancelled
    said = [claim.need.role.name, shift.meeting, shift.note, address]
    entry = icalendar.Event.new(
        uid=f"shift-{shift.pk}@{urlsplit(settings.BASE_URL).hostname}",
        stamp=now,
        start=shift.starts_at.astimezone(UTC),
        end=shift.ends_at.astimezone(UTC),
        summary=f"{shift.title} · {claim.need.role}",
        description="\n\n".join(filter(None, said)),
        location=where_in_words(shift),
        url=address,
        status=icalendar.STATUS.CONFIRMED if is_on else icalendar.STATUS.CANCELLED,
        sequence=shift.plan_no + (not is_on),
    )
    branch = shift.branch
    if branch.latitude is not None and branch.longitude is not None:
        entry.add("geo", (branch.latitude, branch.longitude))
    return entry


@entries("shifts")
def coming_shifts(user: User, now: datetime) -> list[icalendar.Event]:
    """The shifts on which the user's family is expected, for the calendar that they subscribe."""
    volunteers = Volunteer.objects.in_household_of(user)
    claims = Claim.objects.filter(
        volunteer__in=volunteers.values("pk"), state=ClaimState.HELD, busy_until__gt=now
    )
    return [shift_entry(claim, now=now) for claim in claims.told().order_by("busy_from", "pk")]


def where_in_words(shift: Shift) -> str:
    """The library and the room."""
    places = [shift.branch.name, shift.room.name if shift.room else ""]
    return " · ".join(filter(None, places))

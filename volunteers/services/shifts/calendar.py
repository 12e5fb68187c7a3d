"""Shifts as entries of a calendar (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import icalendar
from django.conf import settings

from core.addresses import absolute
from volunteers.models import Claim, Shift


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


def where_in_words(shift: Shift) -> str:
    """The library and the room."""
    places = [shift.branch.name, shift.room.name if shift.room else ""]
    return " · ".join(filter(None, places))

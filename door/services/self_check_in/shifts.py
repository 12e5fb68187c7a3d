"""Volunteers who check themselves in to their shift, where a code is shown at the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q

from events.models import Session
from volunteers.choices import ClaimState, PresenceMethod
from volunteers.models import Claim, Presence, Volunteer
from volunteers.querysets import ClaimQuerySet
from volunteers.services.hours.presence import check_in_volunteer, check_out_volunteer


@dataclass(frozen=True)
class OwnShift:
    """A place on a shift at this session, and whether its volunteer is here."""

    claim: Claim
    presence: Presence | None


def own_claims(user: Any, session: Session) -> ClaimQuerySet:
    """The places at this session of those for whom the user may speak."""
    if not user.is_authenticated:
        return Claim.objects.none()
    here = Q(shift__session=session) | Q(shift__session=None, shift__event=session.event_id)
    volunteers = Volunteer.objects.in_household_of(user).order_by()
    return Claim.objects.filter(here, volunteer__in=volunteers, state=ClaimState.HELD)


def own_shifts(user: Any, session: Session) -> list[OwnShift]:
    """The same with who is here; at most two statements."""
    presences = Prefetch("presences", Presence.objects.valid())
    claims = own_claims(user, session).told().prefetch_related(presences).order_by("busy_from")
    return [OwnShift(claim, next(iter(claim.presences.all()), None)) for claim in claims]


def come_or_leave(claim: Claim, *, leaves: bool, by: Any, now: datetime) -> None:
    """Whoever has shown to be at the place comes to their shift, or leaves it.

    Raises:
        TooEarlyToCheckIn, ShiftIsOver, NotOnThisShift, NotCheckedIn
    """
    if leaves:
        check_out_volunteer(claim_id=claim.pk, at=now, now=now, by=by)
    else:
        check_in_volunteer(claim_id=claim.pk, method=PresenceMethod.ON_SITE, at=now, by=by)

"""Giving, keeping and freeing places, for whoever has decided it and holds the shift."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F

from volunteers.choices import CAME_TOO_EARLY, ClaimState
from volunteers.models import Claim, ClaimChange, Handover, Need, Presence, Shift, Volunteer
from volunteers.querysets import PresenceQuerySet


def take_place(need_id: int) -> bool:
    """Count one more; False where all are taken."""
    with_room = Need.objects.filter(pk=need_id, taken__lt=F("maximum"))
    return bool(with_room.update(taken=F("taken") + 1))


def write_claim(
    need: Need,
    volunteer: Volunteer,
    state: ClaimState,
    *,
    shift: Shift,
    now: datetime,
    by: Any = None,
    reason: str = "",
    **fields: Any,
) -> Claim:
    """A new sign-up and the first line of its history. Its place is counted by the caller."""
    claim = Claim.objects.create(
        shift=shift,
        need=need,
        volunteer=volunteer,
        person_id=volunteer.person_id,
        state=state,
        busy_from=shift.starts_at,
        busy_until=shift.ends_at,
        claimed_at=now,
        **fields,
    )
    record([claim], state, now=now, by=by, reason=reason)
    return claim


def end_claim(
    claim: Claim,
    state: ClaimState,
    *,
    now: datetime,
    by: Any = None,
    reason: str = "",
    passes_on: bool = False,
    **fields: Any,
) -> None:
    """The volunteer is on the shift no longer. Links by which it could be taken are closed.

    Who had come already did not come to this shift: its hours are for those who are on it.

    Args:
        passes_on: somebody else takes the very place, so it stays counted.
    """
    if claim.state in (ClaimState.HELD, ClaimState.OFFERED) and not passes_on:
        Need.objects.filter(pk=claim.need_id).update(taken=F("taken") - 1)
    change(claim, state, now=now, by=by, reason=reason, ended_at=now, **fields)
    Handover.objects.filter(claim=claim, accepted_at=None, closed_at=None).update(closed_at=now)
    undo_arrivals(Presence.objects.filter(claim=claim), now=now, by=by)


def undo_arrivals(presences: PresenceQuerySet, *, now: datetime, by: Any = None) -> None:
    """Those who came before the shift began, to what is not theirs or not then any more."""
    presences.valid().update(
        undone_at=now,
        undone_by_id=by and by.pk,
        undo_reason=CAME_TOO_EARLY,
        needs_review=False,
    )


def change(
    claim: Claim,
    state: ClaimState,
    *,
    now: datetime,
    by: Any = None,
    reason: str = "",
    offered_until: datetime | None = None,
    **fields: Any,
) -> None:
    """Write the new state into the row, its history, and the object at hand."""
    fields |= {"state": state, "offered_until": offered_until}
    for name, value in fields.items():
        setattr(claim, name, value)
    Claim.objects.filter(pk=claim.pk).update(**fields)
    record([claim], state, now=now, by=by, reason=reason)


def record(
    claims: Iterable[Claim], state: ClaimState, *, now: datetime, by: Any, reason: str
) -> None:
    """Add a line to the history of each."""
    ClaimChange.objects.bulk_create(
        ClaimChange(
            claim=claim,
            state=state,
            changed_at=now,
            changed_by_id=by and by.pk,
            reason=reason,
        )
        for claim in claims
    )

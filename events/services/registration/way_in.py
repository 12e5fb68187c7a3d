"""How one gets into an event right now: what pages say, and what their button offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from brands.choices import WayIn
from events.models import Event, Intake, Invitation, SeatPool

FEW_PLACES = 5


class State(StrEnum):
    """Where an event stands for somebody who would like to come."""

    OVER = "over"
    CANCELLED = "cancelled"
    DROP_IN = "drop_in"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    FULL = "full"
    OPEN = "open"
    BY_REQUEST = "by_request"
    BY_LOT = "by_lot"
    BY_INVITATION = "by_invitation"


@dataclass(frozen=True)
class WayInNow:
    """The state at one moment, and the figures that a sentence about it needs."""

    state: State
    opens_at: datetime | None
    closes_at: datetime | None
    free: int

    @property
    def takes_registrations(self) -> bool:
        """Whether one may register now, be it for the waiting list."""
        return self.state in (State.OPEN, State.FULL, State.BY_REQUEST, State.BY_LOT)

    @property
    def is_almost_full(self) -> bool:
        return self.state == State.OPEN and self.free <= FEW_PLACES


def registration_window(event: Event, intake: Intake) -> tuple[datetime | None, datetime | None]:
    """From when (included) until when (not included) one may register.

    Nothing for a beginning or an end that is not known: a draft without a date of publication,
    an event without a session.
    """
    return (
        intake.opens_at or event.first_published_at,
        intake.closes_at or event.first_starts_at,
    )


def opens_for_holders(
    invitation: Invitation, intake: Intake, opens_at: datetime | None
) -> datetime | None:
    """From when whoever holds the invitation may register: never later than everyone else.

    Where nobody gets in without one, the invitation alone says when; nothing stands for at once.
    """
    if intake.way_in == WayIn.INVITATION or not (invitation.opens_at and opens_at):
        return invitation.opens_at
    return min(invitation.opens_at, opens_at)


def told_pools(pools: Iterable[SeatPool]) -> list[SeatPool]:
    """The kinds of places that the public is told of: what the desk keeps is nobody's business."""
    return [pool for pool in pools if not pool.is_reserve]


def way_in_by_pools(
    event: Event,
    pools: Iterable[SeatPool],
    *,
    now: datetime,
    invitation: Invitation | None = None,
) -> WayInNow:
    """How one gets into the event, from its pools; only what is for everyone counts as free."""
    pools = list(pools)
    return way_in_now(
        event,
        places=sum(pool.capacity for pool in pools if not pool.is_reserve),
        free=sum(pool.free for pool in pools if pool.is_for_everyone),
        now=now,
        invitation=invitation,
    )


def way_in_now(
    event: Event, *, places: int, free: int, now: datetime, invitation: Invitation | None = None
) -> WayInNow:
    """How one gets into the event, from its places as annotated by `with_places`.

    While somebody waits, places that come free are theirs: newcomers find the event full.

    Args:
        invitation: which the visitor holds, and which is still good.
    """
    intake = event.intake
    opens_at, closes_at = registration_window(event, intake)
    if invitation:
        opens_at = opens_for_holders(invitation, intake, opens_at)

    def state() -> State:
        if intake.is_cancelled:
            return State.CANCELLED
        if event.last_ends_at and event.last_ends_at <= now:
            return State.OVER
        if intake.way_in == WayIn.DROP_IN:
            return State.DROP_IN
        if intake.way_in == WayIn.INVITATION and not invitation:
            return State.CLOSED if closes_at and closes_at <= now else State.BY_INVITATION
        if opens_at and now < opens_at:
            return State.NOT_OPEN_YET
        if not event.first_starts_at or (closes_at and closes_at <= now) or not places:
            return State.CLOSED
        if intake.way_in == WayIn.DRAW:
            return State.BY_LOT
        if intake.way_in == WayIn.APPROVAL:
            return State.BY_REQUEST
        return State.FULL if intake.waiting or not free else State.OPEN

    return WayInNow(state=state(), opens_at=opens_at, closes_at=closes_at, free=free)

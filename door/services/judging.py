"""What a ticket is worth at a session, and who of its party enters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.errors import DomainError
from door.choices import ConflictKind, DoorAnswer
from door.errors import NotOnThisTicket, SessionIsCancelled
from door.services.parties import Party
from events.choices import CheckInMethod, PlaceState
from events.models import Session


@dataclass(frozen=True)
class Showing:
    """A ticket that was shown: what its code or reference reads, the key that a device keeps of
    it, or its registration as it was chosen from a list.

    `told` is what a device without a network answered; None where the library is asked.
    `attendee_ids` are those of the party who come now; None for all.
    """

    client_id: UUID
    scanned_at: datetime
    code: str = ""
    key: str = ""
    registration_id: int | None = None
    attendee_ids: Collection[int] | None = None
    method: CheckInMethod = CheckInMethod.SCAN
    told: DoorAnswer | None = None
    let_in_anyway: bool = False
    device_clock_at: datetime | None = None
    clock_is_off: bool = False

    @property
    def was_let_in(self) -> bool:
        """Whether people went in on the word of a device, before the library was asked."""
        return self.told == DoorAnswer.WELCOME or (self.told is not None and self.let_in_anyway)


@dataclass(frozen=True)
class Verdict:
    """What the library makes of a showing: the answer, and the attendees who enter."""

    answer: DoorAnswer
    entering: Sequence[int] = ()
    conflict: ConflictKind | None = None


WORTH_BY_STATE = {
    PlaceState.SEATED: DoorAnswer.WELCOME,
    PlaceState.OFFERED: DoorAnswer.WAITING,
    PlaceState.WAITING: DoorAnswer.WAITING,
    PlaceState.APPLIED: DoorAnswer.WAITING,
    PlaceState.ENTERED: DoorAnswer.WAITING,
    PlaceState.CANCELLED: DoorAnswer.CANCELLED,
    PlaceState.DECLINED: DoorAnswer.CANCELLED,
}

# What a coordinator should know where a device let somebody in whom the library would not have.
MEANWHILE = {
    DoorAnswer.UNKNOWN: ConflictKind.UNKNOWN_LET_IN,
    DoorAnswer.OTHER_EVENT: ConflictKind.OTHER_EVENT_LET_IN,
    DoorAnswer.CANCELLED: ConflictKind.CANCELLED_MEANWHILE,
    DoorAnswer.WAITING: ConflictKind.WAITING_LET_IN,
}

# What a device says to people who then stay outside.
TURNED_AWAY_BY = MEANWHILE.keys()


def takes_place(session: Session) -> bool:
    """Whether neither the session nor its whole event was cancelled."""
    return not (session.is_cancelled or session.event.intake.is_cancelled)


def refuse_unless_takes_place(session: Session) -> None:
    if not takes_place(session):
        raise SessionIsCancelled


def judge_together(
    showings: Sequence[Showing], parties: Sequence[Party | None], session: Session
) -> list[Verdict | DomainError]:
    """Judge each for itself; but whom one turned away and another let in did not stay outside."""
    verdicts = [
        _verdict_or_refusal(showing, party, session)
        for showing, party in zip(showings, parties, strict=True)
    ]
    let_in = {
        party.registration.pk
        for party, verdict in zip(parties, verdicts, strict=True)
        if party and isinstance(verdict, Verdict) and verdict.entering
    }
    return [
        replace(verdict, conflict=None)
        if isinstance(verdict, Verdict)
        and verdict.conflict == ConflictKind.TURNED_AWAY
        and party
        and party.registration.pk in let_in
        else verdict
        for party, verdict in zip(parties, verdicts, strict=True)
    ]


def _verdict_or_refusal(
    showing: Showing, party: Party | None, session: Session
) -> Verdict | DomainError:
    try:
        return judge(showing, party, session)
    except DomainError as refusal:
        return refusal


def judge(showing: Showing, party: Party | None, session: Session) -> Verdict:
    """What to answer, and who enters.

    Whom a device let in without a network is in, and whom it turned away is not. They are counted
    whatever the library knows by now; where it would have answered otherwise, the verdict holds a
    conflict.

    Raises:
        NotOnThisTicket: someone chosen is not on the ticket, or has no place.
    """
    answer = worth(party, session)
    if showing.was_let_in:
        entering = let_in_already(party, showing.attendee_ids, answer) if party else []
        lost_place = party and not set(entering) <= {m.attendee_id for m in party.seated}
        if answer == DoorAnswer.WELCOME and lost_place:
            return Verdict(answer, entering, ConflictKind.CANCELLED_MEANWHILE)
        return Verdict(answer, entering, MEANWHILE.get(answer))
    if showing.told is not None:
        was_good = answer == DoorAnswer.WELCOME and showing.told in TURNED_AWAY_BY
        is_outside = party is not None and not party.here
        return Verdict(
            answer, conflict=ConflictKind.TURNED_AWAY if was_good and is_outside else None
        )
    if party and answer == DoorAnswer.WELCOME:
        entering = choose(party, showing.attendee_ids)
        return Verdict(answer if entering else DoorAnswer.ALREADY_HERE, entering)
    if party and party.here and answer != DoorAnswer.OTHER_EVENT:
        # A station without a network let them in.
        return Verdict(DoorAnswer.ALREADY_HERE)
    return Verdict(answer)


def worth(party: Party | None, session: Session) -> DoorAnswer:
    """What the ticket is worth at this session, whoever may be here already."""
    if party is None:
        return DoorAnswer.UNKNOWN
    if party.registration.event_id != session.event_id:
        return DoorAnswer.OTHER_EVENT
    return WORTH_BY_STATE[PlaceState(party.registration.state)]


def choose(party: Party, attendee_ids: Collection[int] | None) -> list[int]:
    """Who of the party enters now: of the chosen ones, or of all, those not here yet.

    Raises:
        NotOnThisTicket: someone chosen is not on the ticket, or has no place.
    """
    missing = [member.attendee_id for member in party.missing]
    if attendee_ids is None:
        return missing
    if not {member.attendee_id for member in party.seated}.issuperset(attendee_ids):
        raise NotOnThisTicket
    return [attendee_id for attendee_id in missing if attendee_id in attendee_ids]


def let_in_already(
    party: Party, attendee_ids: Collection[int] | None, answer: DoorAnswer
) -> list[int]:
    """Whom of the party a device let in by itself. A ticket of another event opens nothing here.

    Raises:
        NotOnThisTicket: someone is not on the ticket.
    """
    if answer == DoorAnswer.OTHER_EVENT:
        return []
    members = party.seated if answer == DoorAnswer.WELCOME else party.members
    if attendee_ids is None:
        return [member.attendee_id for member in members]
    if not {member.attendee_id for member in party.members}.issuperset(attendee_ids):
        raise NotOnThisTicket
    return sorted(set(attendee_ids))

"""A ticket at the door: who is let in, and what the door says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from door.choices import DoorAnswer
from door.errors import NotOnThisTicket, ScanOfAnotherSession, SessionIsCancelled
from door.models import Scan
from door.services.parties import Party, find_party, party_of, party_where
from door.services.results import DoorResult
from events.choices import CheckInMethod, PlaceState
from events.models import Session
from events.services.attendance import mark_present


def check_in(
    *,
    session: Session,
    code: str = "",
    registration_id: int | None = None,
    attendee_ids: Collection[int] | None = None,
    by: User,
    method: CheckInMethod,
    client_id: UUID,
    now: datetime,
) -> DoorResult:
    """Answer a code (or a ticket chosen from the list) at the door of a session.

    Lets in the whole party, or only the given attendees. Every call leaves one line in the log
    of scans, a welcome also one attendance per person. At most three SQL statements. A resend,
    told by its `client_id`, writes nothing and gets the first answer again.

    Raises:
        SessionIsCancelled: nobody can be present at it.
        NotOnThisTicket: an attendee of another ticket, or one without a place.
    """
    refuse_unless_takes_place(session)
    party = (
        party_of(session, registration_id)
        if registration_id is not None
        else find_party(session, code)
    )
    answer = judge(party, session)
    entering = choose(party, attendee_ids) if party and answer == DoorAnswer.WELCOME else []
    right_session = _right_session(party, answer, now)
    try:
        with transaction.atomic():
            new = {}
            if entering:
                new = mark_present(
                    session=session, attendee_ids=entering, by=by, method=method, now=now
                )
            if answer == DoorAnswer.WELCOME and not new:
                answer = DoorAnswer.ALREADY_HERE
            scan = Scan.objects.create(
                client_id=client_id,
                session=session,
                registration=party.registration if party else None,
                answer=answer,
                attendance_ids=sorted(new.values()),
                scanned_at=now,
                scanned_by=by,
            )
    except IntegrityError:
        earlier = Scan.objects.filter(client_id=client_id).first()
        if earlier is None:
            raise
        if earlier.session_id != session.pk:
            raise ScanOfAnotherSession from None
        return recall(earlier, session=session, party=party, now=now)
    return _result(scan, session, _with_arrivals(party, entering, new, now), right_session)


def takes_place(session: Session) -> bool:
    """Whether neither the session nor its whole event was cancelled."""
    return not (session.is_cancelled or session.event.intake.is_cancelled)


def refuse_unless_takes_place(session: Session) -> None:
    if not takes_place(session):
        raise SessionIsCancelled


def recall(
    scan: Scan, *, session: Session, now: datetime, party: Party | None = None
) -> DoorResult:
    """What the door said to a scan of this session; `party` spares reading its ticket again."""
    if scan.registration_id is None:
        party = None
    elif party is None or party.registration.pk != scan.registration_id:
        party = party_where(session, Q(registration=scan.registration_id))
    answer = DoorAnswer(scan.answer)
    return _result(scan, session, party, _right_session(party, answer, now))


def judge(party: Party | None, session: Session) -> DoorAnswer:
    """What a ticket is worth at this session, whoever may be here already."""
    if party is None:
        return DoorAnswer.UNKNOWN
    if party.registration.event_id != session.event_id:
        return DoorAnswer.OTHER_EVENT
    match party.registration.state:
        case PlaceState.SEATED:
            return DoorAnswer.WELCOME
        case PlaceState.CANCELLED | PlaceState.DECLINED:
            return DoorAnswer.CANCELLED
        case _:
            return DoorAnswer.WAITING


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


def _with_arrivals(
    party: Party | None, entering: list[int], new: dict[int, int], now: datetime
) -> Party | None:
    """The party after its check-in.

    Who was to enter and has no new attendance came through another door in this very moment.
    """
    if party is None:
        return None
    return replace(
        party,
        members=tuple(
            replace(member, attendance_id=new.get(member.attendee_id), here_since=now)
            if member.attendee_id in entering
            else member
            for member in party.members
        ),
    )


def _right_session(party: Party | None, answer: DoorAnswer, now: datetime) -> Session | None:
    """Where a ticket of another event is right: at the session going on or next, else the first."""
    if party is None or answer != DoorAnswer.OTHER_EVENT:
        return None
    sessions = Session.objects.filter(event=party.registration.event_id)
    sessions = sessions.select_related("event", "branch", "room")
    return (
        sessions.planned()
        .annotate(is_over=Q(ends_at__lte=now))
        .order_by("is_over", "starts_at", "pk")
        .first()
    )


def _result(
    scan: Scan, session: Session, party: Party | None, right_session: Session | None
) -> DoorResult:
    members = party.members if party else ()
    return DoorResult(
        answer=DoorAnswer(scan.answer),
        session=session,
        scan=scan,
        party=party,
        let_in=tuple(m for m in members if m.attendance_id in scan.attendance_ids),
        right_session=right_session,
    )

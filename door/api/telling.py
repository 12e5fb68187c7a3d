"""Rows and results in the words of the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brands.choices import WayIn
from cms import formats
from core.errors import DomainError
from door.choices import DoorAnswer
from door.services.hashed_codes import ticket_key
from door.services.judging import WORTH_BY_STATE, takes_place
from door.services.log import RecentScan
from door.services.parties import Member, Party, people
from door.services.passes import PassAnswer, pass_told
from door.services.results import DoorResult
from door.services.stations import OpenDoor
from door.services.walk_in import WalkIn
from events.choices import PlaceState
from events.models import Session
from events.services.going_home import is_leaving_noted


def session_told(session: Session) -> dict[str, Any]:
    """A session of a station; read with its event, intake, branch and room."""
    intake = session.event.intake
    return {
        "id": session.pk,
        "event": session.event_id,
        "title": session.event.title,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "place": str(session.place),
        "way_in": intake.way_in,
        "is_drop_in": intake.way_in == WayIn.DROP_IN,
        "takes_place": takes_place(session),
        "checks_out": is_leaving_noted(session.event),
    }


def problem_told(refusal: DomainError) -> dict[str, str]:
    return {"code": refusal.code, "message": str(refusal)}


def answer_told(client_id: UUID, outcome: DoorResult | WalkIn, *, door: OpenDoor) -> dict[str, Any]:
    """The answer to one entry."""
    if isinstance(outcome, WalkIn):
        if outcome.result is None:
            return {
                "client_id": client_id,
                "answer": "counted",
                "word": outcome.word,
                "text": outcome.advice,
                "who": outcome.who,
            }
        outcome = outcome.result
    result = outcome.with_masked_names()
    is_elsewhere = result.answer == DoorAnswer.OTHER_EVENT
    told: dict[str, Any] = {
        "client_id": client_id,
        "answer": result.answer,
        "word": result.word,
        "text": result.advice,
        "who": result.who,
        "let_in": [member.attendee_id for member in result.let_in],
        "may_let_in": may_let_in(result),
        "conflict": result.conflict,
    }
    if outcome.party and door.station.is_attended and not is_elsewhere:
        members = outcome.party.members
        told["needs"] = {m.attendee_id: m.needs_in_words for m in members if m.needs}
    if result.party and not is_elsewhere:
        told["party"] = ticket_told(result.party, salt=door.station.salt)
        if result.since:
            told["here"] = {"at": result.since, "by": result.here_by}
    if is_elsewhere:
        told["right"] = right_session_told(result)
    return told


def pass_answer_told(client_id: UUID, outcome: PassAnswer, *, door: OpenDoor) -> dict[str, Any]:
    """The answer to the pass of a volunteer."""
    told: dict[str, Any] = {
        "client_id": client_id,
        "answer": "gone_home" if outcome.has_left else outcome.answer,
        "word": outcome.word,
        "text": outcome.advice,
        "who": outcome.who,
        "conflict": outcome.conflict,
    }
    if outcome.claim and outcome.answer != DoorAnswer.OTHER_EVENT:
        shown = pass_told(outcome.claim, salt=door.station.salt)
        if presence := outcome.presence:
            shown |= {"i": presence.checked_in_at, "o": presence.checked_out_at}
        told["shift_pass"] = shown
    return told


def ticket_told(party: Party, *, salt: str) -> dict[str, Any]:
    """A party as `prepared_tickets` tells it."""
    registration = party.registration
    return {
        "k": ticket_key(salt, registration.code),
        "r": registration.reference,
        "s": WORTH_BY_STATE[PlaceState(registration.state)],
        "p": [_person_told(m) for m in party.members],
        "g": registration.group_name,
    }


def _person_told(member: Member) -> tuple[Any, ...]:
    return (
        member.attendee_id,
        member.name,
        member.kind,
        member.age,
        member.here_since,
        member.has_place,
        member.is_collected,
        member.gone_at,
    )


def right_session_told(result: DoorResult) -> dict[str, Any]:
    """Where a ticket of another event is right, as far as it is right anywhere."""
    session = result.right_session
    if session is None:
        return {"session": None, "title": str(result.right_event), "when": "", "place": ""}
    today = timezone.localdate(result.scan.scanned_at)
    return {
        "session": session.pk,
        "title": str(result.right_event),
        "when": formats.when(session.starts_at, session.ends_at, today=today),
        "place": str(session.place),
    }


def may_let_in(result: DoorResult) -> bool:
    """Whether one tap can let them in; the places are counted again when it is tapped."""
    can_be = (DoorAnswer.WAITING, DoorAnswer.CANCELLED, DoorAnswer.OTHER_EVENT)
    if result.answer not in can_be or result.party is None:
        return False
    if result.session.event.intake.way_in == WayIn.DROP_IN:
        return True
    return vars(result.session).get("places_free", 0) >= len(result.party.members)


def recent_told(line: RecentScan) -> dict[str, Any]:
    """A line of the log, under masked names."""
    shown = line.with_masked_names()
    return {
        "client_id": shown.scan.client_id,
        "answer": shown.answer,
        "who": shown.who,
        "at": shown.scan.scanned_at,
        "let_in": [member.attendee_id for member in shown.let_in],
        "was_taken_back": shown.was_taken_back,
    }


def taken_back_told(client_id: UUID, how_many: int) -> dict[str, Any]:
    sentence = ngettext("%(count)s person", "%(count)s people", how_many)
    return {
        "client_id": client_id,
        "answer": DoorAnswer.TAKEN_BACK,
        "word": str(DoorAnswer.TAKEN_BACK.label),
        "who": sentence % {"count": how_many},
    }


def counted_told(client_id: UUID, *, adults: int, children: int) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "answer": "counted",
        "word": _("Counted"),
        "who": people(adults=adults, children=children),
    }


def gone_home_told(client_id: UUID, how_many: int) -> dict[str, Any]:
    sentence = ngettext("%(count)s went home.", "%(count)s went home.", how_many)
    return {"client_id": client_id, "answer": "gone_home", "word": sentence % {"count": how_many}}

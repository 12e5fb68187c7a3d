"""Entries of stations, one by one or as they were queued without a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from core.errors import DomainError
from door.api.schemas import (
    CheckOutEntry,
    CorrectionEntry,
    Entry,
    HeadcountEntry,
    PassEntry,
    ScanEntry,
    UndoEntry,
    WalkInEntry,
    entries,
)
from door.api.telling import (
    answer_told,
    counted_told,
    gone_home_told,
    pass_answer_told,
    problem_told,
    taken_back_told,
)
from door.choices import DoorAnswer
from door.errors import EntryNotUnderstood, NotOnThisTicket, OnlyStaffLetGo, StationIsOver
from door.permissions import may_let_go
from door.services.answering import answer_showings
from door.services.clocks import Moment, put_right
from door.services.figures import days_to_count
from door.services.headcount_lines import CountedAs
from door.services.judging import Showing, refuse_unless_takes_place
from door.services.let_in import count_those_without_a_ticket_here, let_in_anyway
from door.services.passes import ShownPass, answer_pass
from door.services.results import DoorResult
from door.services.stations import OpenDoor
from door.services.take_back import take_back_at_station
from door.services.walk_in import walk_in
from events.choices import CheckInMethod
from events.models import Registration, Session
from events.services.attendance import correct_headcount, count_heads
from events.services.going_home import check_out


@dataclass(frozen=True)
class Timely:
    """An entry with the moment at which it happened."""

    entry: Entry
    moment: Moment

    @property
    def is_scan(self) -> bool:
        """Whether it can be answered together with others."""
        return isinstance(self.entry, ScanEntry) and not self.asks_to_let_in

    @property
    def asks_to_let_in(self) -> bool:
        entry = self.entry
        return isinstance(entry, ScanEntry) and entry.let_in_anyway and entry.told is None


def answer_now(entry: Entry, *, door: OpenDoor, now: datetime) -> dict[str, Any]:
    """Answer one entry of a device that has a network: what it did, it did now.

    Raises:
        DomainError: why it was not taken.
    """
    if isinstance(entry, ScanEntry | PassEntry) and entry.told is not None:
        moment = put_right(
            entry.at, lags_by=door.clock_offset, earliest=door.station.made_at, now=now
        )
    else:
        moment = put_right(entry.at, lags_by=now - entry.at, earliest=now, now=now)
    [told] = _answers([Timely(entry, moment)], door=door, now=now)
    if isinstance(told, DomainError):
        raise told
    return told


def answer_batch(
    queued: Sequence[Any], *, door: OpenDoor, lags_by: timedelta, now: datetime
) -> list[dict[str, Any]]:
    """Answer what a device has kept, in its order. A bad entry holds up no other.

    Args:
        queued: as they came, unchecked.
        lags_by: how far the device's clock is behind ours.
    """
    read = [_read(each, door=door, lags_by=lags_by, now=now) for each in queued]
    good = [each for each in read if isinstance(each, Timely)]
    answers = iter(_answers(good, door=door, now=now))
    told: list[dict[str, Any]] = []
    for each, raw in zip(read, queued, strict=True):
        outcome = next(answers) if isinstance(each, Timely) else each
        if isinstance(outcome, DomainError):
            outcome = {"client_id": _client_id_in(raw), "error": problem_told(outcome)}
        told.append(outcome)
    return told


def _read(raw: Any, *, door: OpenDoor, lags_by: timedelta, now: datetime) -> Timely | DomainError:
    try:
        entry: Entry = entries.validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        return EntryNotUnderstood(what=f"{where}: {first['msg']}" if where else first["msg"])
    moment = put_right(entry.at, lags_by=lags_by, earliest=door.station.made_at, now=now)
    if moment.at > door.station.expires_at:
        return StationIsOver()
    return Timely(entry, moment)


def _client_id_in(raw: Any) -> UUID | None:
    try:
        return UUID(raw["client_id"])
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


def _answers(
    queued: Sequence[Timely], *, door: OpenDoor, now: datetime
) -> Iterator[dict[str, Any] | DomainError]:
    """Scans that follow each other are answered together. What one shows in vain, all have."""
    for are_scans, following in groupby(queued, key=lambda each: each.is_scan):
        if are_scans:
            answers = _answer_scans(list(following), door=door, now=now)
            door = _after(answers, door)
            yield from answers
            continue
        for each in following:
            try:
                answer: dict[str, Any] | DomainError = _answer_alone(each, door=door, now=now)
            except DomainError as refusal:
                answer = refusal
            door = _after([answer], door)
            yield answer


def _after(answers: Iterable[dict[str, Any] | DomainError], door: OpenDoor) -> OpenDoor:
    """The door that knows how many unknown codes there were among these."""
    unknown = sum(isinstance(a, dict) and a["answer"] == DoorAnswer.UNKNOWN for a in answers)
    return replace(door, unknown_codes=door.unknown_codes + unknown)


def _answer_scans(
    scans: Sequence[Timely], *, door: OpenDoor, now: datetime
) -> list[dict[str, Any] | DomainError]:
    """Each session's scans are one; sessions know nothing of each other's."""
    told: dict[int, dict[str, Any] | DomainError] = {}
    by_session: dict[int, list[int]] = {}
    for place, each in enumerate(scans):
        by_session.setdefault(each.entry.session, []).append(place)
    for session_id, places in by_session.items():
        showings = [_showing(scans[place]) for place in places]
        outcomes: Sequence[DoorResult | DomainError]
        try:
            session = door.session(session_id)
            outcomes = answer_showings(session, showings, by=door.attendant, door=door, now=now)
            count_those_without_a_ticket_here(
                session, zip(showings, outcomes, strict=True), by=door.attendant, now=now
            )
        except DomainError as refusal:
            outcomes = [refusal] * len(places)
        for place, showing, outcome in zip(places, showings, outcomes, strict=True):
            told[place] = (
                outcome
                if isinstance(outcome, DomainError)
                else answer_told(showing.client_id, outcome, door=door)
            )
        door = _after([told[place] for place in places], door)
    return [told[place] for place in range(len(scans))]


def _answer_alone(queued: Timely, *, door: OpenDoor, now: datetime) -> dict[str, Any]:
    entry, moment = queued.entry, queued.moment
    session = door.session(entry.session)
    match entry:
        case ScanEntry():
            outcome = let_in_anyway(session, _showing(queued), door=door, now=now)
            return answer_told(entry.client_id, outcome, door=door)
        case WalkInEntry():
            walked_in = walk_in(
                session=session,
                adults=entry.adults,
                children=entry.children,
                name=entry.name.strip(),
                by=door.attendant,
                door=door,
                client_id=entry.client_id,
                now=now,
            )
            return answer_told(entry.client_id, walked_in, door=door)
        case HeadcountEntry():
            return _count(entry, session, moment, door=door)
        case CorrectionEntry():
            return _correct(entry, session, door=door, now=now)
        case UndoEntry():
            undone = take_back_at_station(
                session=session,
                door=door,
                of=entry.of,
                attendee_id=entry.attendee,
                since=entry.since,
                reason=entry.reason,
                client_id=entry.client_id,
                moment=moment,
                now=now,
            )
            return taken_back_told(entry.client_id, undone)
        case PassEntry():
            shown = ShownPass(
                client_id=entry.client_id,
                at=moment.at,
                code=entry.code or "",
                key=entry.key or "",
                leaves=entry.leaves,
                people=entry.people,
                told=entry.told,
                device_clock_at=moment.device_clock_at,
                clock_is_off=moment.clock_is_off,
            )
            answer = answer_pass(session, shown, door=door, now=now)
            return pass_answer_told(entry.client_id, answer, door=door)
        case CheckOutEntry():
            return _check_out(entry, session, moment, door=door, now=now)


def _count(
    entry: HeadcountEntry, session: Session, moment: Moment, *, door: OpenDoor
) -> dict[str, Any]:
    refuse_unless_takes_place(session)
    day = entry.day or timezone.localdate(moment.at)
    _refuse_unless_it_counts(session, day, at=moment.at)
    line = count_heads(
        session=session,
        adults=entry.adults,
        children=entry.children,
        by=door.attendant,
        source=CountedAs.HEADS.by(entry.client_id),
        now=moment.at,
        day=day,
    )
    return counted_told(entry.client_id, adults=line.adults, children=line.children)


def _correct(
    entry: CorrectionEntry, session: Session, *, door: OpenDoor, now: datetime
) -> dict[str, Any]:
    _refuse_unless_it_counts(session, entry.day, at=now)
    correct_headcount(
        session=session,
        day=entry.day,
        adults=entry.adults,
        children=entry.children,
        by=door.attendant,
        source=CountedAs.CORRECTION.by(entry.client_id),
        now=now,
    )
    return counted_told(entry.client_id, adults=entry.adults, children=entry.children)


def _refuse_unless_it_counts(session: Session, day: date, *, at: datetime) -> None:
    if day not in days_to_count(session, today=timezone.localdate(at)):
        raise EntryNotUnderstood(what=_("the session is not on that day"))


def _check_out(
    entry: CheckOutEntry, session: Session, moment: Moment, *, door: OpenDoor, now: datetime
) -> dict[str, Any]:
    """With a code now and never earlier: who could date it back could try codes without end."""
    reason = entry.reason.strip()
    if reason and not may_let_go(door.attendant, session):
        raise OnlyStaffLetGo
    tickets = Registration.objects.filter(
        event=session.event_id, attendees__in=entry.attendees
    ).distinct()
    if len(tickets) != 1:
        raise NotOnThisTicket
    gone = check_out(
        session=session,
        registration=tickets[0],
        attendee_ids=entry.attendees,
        code=entry.guardian_code,
        reason=reason,
        by=door.attendant,
        now=now if entry.guardian_code else moment.at,
    )
    return gone_home_told(entry.client_id, gone)


def _showing(queued: Timely) -> Showing:
    entry, moment = cast(ScanEntry, queued.entry), queued.moment
    return Showing(
        client_id=entry.client_id,
        scanned_at=moment.at,
        code=entry.code or "",
        key=entry.ticket or "",
        attendee_ids=entry.attendees,
        method=CheckInMethod(entry.method),
        told=entry.told,
        let_in_anyway=entry.let_in_anyway,
        device_clock_at=moment.device_clock_at,
        clock_is_off=moment.clock_is_off,
    )

"""Tickets that are shown at a door, one or hundreds at a time: two statements for all.

One reads the parties; one writes attendances, the log, and what a coordinator should know of. At a
station a third has read the device and its sessions before.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import User
from core.errors import DomainError
from core.prepared_statements import prepared_cursor
from door.choices import ConflictKind, DoorAnswer
from door.errors import ScanOfAnotherSession
from door.models import Scan
from door.services.judging import Showing, Verdict, judge_together, refuse_unless_takes_place
from door.services.parties import Party
from door.services.results import DoorResult
from door.services.shown_parties import party_shown, shown_parties
from door.services.stations import MOST_UNKNOWN_CODES, OpenDoor, too_many_unknown_codes
from events.models import Session
from events.services.attendance import tell_of_attendances

WRITE = """
WITH entry AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(entries)s::jsonb) AS shown (
        place integer, client_id uuid, registration_id bigint, answer text, entering jsonb,
        method text, told text, conflict text, scanned_at timestamptz,
        device_clock_at timestamptz, clock_is_off boolean
    )
    WHERE NOT EXISTS (SELECT FROM door_scan AS earlier WHERE earlier.client_id = shown.client_id)
),

-- The first of several entries that let somebody in; between stations the unique index decides.
entering AS MATERIALIZED (
    SELECT DISTINCT ON (attendee_id) attendee_id, place
    FROM entry, LATERAL (SELECT value::bigint FROM jsonb_array_elements_text(entry.entering))
        AS attendee (attendee_id)
    ORDER BY attendee_id, place
),
present AS (
    INSERT INTO events_attendance
        (event_id, session_id, attendee_id, checked_in_at, checked_in_by_id, method)
    SELECT %(event)s, %(session)s, attendee_id, scanned_at, %(by)s::bigint, method
    FROM entering JOIN entry USING (place)
    ORDER BY attendee_id
    ON CONFLICT (attendee_id, session_id) WHERE undone_at IS NULL DO NOTHING
    RETURNING id, attendee_id
),
let_in AS (
    SELECT place, array_agg(id ORDER BY id) AS ids, jsonb_object_agg(attendee_id, id) AS new
    FROM present JOIN entering USING (attendee_id) GROUP BY place
),
scan AS (
    INSERT INTO door_scan (
        client_id, session_id, registration_id, answer, attendance_ids, scanned_at,
        scanned_by_id, device_id, told, device_clock_at, received_at, clock_is_off
    )
    SELECT client_id, %(session)s, registration_id,
        CASE
            WHEN answer = 'welcome' AND jsonb_array_length(entering) > 0 AND ids IS NULL
                THEN 'already_here'
            ELSE answer
        END,
        coalesce(ids, '{}'), scanned_at,
        %(by)s::bigint, %(device)s::bigint, told, device_clock_at, %(now)s, clock_is_off
    FROM entry LEFT JOIN let_in USING (place)
    ORDER BY place
    ON CONFLICT (client_id) DO NOTHING
    RETURNING id, client_id, answer, attendance_ids
),
written AS (
    SELECT scan.*, let_in.new, CASE
        WHEN entry.conflict <> '' THEN entry.conflict
        WHEN told = 'welcome' AND cardinality(attendance_ids) < jsonb_array_length(entering)
            THEN 'let_in_twice'
    END AS conflict
    FROM scan JOIN entry USING (client_id) LEFT JOIN let_in USING (place)
),
conflict AS (
    INSERT INTO door_conflict (scan_id, kind)
    SELECT id, conflict FROM written WHERE conflict IS NOT NULL
),
seen AS (
    UPDATE door_device SET last_seen_at = %(now)s WHERE id = %(device)s::bigint
)
SELECT client_id, id, answer, attendance_ids, coalesce(new, '{}'), conflict FROM written
"""


@dataclass(frozen=True)
class Written:
    """What the database made of a showing; `new` holds its attendances by attendee."""

    scan_id: int
    answer: DoorAnswer
    attendance_ids: list[int]
    new: dict[int, int]
    conflict: ConflictKind | None


def answer_showings(
    session: Session,
    showings: Sequence[Showing],
    *,
    by: User | None = None,
    door: OpenDoor | None = None,
    now: datetime,
) -> list[DoorResult | DomainError]:
    """Answer these tickets at the door of a session, in their order.

    Each leaves one line in the log, a welcome also one attendance per person. A resend, told by
    its `client_id`, writes nothing and gets its first answer again. One that is refused stands in
    the list as its refusal and holds up no other.

    Raises:
        SessionIsCancelled: nobody can be present at it.
    """
    refuse_unless_takes_place(session)
    found = shown_parties(session, showings, door=door, now=now)
    judged: dict[UUID, tuple[Showing, Party | None, Verdict | DomainError]] = {}
    for showing, party, verdict in _judged(showings, found, session, door):
        judged.setdefault(showing.client_id, (showing, party, verdict))
    written = _write(session, judged.values(), by=by, door=door, now=now)
    earlier = _written_earlier(judged.keys() - written.keys(), door=door)
    outcomes = {
        client_id: _outcome(
            session,
            *each,
            written=written.get(client_id),
            earlier=earlier.get(client_id),
            by=by,
            door=door,
            now=now,
        )
        for client_id, each in judged.items()
    }
    return [outcomes[showing.client_id] for showing in showings]


def recall(
    scan: Scan, *, session: Session, now: datetime, party: Party | None = None
) -> DoorResult:
    """What the door said to a scan of this session; `party` spares reading its ticket again."""
    if scan.registration_id is None:
        party = None
    elif party is None or party.registration.pk != scan.registration_id:
        party = party_shown(session, scan.registration_id, now=now)
    conflict = getattr(scan, "conflict", None) if scan.device_id else None
    return _result(scan, session, party, conflict and ConflictKind(conflict.kind))


def _judged(
    showings: Sequence[Showing],
    found: Sequence[Party | None],
    session: Session,
    door: OpenDoor | None,
) -> Iterator[tuple[Showing, Party | None, Verdict | DomainError]]:
    """A station that has shown too many unknown codes is told nothing more for a while."""
    guesses_left = MOST_UNKNOWN_CODES - door.unknown_codes if door else None
    verdicts = judge_together(showings, found, session)
    for showing, party, verdict in zip(showings, found, verdicts, strict=True):
        if guesses_left is not None:
            guesses_left -= party is None
            if guesses_left < 0:
                yield showing, party, too_many_unknown_codes()
                continue
        yield showing, party, verdict


def _write(
    session: Session,
    judged: Iterable[tuple[Showing, Party | None, Verdict | DomainError]],
    *,
    by: User | None,
    door: OpenDoor | None,
    now: datetime,
) -> dict[UUID, Written]:
    """Write down what was judged and was not written before; what was, is missing."""
    entries = [
        {
            "place": place,
            "client_id": showing.client_id,
            "registration_id": party.registration.pk if party else None,
            "answer": verdict.answer,
            "entering": verdict.entering,
            "method": showing.method,
            "told": showing.told or "",
            "conflict": verdict.conflict or "",
            "scanned_at": showing.scanned_at,
            "device_clock_at": showing.device_clock_at,
            "clock_is_off": showing.clock_is_off,
        }
        for place, (showing, party, verdict) in enumerate(judged)
        if isinstance(verdict, Verdict)
    ]
    if not entries:
        return {}
    with prepared_cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "entries": json.dumps(entries, cls=ExactJSONEncoder),
                "event": session.event_id,
                "session": session.pk,
                "by": by.pk if by else None,
                "device": door.device_id if door else None,
                "now": now,
            },
        )
        written = {
            client_id: Written(
                scan_id,
                DoorAnswer(answer),
                attendance_ids,
                {int(attendee): attendance for attendee, attendance in json.loads(new).items()},
                ConflictKind(conflict) if conflict else None,
            )
            for client_id, scan_id, answer, attendance_ids, new, conflict in cursor.fetchall()
        }
    tell_of_attendances([key for each in written.values() for key in each.new.values()])
    return written


def _written_earlier(client_ids: Collection[UUID], *, door: OpenDoor | None) -> dict[UUID, Scan]:
    if not client_ids:
        return {}
    scans = Scan.objects.filter(client_id__in=client_ids)
    if door:
        scans = scans.select_related("conflict")
    return {scan.client_id: scan for scan in scans}


def _outcome(
    session: Session,
    showing: Showing,
    party: Party | None,
    verdict: Verdict | DomainError,
    *,
    written: Written | None,
    earlier: Scan | None,
    by: User | None,
    door: OpenDoor | None,
    now: datetime,
) -> DoorResult | DomainError:
    if written and isinstance(verdict, Verdict):
        scan = Scan(
            pk=written.scan_id,
            client_id=showing.client_id,
            session=session,
            registration=party.registration if party else None,
            answer=written.answer,
            attendance_ids=written.attendance_ids,
            scanned_at=showing.scanned_at,
            scanned_by=by,
        )
        if party:
            party = _with_arrivals(party, verdict.entering, written.new, showing, door)
        return _result(scan, session, party, written.conflict)
    if earlier:
        if earlier.session_id != session.pk:
            return ScanOfAnotherSession()
        return recall(earlier, session=session, party=party, now=now)
    if isinstance(verdict, DomainError):
        return verdict
    raise Scan.DoesNotExist(showing.client_id)


def _with_arrivals(
    party: Party,
    entering: Collection[int],
    new: Mapping[int, int],
    showing: Showing,
    door: OpenDoor | None,
) -> Party:
    """The party after its check-in.

    Who was to enter and has no new attendance came through another door in this very moment.
    """
    return replace(
        party,
        members=tuple(
            replace(
                member,
                attendance_id=new.get(member.attendee_id),
                here_since=showing.scanned_at,
                here_by=str(door) if door and member.attendee_id in new else "",
            )
            if member.attendee_id in entering and not member.is_here
            else member
            for member in party.members
        ),
    )


def _result(
    scan: Scan, session: Session, party: Party | None, conflict: ConflictKind | None
) -> DoorResult:
    members = party.members if party else ()
    return DoorResult(
        answer=DoorAnswer(scan.answer),
        session=session,
        scan=scan,
        party=party,
        let_in=tuple(m for m in members if m.attendance_id in scan.attendance_ids),
        conflict=conflict,
    )


class ExactJSONEncoder(DjangoJSONEncoder):
    """Keeps the microseconds of times."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)

"""The parties of the tickets that are shown, however many: one statement, written out.

A scan is answered in a few milliseconds; composing this statement anew would take as long again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from accounts.models import Person
from core.prepared_statements import prepared_cursor
from door.services.codes import TicketCode, TicketReference, read_code
from door.services.hashed_codes import bytes_of, ticket_key
from door.services.judging import Showing
from door.services.parties import Member, Party
from door.services.rows import partly_read
from door.services.stations import OpenDoor
from events.choices import AttendeeKind, PlaceState
from events.models import Event, Registration, Session
from network.models import Branch, Room

# How tickets are sought. A statement holds the ways that it needs, for each costs time to plan; the
# inner SELECT keeps from the planner how many are sought, so that one plan serves for any number.
WAYS = {
    "codes": """
        SELECT id FROM events_registration WHERE code = ANY((SELECT %(codes)s::text[])::text[])
    """,
    "references": """
        SELECT id FROM events_registration
        WHERE reference = ANY((SELECT %(references)s::text[])::text[])
            AND event_id = ANY(%(events)s)
    """,
    "chosen": """
        SELECT id FROM events_registration
        WHERE id = ANY(%(chosen)s) AND (%(is_anywhere)s OR event_id = ANY(%(events)s))
    """,
    "keys": """
        SELECT id FROM events_registration
        WHERE event_id = ANY(%(events)s)
            AND substr(sha256(convert_to(%(salt)s || code, 'UTF8')), 1, 16)
                = ANY(%(keys)s::bytea[])
    """,
}

SHOWN = """
WITH shown AS MATERIALIZED ({found})
SELECT registration.id, registration.code, registration.reference, registration.state,
    registration.group_name, event.id, event.title_en, event.title_zh, elsewhere.session,
    attendee.id, person.name, attendee.kind, attendee.age, attendee.state,
    attendee.may_leave_alone, attendee.needs,
    presence.id, presence.checked_in_at, presence.checked_out_at, entrance.name
FROM shown
JOIN events_registration AS registration USING (id)
JOIN events_event AS event ON event.id = registration.event_id
JOIN events_attendee AS attendee ON attendee.registration_id = registration.id
JOIN accounts_person AS person ON person.id = attendee.person_id

-- The limit keeps the planner, who may not know yet how many have come, from reading them all.
LEFT JOIN LATERAL (
    SELECT * FROM events_attendance
    WHERE attendee_id = attendee.id AND session_id = %(session)s AND undone_at IS NULL
    LIMIT 1
) AS presence ON true

-- Which device let them in; none where someone signed in did.
LEFT JOIN LATERAL (
    SELECT station.name || ' · ' || device.number AS name
    FROM door_scan AS scan
    JOIN door_device AS device ON device.id = scan.device_id
    JOIN door_station AS station ON station.id = device.station_id
    WHERE scan.registration_id = registration.id AND scan.session_id = %(session)s
        AND presence.id = ANY(scan.attendance_ids) AND scan.answer <> 'taken_back'
    LIMIT 1
) AS entrance ON presence.id IS NOT NULL

-- Where a ticket of another event is right: at the session going on or next, else the first.
LEFT JOIN LATERAL (
    SELECT jsonb_build_object(
        'id', session.id, 'starts_at', session.starts_at, 'ends_at', session.ends_at,
        'branch_en', branch.name_en, 'branch_zh', branch.name_zh,
        'has_room', room.id IS NOT NULL, 'room_en', room.name_en, 'room_zh', room.name_zh
    ) AS session
    FROM events_session AS session
    JOIN network_branch AS branch ON branch.id = session.branch_id
    LEFT JOIN network_room AS room ON room.id = session.room_id
    WHERE session.event_id = registration.event_id AND session.state = 'planned'
    ORDER BY session.ends_at <= %(now)s, session.starts_at, session.id
    LIMIT 1
) AS elsewhere ON registration.event_id <> %(event)s
ORDER BY registration.id, attendee.id
"""


def shown_parties(
    session: Session, showings: Sequence[Showing], *, door: OpenDoor | None, now: datetime
) -> list[Party | None]:
    """The party of each showing, in their order; None where nobody knows the ticket.

    A code is known wherever it belongs. A reference, a key and a choice from a list name tickets
    of this session's event, at a station of any of its events.
    """
    event_ids = door.event_ids if door else [session.event_id]
    salt = door.station.salt if door else ""
    read = [read_code(showing.code) if showing.code else None for showing in showings]
    keys = [showing.key for showing in showings if showing.key]
    sought: dict[str, Any] = {
        "codes": [code.value for code in read if isinstance(code, TicketCode)],
        "references": [code.value for code in read if isinstance(code, TicketReference)],
        "chosen": [each.registration_id for each in showings if each.registration_id],
        "keys": [bytes_of(key) for key in keys],
    }
    if not any(sought.values()):
        return [None] * len(showings)
    found: dict[Any, Party] = {}
    for party in _parties(session, **sought, salt=salt, events=event_ids, now=now):
        registration = party.registration
        found[TicketCode(registration.code)] = party
        if registration.event_id in event_ids:
            found[TicketReference(registration.reference)] = party
            found[registration.pk] = party
            if keys:
                found[ticket_key(salt, registration.code)] = party
    return [
        found.get(code or showing.key or showing.registration_id)
        for showing, code in zip(showings, read, strict=True)
    ]


def party_shown(session: Session, registration_id: int, *, now: datetime) -> Party | None:
    """The party of a registration, wherever it belongs."""
    return next(iter(_parties(session, chosen=[registration_id], is_anywhere=True, now=now)), None)


def _parties(
    session: Session,
    *,
    codes: Sequence[str] = (),
    references: Sequence[str] = (),
    chosen: Sequence[int] = (),
    keys: Sequence[bytes] = (),
    salt: str = "",
    events: Sequence[int] = (),
    is_anywhere: bool = False,
    now: datetime,
) -> list[Party]:
    sought = {"codes": codes, "references": references, "chosen": chosen, "keys": keys}
    ways = " UNION ".join(WAYS[way] for way, values in sought.items() if values)
    with prepared_cursor() as cursor:
        cursor.execute(
            SHOWN.format(found=ways),
            {
                "session": session.pk,
                "event": session.event_id,
                **{way: list(values) for way, values in sought.items()},
                "salt": salt,
                "events": list(events),
                "is_anywhere": is_anywhere,
                "now": now,
            },
        )
        rows = cursor.fetchall()
    return [_party(list(members)) for _id, members in groupby(rows, key=lambda row: row[0])]


def _party(rows: Sequence[Any]) -> Party:
    registration_id, code, reference, state, group_name, *of_event, right = rows[0][:9]
    event_id, title_en, title_zh = of_event
    event = partly_read(Event, id=event_id, title_en=title_en, title_zh=title_zh)
    registration = partly_read(
        Registration,
        id=registration_id,
        event_id=event_id,
        code=code,
        reference=reference,
        state=state,
        group_name=group_name,
    )
    registration.event = event
    return Party(
        registration,
        tuple(_members(row[9:] for row in rows)),
        right_session=_session(event, json.loads(right)) if right else None,
    )


def _members(rows: Iterable[Any]) -> Iterator[Member]:
    for row in rows:
        attendee_id, name, kind, age, place, may_leave_alone, needs, *presence = row
        attendance_id, here_since, gone_at, here_by = presence
        yield Member(
            attendee_id=attendee_id,
            name=name or str(Person()),
            kind=AttendeeKind(kind),
            age=age,
            has_place=place == PlaceState.SEATED,
            attendance_id=attendance_id,
            here_since=here_since,
            here_by=here_by or "",
            is_named=bool(name),
            is_collected=kind == AttendeeKind.CHILD and not may_leave_alone,
            gone_at=gone_at,
            needs=tuple(needs),
        )


def _session(event: Event, told: dict[str, Any]) -> Session:
    branch = Branch(name_en=told["branch_en"], name_zh=told["branch_zh"])
    room = Room(branch=branch, name_en=told["room_en"], name_zh=told["room_zh"])
    return Session(
        pk=told["id"],
        event=event,
        starts_at=datetime.fromisoformat(told["starts_at"]),
        ends_at=datetime.fromisoformat(told["ends_at"]),
        branch=branch,
        room=room if told["has_room"] else None,
    )

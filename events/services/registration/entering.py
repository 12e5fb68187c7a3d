"""The one statement by which a party enters an event: all of it is written, or nothing.

It takes the places and writes the registration, its people, its history and its message.
What it is told, and what its answer means, is decided in `registering`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from core.bilingual import site_language
from core.prepared_statements import prepared_cursor
from events.models import ReaderCard, Registration, SeatPool
from events.services.questions.answers import Given, write_answers
from events.services.registration.parties import Contact, Group, Party
from events.services.registration.rules import age_of, may_leave_alone
from notifications.services.outbox import address_for

ENTER = """
WITH party AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_recordset(%(party)s::jsonb) AS member (
        person_id bigint, comes boolean, is_contact boolean, kind text, pool_id bigint,
        age smallint, needs text[], guest_key text, name text, email text, phone text,
        birth_year smallint, birth_month smallint, may_leave_alone boolean
    )
),
wanted AS (
    SELECT pool_id, count(*) AS seats FROM party WHERE comes GROUP BY pool_id
),

-- A guest who is registered already enters nothing: a letter to their own address tells where they
-- stand. The same locks, the same commit: the time that it takes tells nobody else.
known AS MATERIALIZED (
    SELECT registration.*
    FROM events_attendee AS attendee
    JOIN events_registration AS registration ON registration.id = attendee.registration_id
    WHERE attendee.event_id = %(event_id)s AND attendee.guest_key = %(guest_key)s
      AND attendee.state IN ('seated', 'offered', 'waiting', 'applied', 'entered')
),

-- Are there places? The rows are locked, so the answer holds until the transaction ends.
entrance AS MATERIALIZED (
    SELECT event_id, draw_id
    FROM events_intake
    WHERE event_id = %(event_id)s AND status = 'scheduled' AND way_in = %(way_in)s
      AND (waiting = 0 OR %(may_overtake)s OR %(undecided)s <> '')
    FOR SHARE
),
fitting AS MATERIALIZED (
    SELECT pool.id, wanted.seats
    FROM events_seatpool AS pool JOIN wanted ON wanted.pool_id = pool.id
    WHERE pool.event_id = (SELECT event_id FROM entrance) AND %(undecided)s = ''
      AND pool.taken + wanted.seats <= pool.capacity
    ORDER BY pool.id
    FOR NO KEY UPDATE OF pool
),
seated AS (
    SELECT 'seated' AS state, NULL::integer AS queue_no, 'registration-confirmed' AS message_kind
    WHERE (SELECT count(*) FROM fitting) = (SELECT count(*) FROM wanted)
      AND NOT EXISTS (SELECT FROM known)
      AND %(held_until)s::timestamptz IS NULL
),
taken AS (
    UPDATE events_seatpool AS pool SET taken = pool.taken + fitting.seats
    FROM fitting, seated
    WHERE pool.id = fitting.id
),

-- No places: the end of the queue, for those who hold the intake. A party that lets others go first
-- stands there too, but keeps nobody out.
queued AS (
    UPDATE events_intake SET last_queue_no = last_queue_no + 1,
        waiting = waiting + (%(held_until)s::timestamptz IS NULL)::integer
    WHERE event_id = %(event_id)s AND status = 'scheduled' AND way_in = %(way_in)s
      AND %(may_queue)s AND %(undecided)s = '' AND NOT EXISTS (SELECT FROM seated)
      AND NOT EXISTS (SELECT FROM known)
    RETURNING 'waiting' AS state, last_queue_no AS queue_no, 'waiting-list-joined' AS message_kind
),

-- Nobody decides now: the lot will, or the library. The list of the draw may have been published
-- while this statement waited for the intake: only the draw's own row, locked, knows.
drawing AS MATERIALIZED (
    SELECT FROM events_draw
    WHERE id = (SELECT draw_id FROM entrance) AND frozen_at IS NULL
    FOR SHARE
),
undecided AS (
    SELECT %(undecided)s::text AS state, NULL::integer AS queue_no,
        CASE %(undecided)s WHEN 'entered' THEN 'draw-entered' ELSE 'place-asked-for' END
            AS message_kind
    FROM entrance
    WHERE %(undecided)s <> '' AND (%(undecided)s <> 'entered' OR EXISTS (SELECT FROM drawing))
      AND NOT EXISTS (SELECT FROM known)
),
admitted AS (
    SELECT * FROM seated UNION ALL SELECT * FROM queued UNION ALL SELECT * FROM undecided
),

-- Whoever is admitted is written down.
people AS MATERIALIZED (
    SELECT party.*, coalesce(
        party.person_id, nextval(pg_get_serial_sequence('accounts_person', 'id'))
    ) AS id
    FROM party, admitted
),
newcomers AS (
    INSERT INTO accounts_person
        (id, name, email, phone, language, birth_year, birth_month, created_at)
    SELECT id, coalesce(name, ''), coalesce(email, ''), coalesce(phone, ''), %(language)s,
        birth_year, birth_month, %(now)s
    FROM people WHERE person_id IS NULL
),
registration AS (
    INSERT INTO events_registration
        (event_id, code, reference, idempotency_key, household_id, contact_id, state, queue_no,
         held_until, channel, is_online, invitation_id, group_name, group_age_from, group_age_to,
         created_at)
    SELECT %(event_id)s, %(code)s, %(reference)s, %(idempotency_key)s, %(household_id)s,
        coalesce(%(contact_id)s, (SELECT id FROM people WHERE is_contact)), state, queue_no,
        %(held_until)s::timestamptz, %(channel)s, %(is_online)s, %(invitation_id)s, %(group_name)s,
        %(group_age_from)s,
        %(group_age_to)s, %(now)s
    FROM admitted
    RETURNING *
),
attendees AS (
    INSERT INTO events_attendee
        (event_id, registration_id, pool_id, person_id, guest_key, state, kind, age, needs,
         may_leave_alone)
    SELECT registration.event_id, registration.id, pool_id, people.id, guest_key, state, kind, age,
        needs, may_leave_alone
    FROM people, registration WHERE comes
    ORDER BY people.id
),
history AS (
    INSERT INTO events_registrationchange (registration_id, state, changed_at, changed_by_id)
    SELECT id, state, %(now)s, %(changed_by_id)s FROM registration
),
news AS (
    SELECT message_kind AS kind, id, message_kind || ':' || id AS dedupe_key
    FROM registration, admitted
    UNION ALL
    SELECT 'ticket-again', id, 'ticket-again:' || id || ':' || %(again)s
    FROM known WHERE idempotency_key <> %(idempotency_key)s
),
message AS (
    INSERT INTO notifications_outboxmessage
        (kind, channel, address, language, subject_id, data, dedupe_key, state, created_at,
         next_attempt_at)
    SELECT kind, %(message_channel)s, %(message_address)s::text, %(language)s, id, '{}',
        dedupe_key, 'queued', %(now)s, %(now)s
    FROM news WHERE %(message_address)s::text IS NOT NULL
    ON CONFLICT (dedupe_key) DO NOTHING
)
SELECT registration.*, true AS is_new, EXISTS (
    SELECT FROM events_seatpool
    WHERE event_id = %(event_id)s AND taken < capacity AND id IN (SELECT pool_id FROM wanted)
) AS places_left
FROM registration
UNION ALL
SELECT known.*, false, false FROM known
"""


def enter(
    entry: dict[str, Any], answers: Sequence[Given], *, may_queue: bool
) -> Registration | None:
    """Run the statement, and write what goes with it, in a transaction of the caller."""
    with prepared_cursor() as cursor:
        cursor.execute(ENTER, {**entry, "may_queue": may_queue})
        columns = [column.name for column in cursor.description]
        row = cursor.fetchone()
    if row is None:
        return None
    registration = _registration(dict(zip(columns, row, strict=True)))
    if vars(registration)["is_new"]:
        if answers:
            write_answers(registration, answers, now=entry["now"])
        if card := entry["card"]:
            ReaderCard.objects.create(
                registration=registration, last_digits=card.last_digits, standing=card.standing
            )
    return registration


def _registration(row: dict[str, Any]) -> Registration:
    """As the statement returns it: with `is_new` and `places_left` beside its columns."""
    names = [field.attname for field in Registration._meta.concrete_fields]
    registration = Registration.from_db(DEFAULT_DB_ALIAS, names, [row[name] for name in names])
    vars(registration).update(is_new=row["is_new"], places_left=row["places_left"])
    return registration


def rows_of(
    party: Party, places: Sequence[SeatPool], *, day: date, guest_key: str | None
) -> list[dict[str, Any]]:
    """The party as the statement reads it; a contact who stays at home is one row more."""
    rows: list[dict[str, Any]] = [
        {
            "comes": True,
            "person_id": member.person_id,
            "kind": member.kind,
            "pool_id": pool.pk,
            "age": age_of(member, day),
            "may_leave_alone": may_leave_alone(member, day=day),
            "needs": member.needs,
            "name": member.name,
            "birth_year": member.birth_year,
            "birth_month": member.birth_month,
        }
        for member, pool in zip(party.members, places, strict=True)
    ]
    contact = party.contact
    if guest_key:
        rows[0]["guest_key"] = guest_key
    if contact and contact.person_id is None:
        if not party.contact_comes:
            rows.insert(0, {"comes": False})
        rows[0] |= {
            "is_contact": True,
            "name": contact.name,
            "email": contact.email,
            "phone": contact.phone,
        }
    return rows


def columns_of_contact(contact: Contact | None) -> dict[str, Any]:
    """Who is written to, and where; who is nobody's contact gets the library's language."""
    if contact is None:
        return {
            "contact_id": None,
            "language": site_language(),
            "message_channel": None,
            "message_address": None,
        }
    address = address_for(email=contact.email, phone=contact.phone)
    return {
        "contact_id": contact.person_id,
        "language": contact.language,
        "message_channel": address and address.channel,
        "message_address": address and address.value,
    }


def columns_of_group(group: Group | None) -> dict[str, Any]:
    """What is asked of a group beside its size; nothing of a family or a guest."""
    return {
        "group_name": group.name if group else "",
        "group_age_from": group and group.age_from,
        "group_age_to": group and group.age_to,
    }

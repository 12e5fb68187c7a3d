"""Ten years of a city's library, written by the database itself: rows of every kind that counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

BRANDS, PROGRAMMES, DISTRICTS, BRANCHES, READERS = 28, 112, 11, 60, 40_000

# Each in its own month and hour, at any place, of any programme; one in sixteen is for nobody but
# staff, cancelled or a draft, and one in nine has a second session a week later.
EVENTS = """
INSERT INTO events_event (id, live, has_unpublished_changes, expired, locked, title_en, title_zh,
    summary_en, summary_zh, description_en, description_zh, bring_en, bring_zh, kind, audience,
    attendance_mode, access_offers, languages, branch_id, brand_id, programme_id, first_starts_at,
    last_ends_at, actual_cost)
SELECT n, n %% 50 <> 0, false, false, false, 'Storytime no. ' || n, '故事会第' || n || '期',
    'A story and a song.', '', '<p>Bring somebody along.</p>', '', '', '',
    (ARRAY['reading', 'lecture', 'course', 'contest', 'outreach'])[1 + n / 3 %% 5],
    (ARRAY['everyone', 'families', 'children', 'adults', 'elders'])[1 + n / 7 %% 5],
    (ARRAY['onsite', 'onsite', 'onsite', 'onsite', 'mixed', 'online'])[1 + n %% 6],
    '{}', '{}', (%(branches)s::bigint[])[1 + n %% %(branch_count)s],
    (%(brands)s::bigint[])[1 + programme %% %(brand_count)s],
    (%(programmes)s::bigint[])[1 + programme],
    starts_at, starts_at + make_interval(days => CASE WHEN n %% 9 = 0 THEN 7 ELSE 0 END,
        mins => 90), CASE WHEN n %% 3 = 0 THEN 100 + n %% 400 END
FROM generate_series(1, %(events)s) AS n,
    LATERAL (SELECT n * 31 %% %(programme_count)s AS programme) AS of,
    LATERAL (SELECT date_trunc('hour', %(begins)s::timestamptz
        + %(lasts)s::interval * n / %(events)s) AS starts_at) AS at
"""
INTAKES = """
INSERT INTO events_intake (event_id, status, status_note_en, status_note_zh, way_in, party_max,
    ical_sequence, last_queue_no, waiting, asks_first, skips_to_fitting, reader_card, checks_out,
    plan_no)
SELECT id, CASE WHEN id %% 30 = 0 THEN 'cancelled' ELSE 'scheduled' END, '', '', 'first_come', 6,
    0, 0, 0, false, false, 'none', false, 0
FROM events_event
"""
SESSIONS = """
INSERT INTO events_session (starts_at, ends_at, is_all_day, state, room_is_shared, online_url,
    official_count, branch_id, event_id)
SELECT starts_at, starts_at + interval '90 minutes', false, 'planned', false, '', 'both',
    branch_id, id
FROM events_event, LATERAL (
    SELECT first_starts_at AS starts_at
    UNION ALL SELECT first_starts_at + interval '7 days' WHERE id %% 9 = 0
) AS meeting
ORDER BY id, starts_at
"""
POOLS = """
INSERT INTO events_seatpool (kind, capacity, ceiling, taken, event_id)
SELECT 'general', places, places, 0, id
FROM events_event, LATERAL (SELECT 2 * %(registrations)s / %(events)s AS places) AS room
"""
READERS_SQL = """
INSERT INTO accounts_person (name, email, phone, language)
SELECT 'Reader ' || n, '', '', 'zh-hans' FROM generate_series(1, %(readers)s) AS n
"""

# A party of one, every fourth of two; one in twenty was cancelled. Keys grow with the rows, so the
# indexes are written from left to right.
REGISTRATIONS = """
INSERT INTO events_registration
    (id, code, reference, idempotency_key, state, channel, created_at, event_id)
SELECT n, 'C' || lpad(n::text, 25, '0'), lpad(to_hex(n), 8, '0'), lpad(to_hex(n), 32, '0')::uuid,
    CASE WHEN n %% 20 = 7 THEN 'cancelled' ELSE 'seated' END,
    CASE WHEN n %% 25 = 3 THEN 'walk_in' ELSE 'web' END,
    event.first_starts_at - interval '5 days', event.id
FROM generate_series(1, %(registrations)s) AS n
JOIN events_event AS event ON event.id = 1 + (n - 1) * %(events)s::bigint / %(registrations)s
"""
ATTENDEES = """
INSERT INTO events_attendee (state, kind, person_id, event_id, registration_id, pool_id)
SELECT registration.state, CASE WHEN number = 1 THEN 'adult' ELSE 'child' END,
    %(first_reader)s + (registration.id * 2 + number) %% %(readers)s, registration.event_id,
    registration.id, pool.id
FROM events_registration AS registration
JOIN events_seatpool AS pool ON pool.event_id = registration.event_id
JOIN generate_series(1, 2) AS number ON number = 1 OR registration.id %% 4 = 0
ORDER BY registration.id, number
"""
# Three of four came, to every session.
ATTENDANCES = """
INSERT INTO events_attendance (checked_in_at, method, attendee_id, event_id, session_id)
SELECT session.starts_at, 'scan', attendee.id, attendee.event_id, session.id
FROM events_attendee AS attendee
JOIN events_session AS session ON session.event_id = attendee.event_id
WHERE attendee.state = 'seated' AND attendee.id %% 4 <> 0 AND session.starts_at < %(now)s
ORDER BY attendee.id
"""
HEADCOUNTS = """
INSERT INTO events_headcount (session_id, day, adults, children, counted_at, source)
SELECT id, (starts_at AT TIME ZONE 'Asia/Shanghai')::date, 3, 2, ends_at, 'bench:' || id
FROM events_session WHERE id %% 3 = 0 AND starts_at < %(now)s
"""
# Only copies of what the keys above say: no reference needs to be looked up, and all of it is
# thrown away with the benchmark's own database.
WITHOUT_LOOKING_UP = "SET session_replication_role = replica"
LOOKING_UP = "RESET session_replication_role"


def make_decade(*, events: int, registrations: int, years: int, now: datetime) -> None:
    """Fill the database: a tenth of a year's events is still to come, the rest lies behind."""
    from django.db import connection

    from network.choices import BranchLevel
    from tests.factories.brands import BrandFactory, ProgrammeFactory
    from tests.factories.network import BranchFactory

    central = BranchFactory(level=BranchLevel.CITY)
    districts = BranchFactory.create_batch(DISTRICTS, parent=central)
    branches = [
        central,
        *districts,
        *(
            BranchFactory(parent=districts[number % DISTRICTS], level=BranchLevel.TOWN)
            for number in range(BRANCHES - DISTRICTS - 1)
        ),
    ]
    brands = BrandFactory.create_batch(BRANDS)
    programmes = [ProgrammeFactory(brand=brands[number % BRANDS]) for number in range(PROGRAMMES)]
    year = timedelta(days=365)
    keys: dict[str, Any] = {
        "now": now,
        "events": events,
        "registrations": registrations,
        "readers": READERS,
        "branches": [branch.pk for branch in branches],
        "branch_count": len(branches),
        "brands": [brand.pk for brand in brands],
        "brand_count": len(brands),
        "programmes": [programme.pk for programme in programmes],
        "programme_count": len(programmes),
        "begins": now - years * year + year / 10,
        "lasts": years * year,
    }
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_LOOKING_UP)
        for sql in (EVENTS, INTAKES, SESSIONS, POOLS, READERS_SQL):
            cursor.execute(sql, keys)
        cursor.execute("SELECT min(id) FROM accounts_person WHERE name = 'Reader 1'")
        keys["first_reader"] = cursor.fetchone()[0]
        for sql in (REGISTRATIONS, ATTENDEES, ATTENDANCES, HEADCOUNTS):
            cursor.execute(sql, keys)
        cursor.execute(LOOKING_UP)
        cursor.execute("VACUUM ANALYZE")

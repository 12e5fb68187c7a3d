"""How fast volunteers' pages answer in a city: six hundred people, five thousand shifts a year.

--way list: "what fits you", asked for by one volunteer after another, with every shift of the year
ahead published and five years of shifts and sign-ups behind them.

--way fill: suggestions for a month with 400 shifts and 1,750 places, from reading the database to
the written rows.

The rows are written in bulk: nobody is told of them.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import datetime
from statistics import quantiles
from typing import Any

from benchmarks._month import fill_a_month
from benchmarks.harness import Connection, production_server, report

WARM_UP = 5
SHIFTS_OF_THE_MONTH = 400
PATH = "/volunteer/shifts/"

# Two to four people for each of two roles, at any of twenty libraries, from eight to half past six.
SHIFTS = """
WITH days AS (
    SELECT n, %(now)s::timestamptz
        + make_interval(mins => (%(minutes)s::bigint * n / %(count)s)::int) AS moment
    FROM generate_series(1, %(count)s) AS n
),
shifts AS (
    INSERT INTO volunteers_shift
        (branch_id, title_en, title_zh, note_en, note_zh, meeting_en, meeting_zh, starts_at,
         ends_at, state, last_queue_no, plan_no)
    SELECT (%(branches)s::bigint[])[1 + n %% 20], 'Shift ' || n, '班次' || n, '', '', '', '',
        begins, begins + interval '2 hours', 'published', 0, 0
    FROM days, LATERAL (SELECT date_trunc('hour', moment) + make_interval(mins => n %% 4 * 15)
        AS begins) AS at
    RETURNING id
)
INSERT INTO volunteers_need (shift_id, role_id, minimum, maximum, ceiling, taken)
SELECT id, (%(roles)s::bigint[])[1 + (id + number) %% 12], 1, places, places, 0
FROM shifts, generate_series(0, 1) AS number,
    LATERAL (SELECT 2 + (id + number) %% 3 AS places) AS room
"""

# One place of each need is taken, by everyone in turn: so nobody is in two places at once.
CLAIMS = """
INSERT INTO volunteers_claim
    (shift_id, need_id, volunteer_id, person_id, state, busy_from, busy_until, claimed_at, code)
SELECT shift.id, need.id, volunteer.id, volunteer.person_id, 'held', shift.starts_at,
    shift.ends_at, shift.starts_at - interval '9 days', upper(substr(md5(need.id::text), 1, 26))
FROM volunteers_need AS need
JOIN volunteers_shift AS shift ON shift.id = need.shift_id
JOIN (SELECT id, person_id, row_number() OVER (ORDER BY id) - 1 AS number
    FROM volunteers_volunteer) AS volunteer ON volunteer.number = need.id %% %(people)s
WHERE shift.starts_at < %(now)s::timestamptz + interval '30 days'
"""
COUNTED = """
UPDATE volunteers_need AS need SET taken = 1
WHERE EXISTS (SELECT FROM volunteers_claim AS claim WHERE claim.need_id = need.id)
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--way", choices=["list", "fill"], default="list")
    options.add_argument("--volunteers", type=int, default=600)
    options.add_argument("--shifts", type=int, default=5000, help="in a year")
    options.add_argument("--years", type=int, default=5, help="of history")
    options.add_argument("--times", type=int, default=60)
    options.add_argument("--places", type=int, default=1750, help="of the month")
    chosen = options.parse_args()
    with production_server() as url:
        if chosen.way == "fill":
            figures = fill_a_month(
                shifts=SHIFTS_OF_THE_MONTH, places=chosen.places, volunteers=chosen.volunteers
            )
            report(benchmark="volunteers", way="fill", volunteers=chosen.volunteers, **figures)
            return
        cookies = make_city(chosen.volunteers, chosen.shifts, chosen.years, chosen.times)
        figures = asyncio.run(ask_for_lists(url, cookies))
        report(
            benchmark="volunteers",
            way=chosen.way,
            volunteers=chosen.volunteers,
            shifts_a_year=chosen.shifts,
            years_of_history=chosen.years,
            **figures,
        )


def make_city(volunteers: int, shifts: int, years: int, signed_in: int) -> list[str]:
    """Fill the database; returns the cookies of some volunteers who are signed in."""
    from django.db import connection

    from core import clock
    from tests.factories.network import BranchFactory
    from tests.factories.volunteers import (
        CredentialFactory,
        CredentialKindFactory,
        RoleFactory,
        VolunteerFactory,
    )

    now = clock.now()
    branches = [
        BranchFactory(latitude=f"30.{50 + n}0000", longitude="114.300000") for n in range(20)
    ]
    roles = RoleFactory.create_batch(12)
    kinds = CredentialKindFactory.create_batch(3)
    for role, kind in zip(roles, kinds, strict=False):
        role.needs_credentials.add(kind)
    people = []
    for number in range(volunteers):
        volunteer = VolunteerFactory(home_branch=branches[number % 20])
        volunteer.interests.add(roles[number % 12], roles[(number + 5) % 12])
        CredentialFactory(volunteer=volunteer, kind=kinds[number % 3])
        people.append(volunteer)
    keys: dict[str, Any] = {
        "branches": [branch.pk for branch in branches],
        "roles": [role.pk for role in roles],
        "people": volunteers,
        "now": now,
    }
    year = 365 * 24 * 60
    with connection.cursor() as cursor:
        cursor.execute(SHIFTS, keys | {"count": shifts, "minutes": year})
        cursor.execute(SHIFTS, keys | {"count": shifts * years, "minutes": -years * year})
        cursor.execute(CLAIMS, keys)
        cursor.execute(COUNTED)
        cursor.execute("VACUUM ANALYZE")
    return [cookie_of(each.person.user, now) for each in people[: WARM_UP + signed_in]]


def cookie_of(user: Any, now: datetime) -> str:
    """The cookie of a browser in which the user is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"Cookie: {settings.SESSION_COOKIE_NAME}={session.session_key}\r\n"


async def ask_for_lists(url: str, cookies: list[str]) -> dict[str, float]:
    """How long the list takes, each time for another volunteer."""
    seconds = []
    for cookie in cookies:
        async with Connection(url, cookie) as browser:
            begin = time.perf_counter()
            head, body = await browser.get(PATH)
            seconds.append(time.perf_counter() - begin)
            if not head.startswith(b"HTTP/1.1 200 ") or b"event-list" not in body:
                raise AssertionError(head.decode())
    measured = seconds[WARM_UP:]
    cuts = quantiles(measured, n=100, method="inclusive")
    shown = {"p50_ms": cuts[49], "p95_ms": cuts[94], "max_ms": max(measured)}
    return {name: round(took * 1000, 1) for name, took in shown.items()}


if __name__ == "__main__":
    main()

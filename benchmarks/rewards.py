"""How fast reading challenges count, close and show: 57,000 readers with 130,000 rows of loans.

--way import: a file with a row for each loan is counted from nothing, then once more, then with a
tenth of its numbers changed. The tiers are compared with a count in plain Python.

--way close: the challenge is closed, with all its readers.

--way page: a reader's own page, with 10 and with 10,000 records behind it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from datetime import date, timedelta
from typing import Any

from benchmarks.harness import Connection, percentiles, production_server, report
from benchmarks.volunteers import cookie_of

FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2025, 12, 31)
TIERS = (3, 5, 8)
WARM_UP = 3

# What one reader has written down, a few records a day.
RECORDS = """
    INSERT INTO rewards_tallyentry (challenge_id, reader_id, way, amount, day, source, made_at)
    SELECT %(challenge)s, %(reader)s, 'own_log', 1, %(first)s::date + n %% 365, 'log:' || n,
        %(now)s
    FROM generate_series(1, %(records)s) AS n
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--way", choices=["import", "close", "page"], default="import")
    options.add_argument("--readers", type=int, default=57_000)
    options.add_argument("--rows", type=int, default=130_000)
    options.add_argument("--times", type=int, default=40, help="that a page is asked for")
    chosen = options.parse_args()
    with production_server() as url:
        if chosen.way == "page":
            readers = make_readers((10, 10_000))
            figures = asyncio.run(ask_for_pages(url, readers, chosen.times))
        else:
            figures = count_and_close(chosen.readers, chosen.rows, close=chosen.way == "close")
    report(benchmark="rewards", way=chosen.way, **figures)


def count_and_close(readers: int, rows: int, *, close: bool) -> dict[str, Any]:
    """Seconds of each step, and whether tiers are what plain counting says."""
    from core import clock
    from rewards.models import Award, FinalStanding
    from rewards.services.cards.numbers import hash_of_number
    from rewards.services.closing.closing import close_challenge
    from tests.factories.people import UserFactory
    from tests.factories.rewards import ChallengeFactory

    challenge = ChallengeFactory(
        unit="loans",
        ways=["loans"],
        joining="by_itself",
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        log_until=LAST_DAY,
        tiers=TIERS,
    )
    counts = loans_of_a_year(readers, rows)
    seconds = {"import_s": timed_import(challenge, counts)}
    if close:
        begin = time.perf_counter()
        close_challenge(challenge_id=challenge.pk, by=UserFactory(), now=clock.now())
        seconds = {"close_s": round(time.perf_counter() - begin, 2)}
        standings = FinalStanding.objects.filter(challenge=challenge, tier__isnull=False)
        found = dict(standings.values_list("reader__card__number_hash", "tier__threshold"))
    else:
        seconds["again_s"] = timed_import(challenge, counts)
        for number in list(counts)[::10]:
            counts[number] += 1
        seconds["changed_s"] = timed_import(challenge, counts)
        awards = Award.objects.highest().filter(challenge=challenge)
        found = dict(awards.values_list("reader__card__number_hash", "tier__threshold"))
    plain = {
        hash_of_number(number): max(tier for tier in TIERS if tier <= count)
        for number, count in counts.items()
        if count >= TIERS[0]
    }
    return {
        "readers": len(counts),
        "rows": rows,
        **seconds,
        "tiers_equal_plain_count": found == plain,
    }


def loans_of_a_year(readers: int, rows: int) -> Counter[str]:
    """Loans by number: one for everybody, and the rest as it falls."""
    dice = random.Random(423)  # noqa: S311 - a story, no secret
    numbers = [f"2025{n:08d}" for n in range(readers)]
    return Counter(numbers + dice.choices(numbers, k=rows - readers))


def timed_import(challenge: Any, counts: Counter[str]) -> float:
    """From the bytes of the file to the last award, in seconds."""
    from core import clock
    from rewards.services.loans.files import find_columns, open_table
    from rewards.services.loans.importing import begin_import, count_file, digest_of

    rows = [f"{number},Title {n}" for number, count in counts.items() for n in range(count)]
    content = "\n".join(["reader number,title", *rows]).encode()
    now = clock.now()
    begin = time.perf_counter()
    loans = begin_import(
        challenge_id=challenge.pk,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        digest=digest_of(content),
        columns=find_columns(open_table(content)),
        now=now,
        by=None,
    )
    count_file(loans, content, now=now, progress=lambda *at: print(*at, file=sys.stderr))
    return round(time.perf_counter() - begin, 2)


async def ask_for_pages(
    url: str, readers: dict[int, tuple[str, str]], times: int
) -> dict[str, Any]:
    """How long a reader's page takes, by how much the reader has written down."""
    figures: dict[str, Any] = {}
    for records, (path, cookie) in readers.items():
        seconds = []
        for _ in range(WARM_UP + times):
            async with Connection(url, cookie) as browser:
                begin = time.perf_counter()
                head, _body = await browser.get(path)
                seconds.append(time.perf_counter() - begin)
                if not head.startswith(b"HTTP/1.1 200 "):
                    raise AssertionError(head.decode())
        figures[f"with_{records}"] = percentiles(seconds[WARM_UP:])
    return figures


def make_readers(records: tuple[int, ...]) -> dict[int, tuple[str, str]]:
    """A reader for each number of records: the address of their page, and their cookie."""
    from django.db import connection
    from django.urls import reverse

    from accounts.models import User
    from core import clock
    from tests.factories.rewards import ChallengeFactory, ReaderFactory

    now = clock.now()
    challenge = ChallengeFactory(
        tiers=(10, 20, 30),
        first_day=(now - timedelta(days=400)).date(),
        last_day=(now + timedelta(days=30)).date(),
        log_until=(now + timedelta(days=40)).date(),
        collect_until=(now + timedelta(days=90)).date(),
    )
    made = {}
    for number in records:
        reader = ReaderFactory(challenge=challenge)
        with connection.cursor() as cursor:
            cursor.execute(
                RECORDS,
                {
                    "challenge": challenge.pk,
                    "reader": reader.pk,
                    "first": challenge.first_day,
                    "now": now,
                    "records": number,
                },
            )
        user = User.objects.get(person=reader.person_id)
        made[number] = reverse("reader", args=[reader.pk]), cookie_of(user, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return made


if __name__ == "__main__":
    main()

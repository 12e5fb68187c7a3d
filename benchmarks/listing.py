"""How fast the list of events answers, uncached, among as many events as a decade brings.

A city's demo library is multiplied: nine in ten events lie in the past nine years, one in ten is
still to come within a year (of 50,000 that is 5,000, as many as a large city holds). One visitor
asks for each address again and again, each time with a query that no cache has seen.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from copy import copy
from datetime import datetime, timedelta
from itertools import cycle
from statistics import quantiles
from typing import Any
from urllib.parse import quote

from benchmarks.harness import Connection, production_server, report

SHARE_TO_COME = 0.1
DAYS_BACK, DAYS_AHEAD = 9 * 365, 365
BATCH = 5000
WARM_UP = 3

# A shift by whole weeks keeps the weekdays of the library's rhythm.
WEEK = timedelta(weeks=1)

SEARCHES = {
    "search": "storytime",
    "search_chinese": "小树苗",
    "search_pinyin": "xiaoshumiao",
    "search_mistyped": "stroytime",
    "search_chinese_mistyped": "小树描",
    "search_nothing": "qqqqqqqq",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=50_000)
    options.add_argument("--times", type=int, default=40, help="how often each address is asked")
    chosen = options.parse_args()
    figures = answer_times(chosen.events, times=chosen.times)
    report(benchmark="listing", events=chosen.events, **figures)


def answer_times(events: int, *, times: int = 40) -> dict[str, dict[str, float]]:
    """Milliseconds of each address of the list, of a server with so many events."""
    with production_server() as url:
        make_events(events)
        return {
            name: asyncio.run(ask_again_and_again(url, query, times))
            for name, query in addresses().items()
        }


def make_events(events: int) -> None:
    """Fill the database with a city's demo library and copies of its events."""
    from django.conf import settings
    from django.db import connection

    from core import clock
    from demo.services.library import make_demo_library
    from demo.services.scale import SCALES
    from events.models import Event

    now = clock.now()
    settings.DEMO_PASSWORD = settings.SECRET_KEY
    make_demo_library(scale=SCALES["city"], seed=423, now=now)
    multiply(events - Event.objects.count(), now=now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def multiply(events: int, *, now: datetime) -> None:
    """Add so many events: copies of those that there are, on other days."""
    from events.models import Event, Intake, SeatPool, Session
    from events.services.finding.search.index import index_events

    # A draw belongs to one event.
    templates = list(
        Event.objects.public()
        .filter(intake__draw=None)
        .select_related("intake")
        .prefetch_related("sessions", "pools")
    )
    to_come = int(events * SHARE_TO_COME)
    new_events, intakes, sessions, pools = [], [], [], []
    for number, template in zip(range(events), cycle(templates), strict=False):
        if number < to_come:
            ahead = timedelta(days=DAYS_AHEAD * number / to_come)
        else:
            ahead = -timedelta(days=DAYS_BACK * (number - to_come) / (events - to_come))
        first: Any = template.first_starts_at
        shift = round((now + ahead - first) / WEEK) * WEEK
        event = moved(template, shift, "first_starts_at", "last_ends_at")
        event.latest_revision = event.live_revision = None
        new_events.append(event)
        intakes.append(moved(template.intake, shift, "opens_at", "closes_at", event=event))
        # Rooms refuse two sessions at once, and the list does not tell them.
        sessions += [
            moved(session, shift, "starts_at", "ends_at", event=event, room=None)
            for session in template.sessions.all()
        ]
        pools += [
            moved(pool, shift, event=event) for pool in template.pools.all() if not pool.is_reserve
        ]
    Event.objects.bulk_create(new_events, batch_size=BATCH)
    Intake.objects.bulk_create(intakes, batch_size=BATCH)
    Session.objects.bulk_create(sessions, batch_size=BATCH)
    SeatPool.objects.bulk_create(pools, batch_size=BATCH)
    index_events(event.pk for event in new_events)


def moved(row: Any, shift: timedelta, *moments: str, **changes: Any) -> Any:
    """An unsaved copy of the row, some of its moments later, some of its fields changed."""
    new = copy(row)
    new._state = copy(row._state)
    new._state.adding, new._state.fields_cache = True, {}
    new.pk = None
    for name in moments:
        if getattr(row, name) is not None:
            setattr(new, name, getattr(row, name) + shift)
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def addresses() -> dict[str, str]:
    """Queries of the list by a short name: each filter, some together, searches."""
    from core import clock
    from events.models import Event

    today = clock.today()
    coming = Event.objects.public().upcoming(now=clock.now()).filter(brand__isnull=False)
    branch, brand = coming.values_list("branch__slug", "brand__slug")[0]
    filters = {
        "all": "",
        "page_20": "page=20",
        "brand": f"brand={brand}",
        "branch": f"branch={branch}",
        "audience": "audience=families",
        "age": "age=6",
        "weekday": "weekday=5&weekday=6",
        "language": "language=cmn",
        "free": "free=1",
        "accessible": "accessible=1",
        "week": f"from={today}&to={today + timedelta(days=6)}",
        "combined": f"brand={brand}&age=6&weekday=5&free=1&accessible=1&language=cmn",
        "last_year": f"from={today - timedelta(days=365)}&to={today}",
        "month": "view=month",
        "week_agenda": "view=week",
        "map": "view=map",
    }
    return filters | {name: f"q={quote(words)}" for name, words in SEARCHES.items()}


async def ask_again_and_again(url: str, query: str, times: int) -> dict[str, float]:
    """How long the answers took, after a few that warm the server up."""
    seconds = []
    async with Connection(url) as visitor:
        for number in range(WARM_UP + times):
            begin = time.perf_counter()
            head, _body = await visitor.get(f"/events/?{query}&fresh={number}")
            seconds.append(time.perf_counter() - begin)
            if not head.startswith(b"HTTP/1.1 200 "):
                raise AssertionError(head.decode())
    measured = seconds[WARM_UP:]
    # Among those that were measured: of a few answers none is slower than the slowest.
    cuts = quantiles(measured, n=100, method="inclusive")
    shown = {"p50_ms": cuts[49], "p95_ms": cuts[94], "max_ms": max(measured)}
    return {name: round(took * 1000, 1) for name, took in shown.items()}


if __name__ == "__main__":
    main()

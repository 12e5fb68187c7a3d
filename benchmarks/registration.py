"""How a crowd fares when registration opens: pages and forms over HTTP, as browsers send them.

`crowd` (the default): everyone comes in the same moment for a few places, gets the page, sends the
form and waits for a definite answer. `steady`: a number of clients sign one guest up after another.
`same-answer`: one client sends forms of newcomers and of guests who are registered already, by
turns; the medians tell whether the time of the answer gives them away.

Every guest has an address and a connection of their own. The rows are counted afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import resource
import statistics
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from benchmarks.harness import Connection, percentiles, production_server, report

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
FORM_KEY = re.compile(rb'name="form_key" value="([-\w]+)"')
COOKIE = re.compile(rb"csrftoken=\w+")

# The crowd sits behind a proxy, which tells their addresses.
BEHIND_A_PROXY = {"TRUSTED_PROXIES": "1"}
PATIENCE_SECONDS = 300


@dataclass
class Tally:
    """What the clients saw: seconds of each form, and how many answers were none."""

    answers: list[float] = field(default_factory=list)
    errors: int = 0


class Browser(Connection):
    """A guest at an address of their own."""

    def __init__(self, url: str, number: int) -> None:
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        super().__init__(url, f"X-Forwarded-For: {address}\r\n")

    async def sign_up(self, path: str, guest: str) -> bytes:
        """Get the page, send the form; the first lines of the answer to it."""
        form = await self.fill_in(path, guest)
        head, _body = await self.send(form)
        return head

    async def fill_in(self, path: str, guest: str) -> str:
        """Get the page; the request that sends its form."""
        head, page = await self.get(path)
        cookie, token, key = COOKIE.search(head), TOKEN.search(page), FORM_KEY.search(page)
        if not (cookie and token and key):
            raise EOFError(f"no form: {head!r}")
        form = urlencode(
            {
                "csrfmiddlewaretoken": token[1],
                "form_key": key[1],
                "name": f"Guest {guest}",
                "contact": f"{guest}@example.org",
                "adults": 1,
                "children": 0,
            }
        )
        return (
            f"POST {path} HTTP/1.1\r\n{self.headers}Cookie: {cookie[0].decode()}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\n\r\n{form}"
        )


async def visit(url: str, path: str, number: int, tally: Tally, until: float | None) -> None:
    """One client: once, or again and again until then."""
    try:
        async with Browser(url, number) as browser:
            turn = 0
            while True:
                begin = time.perf_counter()
                head = await browser.sign_up(path, f"{number}.{turn}")
                tally.answers.append(time.perf_counter() - begin)
                if b" 303 " not in head.split(b"\r\n", 1)[0]:
                    tally.errors += 1
                turn += 1
                if until is None or time.perf_counter() > until:
                    return
    except (OSError, EOFError):
        tally.errors += 1


async def crowd(url: str, path: str, clients: int, seconds: float | None) -> tuple[Tally, float]:
    """Send all clients off at once; what they saw, and how long it took."""
    tally = Tally()
    begin = time.perf_counter()
    until = begin + seconds if seconds else None
    async with asyncio.timeout((seconds or 0) + PATIENCE_SECONDS):
        await asyncio.gather(*(visit(url, path, n, tally, until) for n in range(clients)))
    return tally, time.perf_counter() - begin


async def same_answer(url: str, path: str, rounds: int) -> dict[str, Any]:
    """How long newcomers and guests who are known wait for the answer, asked by turns."""
    seconds: dict[str, list[float]] = {"newcomer": [], "known": []}
    statuses = set()
    async with Browser(url, 1) as browser:
        for number in range(rounds):
            await browser.sign_up(path, f"known.{number}")
        for number in range(rounds):
            for who, times in seconds.items():
                form = await browser.fill_in(path, f"{who}.{number}")
                begin = time.perf_counter()
                head, _body = await browser.send(form)
                times.append(time.perf_counter() - begin)
                statuses.add(head.split(b"\r\n", 1)[0].decode())
    medians = {
        f"{who}_median_ms": round(statistics.median(times) * 1000, 2)
        for who, times in seconds.items()
    }
    return {"rounds": rounds, "answers": sorted(statuses), **medians}


def allow_connections(clients: int) -> None:
    """Every connection is an open file, of which processes may have few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = clients + 1000
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(needed, hard), hard))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "mode", nargs="?", choices=["crowd", "steady", "same-answer"], default="crowd"
    )
    options.add_argument("--clients", type=int, help="300 in a crowd, 32 steadily")
    options.add_argument("--places", type=int, help="30 for a crowd, else enough for all")
    options.add_argument("--seconds", type=float, default=5, help="how long steadily")
    options.add_argument("--rounds", type=int, default=50, help="forms of each for the same answer")
    chosen = options.parse_args()
    is_crowd = chosen.mode == "crowd"
    clients = chosen.clients or (300 if is_crowd else 32)
    places = chosen.places or (30 if is_crowd else 1_000_000)
    os.environ |= BEHIND_A_PROXY
    allow_connections(clients)
    with production_server() as url:
        warm, event = (open_event(places) for _ in range(2))
        asyncio.run(crowd(url, warm[1], 8, None))
        if chosen.mode == "same-answer":
            found = asyncio.run(same_answer(url, event[1], chosen.rounds))
            report(benchmark="registration", mode=chosen.mode, **found)
            return
        tally, seconds = asyncio.run(
            crowd(url, event[1], clients, None if is_crowd else chosen.seconds)
        )
        rows = count_rows(event[0])
    report(
        benchmark="registration",
        mode=chosen.mode,
        clients=clients,
        places=places,
        registrations_per_second=round(rows["registrations"] / seconds),
        **percentiles(tally.answers, digits=0),
        answered_within_s=round(max(tally.answers), 2),
        errors=tally.errors,
        **rows,
    )


def open_event(places: int) -> tuple[int, str]:
    """An event one may sign up for, and the address of its form."""
    from datetime import timedelta

    from django.urls import reverse

    from core import clock
    from tests.factories.events import EventFactory, SessionFactory

    event = EventFactory(places=places, sessions=0)
    SessionFactory(event=event, starts_at=clock.now() + timedelta(days=7))
    return event.pk, reverse("register", args=[event.slug, event.pk])


def count_rows(event_id: int) -> dict[str, int]:
    """What is in the database: registrations, seats, and those given beyond the places."""
    from events.choices import PlaceState
    from events.models import Attendee, Registration, SeatPool

    pool = SeatPool.objects.get(event=event_id)
    seated = Attendee.objects.filter(pool=pool, state=PlaceState.SEATED).count()
    return {
        "registrations": Registration.objects.filter(event=event_id).count(),
        "seated": seated,
        "oversold": max(seated - pool.capacity, 0),
    }


if __name__ == "__main__":
    main()

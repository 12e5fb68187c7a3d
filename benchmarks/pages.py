"""How many requests a second the most read pages answer: the list of events, and one of them.

Visitors without cookies ask as browsers do, compressed and over open connections, again as soon as
they have their answer. Every answer is checked to be the page. With `--events`, instead, how long
the list takes uncached among so many (`benchmarks.listing`).
"""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import Any

from benchmarks.harness import (
    Connection,
    make_library,
    percentiles,
    production_server,
    report,
)
from benchmarks.listing import answer_times

AS_BROWSERS_ASK = (
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    "Accept-Language: en-GB,en;q=0.9\r\n"
)
WARM_UP_SECONDS = 1


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=5, help="how long for each page")
    options.add_argument("--clients", type=int, default=16)
    options.add_argument("--path", action="append", help="another page than these two")
    options.add_argument("--events", type=int, help="ask the list uncached among so many")
    chosen = options.parse_args()
    if chosen.events:
        report(benchmark="pages", events=chosen.events, **answer_times(chosen.events))
        return
    with production_server() as url:
        pages = {path: path for path in chosen.path or ()} or make_library()
        figures = {
            name: asyncio.run(crowd(url, path, chosen.clients, chosen.seconds))
            for name, path in pages.items()
        }
    report(benchmark="pages", clients=chosen.clients, **figures)


async def crowd(url: str, path: str, clients: int, seconds: float) -> dict[str, Any]:
    """What so many visitors see of a page."""
    await asyncio.gather(*(visit(url, path, WARM_UP_SECONDS) for _ in range(clients)))
    begin = time.perf_counter()
    visits = await asyncio.gather(*(visit(url, path, seconds) for _ in range(clients)))
    seconds = time.perf_counter() - begin
    times = [answer for one in visits for answer in one]
    async with Connection(url, AS_BROWSERS_ASK) as connection:
        _head, body = await connection.get(path)
    return {
        "requests_per_second": round(len(times) / seconds),
        **percentiles(times),
        "bytes": len(body),
    }


async def visit(url: str, path: str, seconds: float) -> list[float]:
    """One visitor who asks again and again for so long: the seconds of each answer."""
    times = []
    async with Connection(url, AS_BROWSERS_ASK) as connection:
        until = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < until:
            head, body = await connection.get(path)
            times.append(time.perf_counter() - begin)
            if not (head.startswith(b"HTTP/1.1 200 ") and body):
                raise AssertionError(head.decode())
    return times


if __name__ == "__main__":
    main()

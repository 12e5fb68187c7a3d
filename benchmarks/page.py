"""How many requests a second a page answers to clients that ask again as soon as it does."""

from __future__ import annotations

import argparse
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from benchmarks.harness import production_server, report


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--path", default="/healthz")
    options.add_argument("--seconds", type=float, default=5)
    options.add_argument("--clients", type=int, default=2)
    chosen = options.parse_args()
    with production_server() as url:

        def visit(client_number: int) -> list[float]:
            times = []
            with httpx.Client(base_url=url) as client:
                until = time.perf_counter() + chosen.seconds
                while (begin := time.perf_counter()) < until:
                    client.get(chosen.path).raise_for_status()
                    times.append((time.perf_counter() - begin) * 1000)
            return times

        with ThreadPoolExecutor(chosen.clients) as clients:
            times = [t for part in clients.map(visit, range(chosen.clients)) for t in part]
    cuts = statistics.quantiles(times, n=100)
    report(
        benchmark="page",
        path=chosen.path,
        requests_per_second=round(len(times) / chosen.seconds),
        p50_ms=round(cuts[49], 2),
        p95_ms=round(cuts[94], 2),
        p99_ms=round(cuts[98], 2),
    )


if __name__ == "__main__":
    main()

"""How long the figures of a half-year take among ten years of a city's library.

In seconds, a report of half a year: counted beside the same days a year before, frozen and
drafted; and the open data of all months. In milliseconds, pages of the CMS as this process answers
them, with their statements: the brand matrix of half a year and of a whole one, each beside the
year before, the rows behind a number, the list, the search and the chooser of events, the home, the
one field for events, people and tickets, the planner of a month, and figures entered by hand.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

from benchmarks._decade import make_decade
from benchmarks.harness import production_server, report

WARM_UP = 1


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=50_000)
    options.add_argument("--registrations", type=int, default=2_000_000)
    options.add_argument("--years", type=int, default=10)
    options.add_argument("--times", type=int, default=5, help="how often each is asked")
    chosen = options.parse_args()
    with production_server():
        from core import clock

        begin = time.perf_counter()
        make_decade(
            events=chosen.events,
            registrations=chosen.registrations,
            years=chosen.years,
            now=clock.now(),
        )
        made_s = round(time.perf_counter() - begin, 1)
        report(
            benchmark="report",
            events=chosen.events,
            registrations=chosen.registrations,
            years=chosen.years,
            made_s=made_s,
            **answer_times(chosen.times),
        )


def answer_times(times: int) -> dict[str, Any]:
    """What a report and the pages take, in a database that is full."""
    from core import clock

    today = clock.today()
    half_year = (date(today.year - 1, 7, 1), date(today.year - 1, 12, 31))
    year = (date(today.year - 1, 1, 1), half_year[1])
    figures: dict[str, Any] = {
        "report_s": round(median_of(report_of(half_year), times), 2),
        "open_data_s": round(median_of(open_figures, 1), 1),
    }
    with signed_in() as ask:
        for name, (address, sent) in addresses(half_year, year).items():
            seconds = median_of(partial(ask, address, sent), times)
            figures[f"{name}_ms"] = round(seconds * 1000)
            figures[f"{name}_statements"] = ask(address, sent)
    return figures


def median_of(act: Callable[[], Any], times: int) -> float:
    """Seconds that half of the tries took at most, once everything is warm."""
    seconds = []
    for _ in range(WARM_UP + times):
        begin = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds[WARM_UP:])


def report_of(period: tuple[date, date]) -> Callable[[], None]:
    """Makes the report of the whole network on those days, and takes it back."""
    from django.db import transaction

    from core import clock
    from reports.services.report.making import make_report

    def make() -> None:
        with transaction.atomic():
            make_report(
                title="Half a year",
                first_day=period[0],
                last_day=period[1],
                branch=None,
                brand=None,
                language="zh-hans",
                by=None,
                now=clock.now(),
            )
            transaction.set_rollback(True)

    return make


def open_figures() -> None:
    """Counts every month of the open data, as nobody has asked for it yet."""
    from django.core.cache import cache

    from core import clock
    from reports.services.open_data.data_sets import DATA_SETS
    from reports.services.open_data.files import FORMATS

    cache.clear()
    parts, _content_type = FORMATS["csv"]
    for _part in parts(DATA_SETS["figures"], now=clock.now()):
        pass


def addresses(
    half_year: tuple[date, date], year: tuple[date, date]
) -> dict[str, tuple[str, dict[str, str]]]:
    """Of each page where it is, and what is sent there, if anything is."""
    from django.urls import reverse

    from events.models import Event

    viewset = Event.snippet_viewset
    events = reverse(viewset.get_url_name("list"))
    chooser = reverse(viewset.chooser_viewset.get_url_name("choose"))
    matrix, rows = reverse("reports:matrix"), reverse("reports:rows")

    def shown(period: tuple[date, date]) -> str:
        return (
            f"first_day={period[0]}&last_day={period[1]}"
            "&measure=attendances&rows=brand&columns=month"
        )

    find = reverse("find:index")
    return {
        "matrix": (f"{matrix}?{shown(half_year)}", {}),
        "matrix_of_a_year": (f"{matrix}?{shown(year)}", {}),
        "rows": (f"{rows}?{shown(half_year)}", {}),
        "list": (events, {}),
        "list_by_branch": (f"{events}?ordering=branch__sort_key", {}),
        "search": (f"{events}?q=no. 4321", {}),
        "chooser": (f"{chooser}?q=no. 4321", {}),
        "home": (reverse("wagtailadmin_home"), {}),
        "planner": (reverse("planner:planner"), {}),
        "enter": (reverse("indicators:enter"), {}),
        "find_event": (find, {"q": "storytime 4321"}),
        "find_person": (find, {"q": "reader 12345"}),
    }


@contextmanager
def signed_in() -> Iterator[Callable[[str, dict[str, str]], int]]:
    """Asks this process for a page of the CMS as a superuser; says how many statements it took."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User

    settings.REQUIRE_STAFF_MFA = False
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.create_superuser(email="bench@example.org"))

    def ask(address: str, sent: dict[str, str]) -> int:
        with CaptureQueriesContext(connection) as statements:
            answer = client.post(address, sent) if sent else client.get(address)
        if answer.status_code != 200:
            raise AssertionError(f"{answer.status_code}: {address}")
        return len(statements)

    yield ask


if __name__ == "__main__":
    main()

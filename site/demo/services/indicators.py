"""Figures that the libraries of the demo enter, two years of them, and targets for this year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from core.days import first_of, month_before
from demo.services.brands import Matrix
from demo.services.dice import Dice
from demo.services.network import Network, Place
from demo.services.people import HOME_OF_THE_COORDINATOR, HOME_OF_THE_OTHER_BRANCH, People
from reports.models import Entry, Indicator, Target
from reports.services.indicators.known import make_indicators
from reports.services.targets.progress import measure_targets

MONTHS = 24
ENTRIES_AT_ONCE = 2000

# What a place of each sort comes to in an ordinary month.
USUAL: dict[str, dict[str, int]] = {
    "central": {
        "visitors": 31_000, "new-cards": 820, "registered-readers": 96_000, "loans": 38_000,
        "extended-hours": 96, "books-delivered": 640, "leaflets": 1_500, "gifts": 260,
        "people-served": 900, "honours": 1,
    },
    "branch": {
        "visitors": 9_400, "new-cards": 240, "registered-readers": 21_000, "loans": 11_500,
        "extended-hours": 72, "books-delivered": 300, "leaflets": 600, "gifts": 90,
        "people-served": 420, "honours": 0,
    },
    "town": {
        "visitors": 2_100, "new-cards": 46, "registered-readers": 3_800, "loans": 2_600,
        "extended-hours": 24, "leaflets": 120, "people-served": 160,
    },
    "village": {"visitors": 640, "new-cards": 9, "loans": 720},
    "mobile_stop": {"loans": 310, "people-served": 190, "books-delivered": 120},
}  # fmt: skip
# Schools are out and the library is full; at the Spring Festival it is quiet.
SEASON = {1: 1.1, 2: 0.7, 4: 1.15, 7: 1.3, 8: 1.35}
A_YEAR_MORE = 1.06
LATE = (HOME_OF_THE_COORDINATOR, HOME_OF_THE_OTHER_BRANCH)
"""Areas whose libraries have not entered the loans of the last month yet."""

STEPS = 10
HARDEST, EASIEST = 1.15, 0.9
"""A goal against what the year comes to if it goes on like this."""


def enter_figures(
    people: People, network: Network, matrix: Matrix, *, now: datetime, dice: Dice
) -> None:
    """Entries of every place up to last month, and targets that somebody answers for."""
    make_indicators()
    indicators = {each.slug: each for each in Indicator.objects.all()}
    months = _months_before(timezone.localdate(now))
    late = {network.area(slug).branch.pk for slug in LATE}
    entries = [
        Entry(
            indicator=indicators[slug],
            branch=place.branch,
            month=month,
            value=value,
            changed_at=now,
            changed_by=people.staff["admin"],
        )
        for place in network.places
        for month, slug, value in _counted(place, months, dice)
        if not (month == months[-1] and slug == "loans" and place.branch.pk in late)
    ]
    Entry.objects.bulk_create(entries, batch_size=ENTRIES_AT_ONCE)

    home = network.area(HOME_OF_THE_COORDINATOR).branch
    brand = matrix.brands["little-tree-seedling"]
    director, coordinator = people.staff["director"], people.staff["coordinator"]
    today = timezone.localdate(now)
    for year in (today.year - 1, today.year):
        wanted = [
            *((slug, None, None, director) for slug in ("visitors", "loans", "new-cards")),
            ("registered-readers", None, None, director),
            ("attendances", None, None, director),
            ("volunteer_minutes", None, None, director),
            ("attendances", None, brand, coordinator),
            ("visitors", home, None, coordinator),
            ("events", home, None, coordinator),
        ]
        targets = [
            Target(
                indicator=indicators[slug],
                year=year,
                branch=branch,
                brand=of_brand,
                value=1,
                owner=owner,
            )
            for slug, branch, of_brand, owner in wanted
        ]
        for measured in measure_targets(targets, on=today, now=now):
            progress, target = measured.progress, measured.target
            share = progress.share_of_year if progress.adds_up else 1
            reached = progress.reached / target.indicator.parts
            goal = reached / share * dice.uniform(EASIEST, HARDEST) if share else 0
            target.value = max(round(goal / STEPS) * STEPS, STEPS)
        Target.objects.bulk_create(targets)


def _months_before(today: date) -> list[date]:
    months = [month_before(first_of(today))]
    while len(months) < MONTHS:
        months.append(month_before(months[-1]))
    return months[::-1]


def _counted(place: Place, months: list[date], dice: Dice) -> Iterator[tuple[date, str, int]]:
    size = dice.uniform(0.8, 1.25)
    for slug, usual in USUAL.get(place.sort, {}).items():
        for number, month in enumerate(months):
            growth = A_YEAR_MORE ** (number / 12)
            if slug == "registered-readers":
                yield month, slug, round(usual * size * growth)
            elif usual < 2:
                yield month, slug, usual * dice.happens(0.3)
            else:
                chance = dice.uniform(0.9, 1.1)
                season = SEASON.get(month.month, 1.0)
                yield month, slug, round(usual * size * growth * season * chance)

"""When a branch is open: by weekday, and by season where it keeps other hours for a time.

On a day within a season that the branch has hours for, those hours alone hold: a weekday that
the season does not name is closed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils import timezone

from network.choices import Weekday
from network.models import Branch, OpeningHours

DAYS_TO_LOOK_AHEAD = 14


@dataclass(frozen=True)
class Opening:
    """A stretch of one day in which the branch is open; the closing time is not included."""

    opens_at: time
    closes_at: time


@dataclass(frozen=True)
class NextOpening:
    """The next moment at which the branch opens its doors."""

    day: date
    opens_at: time


@dataclass(frozen=True)
class OpeningNow:
    """How the doors stand at one moment: open until a time, or closed until another one.

    Both are nothing where no hours are known.
    """

    closes_at: time | None
    next_opening: NextOpening | None


@dataclass(frozen=True)
class Week:
    """The hours of a whole week, Monday first; without dates they hold all year."""

    season_from: date | None
    season_until: date | None
    days: list[list[Opening]]

    def by_weekday(self) -> list[tuple[str, list[Opening]]]:
        """The hours with the name of their weekday."""
        return [(str(Weekday(number).label), day) for number, day in enumerate(self.days)]


def hours_on(branch: Branch, day: date) -> list[Opening]:
    """When the branch is open on that day, from morning to evening; empty if it is closed."""
    hours = list(branch.opening_hours.all())
    in_season = [line for line in hours if _covers(line, day)]
    return _openings(in_season or _all_year(hours), day.weekday())


def closes_at(branch: Branch, at: datetime) -> time | None:
    """When the doors close that are open at that moment, on the library's clocks; else nothing."""
    local = timezone.localtime(at)
    for opening in hours_on(branch, local.date()):
        if opening.opens_at <= local.time() < opening.closes_at:
            return opening.closes_at
    return None


def next_opening(branch: Branch, at: datetime) -> NextOpening | None:
    """When the branch opens next after that moment; nothing if it stays closed for two weeks."""
    local = timezone.localtime(at)
    for days_ahead in range(DAYS_TO_LOOK_AHEAD + 1):
        day = local.date() + timedelta(days=days_ahead)
        for opening in hours_on(branch, day):
            if days_ahead or opening.opens_at > local.time():
                return NextOpening(day, opening.opens_at)
    return None


def opening_now(branch: Branch, at: datetime) -> OpeningNow:
    """What a visitor wants to know before setting out."""
    closing = closes_at(branch, at)
    return OpeningNow(closing, None if closing else next_opening(branch, at))


def weeks(branch: Branch, day: date) -> list[Week]:
    """The weeks worth showing on that day: the one that holds, then the seasons to come.

    The hours of the rest of the year come last where a season holds now.
    """
    hours = list(branch.opening_hours.all())
    seasons = sorted(
        (line for line in hours if line.season_until and line.season_until >= day),
        key=_season,
    )
    found = [
        Week(season_from, season_until, [_openings(lines, weekday) for weekday in range(7)])
        for (season_from, season_until), lines in _grouped(seasons)
    ]
    if all_year := _all_year(hours):
        usual = Week(None, None, [_openings(all_year, weekday) for weekday in range(7)])
        holds_now = not any(_covers(line, day) for line in hours)
        found = [usual, *found] if holds_now else [*found, usual]
    return found


def _grouped(
    seasons: list[OpeningHours],
) -> Iterator[tuple[tuple[date | None, date | None], list[OpeningHours]]]:
    for season, lines in groupby(seasons, key=_season):
        yield season, list(lines)


def _season(line: OpeningHours) -> tuple[date | None, date | None]:
    return line.season_from, line.season_until


def _covers(line: OpeningHours, day: date) -> bool:
    return bool(
        line.season_from and line.season_until and line.season_from <= day <= line.season_until
    )


def _all_year(hours: list[OpeningHours]) -> list[OpeningHours]:
    return [line for line in hours if not line.season_from]


def _openings(lines: list[OpeningHours], weekday: int) -> list[Opening]:
    return sorted(
        (Opening(line.opens_at, line.closes_at) for line in lines if line.weekday == weekday),
        key=lambda opening: opening.opens_at,
    )

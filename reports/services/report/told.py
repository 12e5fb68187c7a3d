"""What a report tells from: frozen facts of its days and of the same days a year before.

Everything that a report says is worked out here from those, and from nothing else; so two reports
of the same frozen rows say the same. Nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias, cast

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from brands.choices import Audience, EventKind
from cms import formats
from core.bilingual import FIELD_SUFFIXES
from reports.choices import Dimension
from reports.services.facts import Fact, Key, Measures, a_year_before, summed

Names: TypeAlias = Mapping[tuple[Dimension, Key], tuple[str, str]]
"""In English and in Chinese, of whatever has a row of its own."""

SMALL_BASE = 20
"""Below it a per cent says more than it knows, so that the numbers alone are told."""


@dataclass(frozen=True)
class FrozenFigure:
    """A figure, the lines that it is the sum of, and, of an indicator or a target, what it is."""

    number: int
    rows: tuple[Mapping[str, Any], ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What something came to, and what it had come to a year before."""

    now: int
    before: int

    @property
    def more(self) -> int:
        """By how many it grew; less than nothing where it fell."""
        return self.now - self.before

    @property
    def share(self) -> float | None:
        """By which part it grew; none where the number of before is too small to say so."""
        return self.more / self.before if self.before >= SMALL_BASE else None


@dataclass(frozen=True)
class Line:
    """One key of a dimension, or some of them together, and what it came to."""

    label: str
    only: Mapping[Dimension, Key | tuple[Key, ...]]
    now: Measures
    before: Measures

    @property
    def heading(self) -> str:
        """The label where it stands alone; names of their own are written as they are."""
        is_word = Dimension.KIND in self.only or Dimension.AUDIENCE in self.only
        return capfirst(self.label) if is_word else self.label

    def change(self, measure: str) -> Change:
        return Change(getattr(self.now, measure), getattr(self.before, measure))


@dataclass(frozen=True)
class Told:
    """All that is frozen for one report, in the order of its rows."""

    first_day: date
    last_day: date
    before_first: date
    before_last: date
    language: str
    scope: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    before: tuple[Fact, ...]
    names: Names
    figures: Mapping[tuple[str, bool], FrozenFigure]

    @cached_property
    def total(self) -> Line:
        return Line("", {}, summed(self.facts), summed(self.before))

    @property
    def is_empty(self) -> bool:
        return not self.total.now.sessions and not self.total.now.attendances

    @property
    def has_before(self) -> bool:
        """Whether there is anything of the year before to compare with."""
        return bool(self.total.before.sessions or self.total.before.attendances)

    def lines(
        self, dimension: Dimension, *, of: Mapping[Dimension, Any] | None = None
    ) -> list[Line]:
        """What each key of the dimension came to, those with most attendances first.

        Keys that had something a year before alone are there too. Months stand in their order.
        """
        now, before = (
            split((fact for fact in some if lies_in(fact, of or {})), dimension)
            for some in (self.facts, self.before)
        )
        if dimension == Dimension.MONTH:
            before = {_a_year_later(key): facts for key, facts in before.items()}
        keys = [key for key in {**now, **before} if now.get(key) or before.get(key)]
        lines = [
            Line(
                self.name(dimension, key),
                {**(of or {}), dimension: key},
                summed(now.get(key, ())),
                summed(before.get(key, ())),
            )
            for key in keys
        ]
        if dimension == Dimension.MONTH:
            return sorted(lines, key=lambda line: str(line.only[dimension]))
        return sorted(
            lines,
            key=lambda line: (
                *(-line.now.attendances, -line.now.events, -line.before.attendances),
                line.label,
            ),
        )

    def name(self, dimension: Dimension, key: Key) -> str:
        """As the report's language has it; the active one where a word is not frozen."""
        match dimension:
            case Dimension.KIND:
                return str(EventKind(str(key)).label)
            case Dimension.AUDIENCE:
                return str(Audience(str(key)).label)
            case Dimension.MONTH:
                return formats.month_and_year(cast(date, key), self.language)
        if key is None:
            return _("none")
        return self.in_words(self.names[dimension, key])

    def in_words(self, both: tuple[str, str]) -> str:
        """Of two names the one in the report's language, else the other."""
        english, chinese = both
        wanted = FIELD_SUFFIXES[self.language]
        return (chinese or english) if wanted == "zh" else (english or chinese)

    def figure(self, key: str) -> Change:
        now, before = (self.figures.get((key, old), FrozenFigure(0)) for old in (False, True))
        return Change(now.number, before.number)

    def about(self, key: str) -> Mapping[str, Any]:
        """What a figure of this period is, beside its number and its lines."""
        return self.figures.get((key, False), FrozenFigure(0)).about

    def told_of(self, prefix: str) -> list[tuple[str, Mapping[str, Any]]]:
        """The keys of figures that begin so and what each is, in the order that the library has."""
        found = [
            (key, figure.about)
            for (key, is_before), figure in self.figures.items()
            if key.startswith(prefix) and not is_before
        ]
        return sorted(found, key=lambda each: (each[1]["order"], each[0]))

    def rows(self, key: str, *, is_before: bool = False) -> list[tuple[str, int]]:
        """The lines of a figure with their part in it, the largest first."""
        figure = self.figures.get((key, is_before), FrozenFigure(0))
        lines = [(self.in_words((row["en"], row["zh"])), row["n"]) for row in figure.rows]
        return sorted(lines, key=lambda line: (-line[1], line[0]))


def split(some: Iterable[Fact], dimension: Dimension) -> dict[Key, list[Fact]]:
    """The facts by a key of theirs."""
    parts: dict[Key, list[Fact]] = {}
    for fact in some:
        parts.setdefault(fact.key(dimension), []).append(fact)
    return parts


def lies_in(fact: Fact, only: Mapping[Dimension, Any]) -> bool:
    return all(fact.key(dimension) == key for dimension, key in only.items())


def days_before(first_day: date, last_day: date) -> tuple[date, date]:
    """The same days of the year before: a period that ends with February still does."""
    return a_year_before(first_day), a_year_before(last_day)


def _a_year_later(month: Key) -> Key:
    day = cast(date, month)
    return day.replace(year=day.year + 1)

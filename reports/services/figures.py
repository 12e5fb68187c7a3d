"""What the library did in a period: in all, and split by brand, programme, branch and month.

What each count is stands in `reports.services.facts`, of which all of them are sums.
"""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from brands.models import Brand, Programme
from events.querysets import EventQuerySet
from network.models import Branch
from reports.choices import Dimension
from reports.services.facts import Counting, Key, Measures, Sums, sums

COUNTS = (
    *("events", "sessions", "registrations", "registered"),
    *("attendances", "attendances_on_site", "attendances_online", "no_shows"),
)


@dataclass(frozen=True)
class Figures:
    """Counts of one line; see the facts for what each is."""

    events: int = 0
    sessions: int = 0
    registrations: int = 0
    registered: int = 0
    attendances: int = 0
    attendances_online: int = 0
    no_shows: int = 0

    @property
    def attendances_on_site(self) -> int:
        return self.attendances - self.attendances_online

    def as_dict(self) -> dict[str, int]:
        """Each count by its name; attendances first all together, then apart."""
        return {name: getattr(self, name) for name in COUNTS}


@dataclass(frozen=True)
class Line:
    """The figures of one brand, programme, branch or month.

    Attributes:
        only: what narrows the facts to those behind it.
    """

    only: dict[Dimension, Key]
    label: str
    figures: Figures

    @property
    def key(self) -> Key:
        """Its row, or its first day."""
        return next(reversed(self.only.values()))


@dataclass(frozen=True)
class Report:
    """Figures of a period (both days included): in all, and split four ways."""

    first_day: date
    last_day: date
    total: Figures = Figures()
    by_brand: list[Line] = field(default_factory=list)
    by_programme: list[Line] = field(default_factory=list)
    by_branch: list[Line] = field(default_factory=list)
    by_month: list[Line] = field(default_factory=list)

    @property
    def splits(self) -> dict[str, list[Line]]:
        return {
            "brand": self.by_brand,
            "programme": self.by_programme,
            "branch": self.by_branch,
            "month": self.by_month,
        }

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {
            "from": self.first_day.isoformat(),
            "to": self.last_day.isoformat(),
            "total": self.total.as_dict(),
            **{
                f"by_{name}": [{name: line.label, **line.figures.as_dict()} for line in lines]
                for name, lines in self.splits.items()
            },
        }

    def as_rows(self) -> list[list[str | int]]:
        """The report as one table with a heading, for CSV."""
        rows: list[list[str | int]] = [["split", "name", *COUNTS]]
        rows.append(["total", "", *self.total.as_dict().values()])
        for name, lines in self.splits.items():
            rows += [[name, line.label, *line.figures.as_dict().values()] for line in lines]
        return rows


def report(
    events: EventQuerySet,
    *,
    first_day: date,
    last_day: date,
    now: datetime,
    branch: Branch | None = None,
) -> Report:
    """Count a period over these events, and within one branch with all below it if given.

    Raises:
        PeriodEndsBeforeItStarts: the last day is before the first.
    """
    counting = Counting(events, first_day, last_day, now, branch)
    brand, programme = (Dimension.BRAND,), (Dimension.BRAND, Dimension.PROGRAMME)
    where, month = (Dimension.BRANCH,), (Dimension.MONTH,)
    counted = sums(counting, (), brand, programme, where, month)
    return Report(
        first_day,
        last_day,
        total=figures_of(counted[()].get((), Measures())),
        by_brand=named_lines(Brand, brand, counted[brand]),
        by_programme=named_lines(Programme, programme, counted[programme]),
        by_branch=named_lines(Branch, where, counted[where]),
        by_month=[
            Line({Dimension.MONTH: key}, f"{key:%Y-%m}", figures_of(measures))
            for (key,), measures in sorted(counted[month].items())
        ],
    )


def figures_of(measures: Measures) -> Figures:
    return Figures(**{each.name: getattr(measures, each.name) for each in fields(Figures)})


def named_lines(model: Any, grouping: tuple[Dimension, ...], counted: Sums) -> list[Line]:
    """Lines with the names of their rows, those with most attendances first."""
    names = model.objects.in_bulk([keys[-1] for keys in counted if keys[-1]])
    lines = [
        Line(
            dict(zip(grouping, keys, strict=True)),
            str(names[keys[-1]]) if keys[-1] else _("none"),
            figures_of(measures),
        )
        for keys, measures in counted.items()
    ]
    return sorted(
        lines, key=lambda line: (-line.figures.attendances, -line.figures.events, line.label)
    )

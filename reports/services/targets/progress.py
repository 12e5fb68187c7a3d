"""How far a target is: its share that is reached, against the share of the year that is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.days import first_of, last_day_of, month_before
from network.services.tree import memberships
from reports.choices import Aggregation, Standing
from reports.models import Target
from reports.services.indicators.counting import NOTHING, Entries, entries_of, figure_of_indicator
from reports.services.indicators.months import months_between
from reports.services.report.counted import Span
from reports.services.report.told import FrozenFigure

ON_COURSE = 0.02
"""Shares that are so near each other are the same: a week of a year."""


@dataclass(frozen=True)
class Progress:
    """What was reached of a goal by some day of its year.

    Attributes:
        goal, reached: in the parts that the indicator is counted in.
        adds_up: over the months; else the last of them tells, and no share of a year says more.
    """

    goal: int
    reached: int
    days_gone: int
    days: int
    more_is_better: bool = True
    adds_up: bool = True

    @property
    def share(self) -> float:
        return self.reached / self.goal

    @property
    def share_of_year(self) -> float:
        return self.days_gone / self.days

    @property
    def is_over(self) -> bool:
        return self.days_gone == self.days

    @property
    def apart(self) -> int:
        """How much is reached beyond what this share of the year would need, or less than that.

        Once the goal is passed or the year is over, and where months do not add up, it is apart
        from the whole goal.
        """
        is_whole = self.is_over or not self.adds_up or self.reached >= self.goal
        return self.reached - (self.goal if is_whole else round(self.goal * self.share_of_year))

    @property
    def standing(self) -> Standing:
        if not self.more_is_better:
            return self._standing_of_a_most()
        if self.reached >= self.goal:
            return Standing.REACHED
        if self.is_over:
            return Standing.MISSED
        if not self.adds_up:
            return Standing.OPEN
        return self._against_the_year(Standing.AHEAD, Standing.BEHIND)

    def _standing_of_a_most(self) -> Standing:
        if self.reached > self.goal:
            return Standing.EXCEEDED
        if self.is_over or not self.adds_up:
            return Standing.KEPT
        return self._against_the_year(Standing.BEHIND, Standing.AHEAD)

    def _against_the_year(self, above: Standing, below: Standing) -> Standing:
        if abs(self.share - self.share_of_year) < ON_COURSE:
            return Standing.ON_COURSE
        return above if self.share > self.share_of_year else below


@dataclass(frozen=True)
class Measured:
    """A target, how far it is, and the lines that say so; `until` is nothing in a first January."""

    target: Target
    progress: Progress
    figure: FrozenFigure
    until: date | None


def measure_targets(targets: Iterable[Target], *, on: date, now: datetime) -> list[Measured]:
    """How far each is on that day, or at the end of its year if that is over.

    What libraries enter is measured in whole months that are over, so that a month nobody can have
    entered yet puts nobody behind. Places, events and entries are read once for all of a year.
    """
    targets = list(targets)
    spans = _spans(targets, on=on, now=now)
    entries = _entries(targets, spans, on=on)
    return [
        _measured(target, on, span, entries) for target, span in zip(targets, spans, strict=True)
    ]


def _spans(targets: list[Target], *, on: date, now: datetime) -> list[Span | None]:
    """The days, places and brand that each is measured by; none where the year has not begun."""
    wholes: dict[int, Span] = {}
    for year in {target.year for target in targets}:
        if (first := date(year, 1, 1)) <= on:
            wholes[year] = Span(first, min(on, date(year, 12, 31)), None, None, now)
    periods = {}
    for year, whole in wholes.items():
        roots = {each.branch_id for each in targets if each.year == year and each.branch_id}
        found = memberships(roots, whole.first_day, whole.until) if roots else {}
        periods |= {(year, branch): places for branch, places in found.items()}
    spans: list[Span | None] = []
    for target in targets:
        if of_year := wholes.get(target.year):
            places = periods.get((target.year, target.branch_id))
            part = replace(
                of_year, branch=target.branch, brand=target.brand, whole=of_year, periods=places
            )
            spans.append(part)
        else:
            spans.append(None)
    return spans


def _entries(targets: list[Target], spans: list[Span | None], *, on: date) -> Entries:
    """What was entered in months that are over."""
    entered = [
        (target, span)
        for target, span in zip(targets, spans, strict=True)
        if target.indicator.is_entered and span
    ]
    months = {
        month
        for target, _span in entered
        for month in months_between(date(target.year, 1, 1), _until(target, on))
    }
    if not months:
        return {}
    is_anywhere = any(span.branch is None for _target, span in entered)
    branches = None if is_anywhere else {key for _target, span in entered for key in span.members}
    return entries_of({target.indicator for target, _span in entered}, months, branches)


def _measured(target: Target, on: date, span: Span | None, entries: Entries) -> Measured:
    first, last = date(target.year, 1, 1), date(target.year, 12, 31)
    indicator, until = target.indicator, _until(target, on)
    figure = figure_of_indicator(indicator, span, entries) if span else NOTHING
    progress = Progress(
        goal=target.value * indicator.parts,
        reached=figure.number,
        days_gone=max((until - first).days + 1, 0),
        days=(last - first).days + 1,
        more_is_better=indicator.more_is_better,
        adds_up=indicator.aggregation == Aggregation.SUM,
    )
    return Measured(target, progress, figure, until if until >= first else None)


def _until(target: Target, on: date) -> date:
    """The last day that counts; before the year where nothing of it is over."""
    day = _end_of_whole_month(on) if target.indicator.is_entered else on
    return min(day, date(target.year, 12, 31))


def _end_of_whole_month(day: date) -> date:
    month = first_of(day)
    is_over = (day + timedelta(days=1)).day == 1
    return day if is_over else last_day_of(month_before(month))

"""Facts and figures put into rows that stand, and read from them again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from brands.models import Brand, Programme
from core.snapshots import one_state
from events.models import Event
from network.models import Branch
from reports.choices import Dimension
from reports.errors import FiguresChanged
from reports.models import Report, ReportFact, ReportFigure
from reports.services.facts import MEASURES, Fact, Measures
from reports.services.indicators.freezing import (
    indicator_figures,
    missing_figure,
    target_figures,
)
from reports.services.report.counted import Span, count_figures
from reports.services.report.told import FrozenFigure, Told, days_before

NAMED = {
    Dimension.BRAND: Brand,
    Dimension.PROGRAMME: Programme,
    Dimension.DISTRICT: Branch,
    Dimension.BRANCH: Branch,
}
AT_ONCE = 1000

COUNTED_LATER = ("parties_asked", "parties_answered")
"""The last columns; reports from before they were counted have nothing in them."""

FACT_COLUMNS = tuple(
    field.attname
    for field in ReportFact._meta.concrete_fields
    if field.attname not in ("id", "report_id")
)


@dataclass(frozen=True)
class Counted:
    """What a report's days and those of a year before came to, as rows that are not written yet."""

    facts: list[ReportFact]
    figures: list[ReportFigure]


def count(report: Report, *, now: datetime) -> Counted:
    """Count both periods as of one moment, so that every figure fits every other."""
    counted = Counted([], [])
    with one_state():
        for is_before, (first_day, last_day) in enumerate(_both_periods(report)):
            span = Span(first_day, last_day, report.branch, report.brand, now)
            counted.facts.extend(_fact_rows(report, span.facts, is_before=bool(is_before)))
            figures = count_figures(span)
            figures |= indicator_figures(report, span, figures)
            if not is_before:
                figures |= missing_figure(report, span) | target_figures(report, now=now)
            counted.figures.extend(
                ReportFigure(
                    report=report,
                    key=key,
                    is_before=bool(is_before),
                    number=figure.number,
                    rows=list(figure.rows),
                    about=dict(figure.about),
                )
                for key, figure in figures.items()
            )
    return counted


def freeze(report: Report, counted: Counted, *, now: datetime) -> None:
    """Keep what was counted of the report at that moment.

    The report is a draft without a digest; afterwards it has one, and its rows stand.
    """
    ReportFact.objects.bulk_create(counted.facts, batch_size=AT_ONCE)
    ReportFigure.objects.bulk_create(counted.figures, batch_size=AT_ONCE)
    report.counted_at = now
    report.digest = digest_of(report)
    report.save(update_fields=["counted_at", "digest"])


def digest_of(report: Report) -> str:
    """SHA-256 of all that is frozen, in the order in which it was."""
    return _digest(report, list(_fact_values(report)), list(_figure_values(report)))


def told_of(report: Report) -> Told:
    """What the report tells from.

    Raises:
        FiguresChanged: what lies in the database is not what was frozen.
    """
    fact_values, figure_values = list(_fact_values(report)), list(_figure_values(report))
    if _digest(report, fact_values, figure_values) != report.digest:
        raise FiguresChanged
    names: dict[Any, tuple[str, str]] = {}
    some: dict[bool, list[Fact]] = {False: [], True: []}
    for values in fact_values:
        row = dict(zip(FACT_COLUMNS, values, strict=False))
        some[row["is_before"]].append(_fact(row))
        for dimension in NAMED:
            names[dimension, row[dimension]] = row[f"{dimension}_en"], row[f"{dimension}_zh"]
    before_first, before_last = days_before(report.first_day, report.last_day)
    return Told(
        first_day=report.first_day,
        last_day=report.last_day,
        before_first=before_first,
        before_last=before_last,
        language=report.language,
        scope=tuple((each.name_en, each.name_zh) for each in (report.branch, report.brand) if each),
        facts=tuple(some[False]),
        before=tuple(some[True]),
        names=names,
        figures={
            (key, is_before): FrozenFigure(number, tuple(rows), *about)
            for is_before, key, number, rows, *about in figure_values
        },
    )


def fact_of(row: ReportFact) -> Fact:
    """The row as a fact again, which can be summed up."""
    return _fact(vars(row))


def _fact(row: Mapping[str, Any]) -> Fact:
    measures: dict[str, Any] = {name: row.get(name) or 0 for name in MEASURES}
    return Fact(
        event_id=row["event_id"],
        **{each.value: row[each] for each in Dimension},
        measures=Measures(**measures),
    )


def _digest(report: Report, fact_values: list[Any], figure_values: list[Any]) -> str:
    head = [report.first_day, report.last_day, report.branch_id, report.brand_id]
    content = sha256()
    for line in [head, *fact_values, *figure_values]:
        content.update(json.dumps(line, default=str, ensure_ascii=False, sort_keys=True).encode())
        content.update(b"\n")
    return content.hexdigest()


def _both_periods(report: Report) -> list[tuple[date, date]]:
    days = (report.first_day, report.last_day)
    return [days, days_before(*days)]


def _fact_rows(report: Report, some: list[Fact], *, is_before: bool) -> Iterator[ReportFact]:
    titles = _names(Event, (fact.event_id for fact in some), "title")
    names = {
        dimension: _names(model, (fact.key(dimension) for fact in some), "name")
        for dimension, model in NAMED.items()
    }
    for fact in some:
        row = ReportFact(
            report=report,
            is_before=is_before,
            event_id=fact.event_id,
            **{each.value: fact.key(each) for each in Dimension},
            **{name: getattr(fact.measures, name) for name in MEASURES},
        )
        row.event_en, row.event_zh = titles[fact.event_id]
        for dimension, known in names.items():
            english, chinese = known.get(fact.key(dimension), ("", ""))
            setattr(row, f"{dimension}_en", english)
            setattr(row, f"{dimension}_zh", chinese)
        yield row


def _names(model: Any, keys: Iterable[Any], field: str) -> dict[Any, tuple[str, str]]:
    rows = model.objects.filter(pk__in=set(keys) - {None})
    return {
        key: (english, chinese)
        for key, english, chinese in rows.order_by().values_list("pk", f"{field}_en", f"{field}_zh")
    }


def _fact_values(report: Report) -> Iterator[tuple[Any, ...]]:
    for values in report.facts.order_by("pk").values_list(*FACT_COLUMNS).iterator(AT_ONCE):
        yield values if values[-1] is not None else values[: -len(COUNTED_LATER)]


def _figure_values(report: Report) -> Iterable[tuple[Any, ...]]:
    rows = report.figures.order_by("is_before", "key")
    for *values, about in rows.values_list("is_before", "key", "number", "rows", "about"):
        # Reports from before indicators have figures alone, and digests of these.
        yield (*values, about) if about else tuple(values)

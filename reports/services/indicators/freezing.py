"""What a report freezes of indicators, of what nobody has entered, and of targets.

Names, units and goals are frozen beside the numbers, so a report tells them as they were.

Entered figures are of whole months: those count that begin in the report's period and are over on
the day of counting; of the year before, the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from core.days import last_day_of
from network.models import Branch
from reports.choices import KindGroup
from reports.models import Indicator, Report, Target
from reports.services.facts import a_year_before
from reports.services.indicators.counting import entered_figure, entries_of
from reports.services.indicators.missing import Missing, missing_entries
from reports.services.indicators.months import months_between
from reports.services.report.counted import HELD, Span, in_both
from reports.services.report.told import FrozenFigure
from reports.services.targets.progress import Measured, measure_targets

INDICATOR, TARGET = "indicator-", "target-"
MISSING = "missing-entries"


def indicator_figures(
    report: Report, span: Span, counted: Mapping[str, FrozenFigure]
) -> dict[str, FrozenFigure]:
    """Each indicator in use, by its frozen key.

    Those that the platform counts bear the number alone: facts, or a figure of their own, are
    behind it. What libraries enter is of no brand, so a report on one has none of it.
    """
    active = list(Indicator.objects.active())
    entered = [each for each in active if each.is_entered and span.brand is None]
    months = whole_months(report, now=span.now)
    if span.first_day != report.first_day:
        months = list(map(a_year_before, months))
    entries = entries_of(entered, months, span.members if span.branch else None)
    figures = {each.slug: entered_figure(each, span, entries) for each in entered}
    figures |= {
        each.slug: FrozenFigure(counted[each.slug].number)
        for each in active
        if not each.is_entered and each.slug in counted
    }
    of_months = [month.isoformat() for month in (*months[:1], *months[-1:])]
    return {
        f"{INDICATOR}{each.slug}": FrozenFigure(
            figures[each.slug].number,
            figures[each.slug].rows,
            _about(each) | {"months": of_months if each.is_entered else []},
        )
        for each in active
        if each.slug in figures
    }


def whole_months(report: Report, *, now: datetime) -> list[date]:
    today = timezone.localdate(now)
    months = months_between(report.first_day, report.last_day)
    return [month for month in months if last_day_of(month) < today]


def missing_figure(report: Report, span: Span) -> dict[str, FrozenFigure]:
    """A line for each month of a branch that is not wholly entered; none of a brand."""
    if span.brand is not None:
        return {}
    months = whole_months(report, now=span.now)
    missing = [
        each for each in missing_entries(None, months) if span.holds(each.branch.pk, each.month)
    ]
    by_branch: dict[Branch, list[date]] = {}
    for each in missing:
        by_branch.setdefault(each.branch, []).append(each.month)
    about = {
        "branches": [
            {**_names(branch), "months": [month.isoformat() for month in lacking]}
            for branch, lacking in by_branch.items()
        ],
        "indicators": sorted({one.slug for each in missing for one in each.indicators}),
    }
    return {MISSING: FrozenFigure(len(missing), tuple(map(_missing_line, missing)), about)}


def target_figures(report: Report, *, now: datetime) -> dict[str, FrozenFigure]:
    """The targets of the year in which the report ends that lie within what it is on."""
    targets = Target.objects.filter(year=report.last_day.year).with_names()
    if report.brand:
        targets = targets.filter(brand=report.brand)
    if report.branch:
        below = Branch.objects.within([report.branch.pk], on=report.last_day)
        targets = targets.filter(branch__in=below)
    return {
        f"{TARGET}{each.target.pk}-{each.target.indicator.slug}": _target_figure(order, each)
        for order, each in enumerate(measure_targets(targets, on=report.last_day, now=now))
    }


def _target_figure(order: int, measured: Measured) -> FrozenFigure:
    target, progress = measured.target, measured.progress
    about = _about(target.indicator) | {
        "order": order,
        "of": [_names(each) for each in (target.branch, target.brand) if each],
        "goal": progress.goal,
        "days_gone": progress.days_gone,
        "days": progress.days,
        "adds_up": progress.adds_up,
        "until": measured.until.isoformat() if measured.until else "",
    }
    return FrozenFigure(measured.figure.number, measured.figure.rows, about)


def _about(indicator: Indicator) -> dict[str, Any]:
    return {
        **_names(indicator),
        "unit_en": indicator.unit_en,
        "unit_zh": indicator.unit_zh,
        "order": indicator.order,
        "is_entered": indicator.is_entered,
        "more_is_better": indicator.more_is_better,
        "behind": {} if indicator.is_entered else behind(indicator.slug),
    }


def behind(slug: str) -> dict[str, str]:
    """Where the rows of a counted indicator lie in a report: among its facts or its figures."""
    if slug in HELD:
        return {"measure": slug}
    group, _, measure = slug.partition("_")
    if group in KindGroup.values and measure in HELD:
        return {"measure": measure, "kind": ",".join(KindGroup(group).kinds)}
    return {"figure": slug}


def _names(named: Any) -> dict[str, str]:
    return {"en": named.name_en, "zh": named.name_zh}


def _missing_line(missing: Missing) -> dict[str, Any]:
    english, chinese = in_both(missing.month)
    branch = missing.branch
    in_english = ", ".join(each.name_en or each.name_zh for each in missing.indicators)
    in_chinese = "、".join(each.name_zh or each.name_en for each in missing.indicators)
    return {
        "en": f"{branch.name_en or branch.name_zh}, {english}: {in_english}",
        "zh": f"{branch.name_zh or branch.name_en}，{chinese}：{in_chinese}",
        "n": 1,
    }

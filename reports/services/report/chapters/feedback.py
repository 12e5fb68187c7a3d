"""What visitors said afterwards: stars, and how many of the parties asked have answered.

An average is told from so many answers on as the public may know it of an event. A table of
programmes lists those alone, and leaves one more out where the sum of the whole would tell what the
few of the others said.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from events.services.feedback.summaries import FEWEST_FOR_THE_PUBLIC
from reports.choices import Dimension
from reports.services.facts import Measures
from reports.services.report import tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Cell, Row, Table
from reports.services.report.told import Line, Told

NAMED = 3
NOTHING = "–"


def in_english(told: Told) -> list[str]:
    now, before = told.total.now, told.total.before
    if not now.answers:
        return []
    answers = english.amount(now.answers, "answer", "answers")
    if not _may_be_told(now):
        return [f"After the events, {answers} came in: too few to tell of."]
    said = [f"After the events, {answers} came in, with {_stars(now):.1f} of 5 stars on average."]
    if _may_be_told(before):
        said.append(f"A year before it was {_stars(before):.1f}.")
    if now.response_rate is not None:
        parties = english.amount(now.parties_asked, "party", "parties")
        said.append(
            f"Of {parties} that came, {formats.number(now.parties_answered)} answered"
            f" ({english.per_cent(now.response_rate)})."
        )
        if at_table := now.answers - now.parties_answered:
            given = english.amount(at_table, "answer was", "answers were")
            said.append(f"The other {given} given at the table.")
    if best := best_rated(told)[:NAMED]:
        names = [f"{line.label} ({_stars(line.now):.1f})" for line in best]
        was = "was" if len(best) == 1 else "were"
        said.append(f"Best rated {was} {english.listed(names)}.")
    return [" ".join(said)]


def in_chinese(told: Told) -> list[str]:
    now, before = told.total.now, told.total.before
    if not now.answers:
        return []
    answers = formats.number(now.answers)
    if not _may_be_told(now):
        return [f"本期收到活动评价{answers}份，数量过少，不作统计。"]
    said = f"共收到活动评价{answers}份，平均{_stars(now):.1f}星（满分5星）"
    if _may_be_told(before):
        said += f"，上年同期为{_stars(before):.1f}星"
    if now.response_rate is not None:
        said += (
            f"；到场{formats.number(now.parties_asked)}组，"
            f"其中{formats.number(now.parties_answered)}组作出评价，"
            f"回复率{chinese.per_cent(now.response_rate)}"
        )
        if at_table := now.answers - now.parties_answered:
            said += f"，另有{formats.number(at_table)}份在现场填写"
    if best := best_rated(told)[:NAMED]:
        names = [f"“{line.label}”（{_stars(line.now):.1f}星）" for line in best]
        said += f"。评价最高的是{chinese.listed(names)}"
    return [f"{said}。"]


def best_rated(told: Told) -> list[Line]:
    """Programmes of which the average may be told, the best first.

    What is left of all answers is nothing, or enough of them to be an average of their own.
    """
    lines = [
        line
        for line in told.lines(Dimension.PROGRAMME)
        if line.only[Dimension.PROGRAMME] and _may_be_told(line.now)
    ]
    lines.sort(key=lambda line: line.now.answers)
    left = told.total.now.answers - sum(line.now.answers for line in lines)
    while lines and 0 < left < FEWEST_FOR_THE_PUBLIC:
        left += lines.pop(0).now.answers
    return sorted(lines, key=lambda line: (-_stars(line.now), -line.now.answers, line.label))


def _may_be_told(measures: Measures) -> bool:
    return measures.answers >= FEWEST_FOR_THE_PUBLIC


def _stars(measures: Measures) -> float:
    return measures.satisfaction or 0


def feedback_tables(told: Told) -> list[Table]:
    found = [
        tables.of_measures(
            told,
            _("Answers after events"),
            {
                "answers": _("Answers"),
                "parties_asked": _("Parties that came and were asked"),
                "parties_answered": _("Parties that answered"),
            },
        )
    ]
    if best := best_rated(told):
        rows = tuple(Row(line.label, _rating(line)) for line in best)
        programme = _("Programme, from %(n)s answers on") % {"n": FEWEST_FOR_THE_PUBLIC}
        headings = (programme, _("Answers"), _("Stars"), _("Share of parties that answered"))
        found.append(Table(_("Programmes by stars"), headings, rows))
    return found


def _rating(line: Line) -> tuple[Cell, ...]:
    now = line.now
    rate = "" if now.response_rate is None else f"{now.response_rate:.0%}"
    stars = round(_stars(now), 1)
    return (
        Cell(
            formats.number(now.answers),
            now.answers,
            tables.query_of(line.only) | {"measure": "answers"},
        ),
        Cell(f"{stars:.1f}", stars),
        Cell(rate or NOTHING),
    )


CHAPTER = Chapter(
    "feedback",
    gettext_lazy("What visitors said"),
    {"en": in_english, "zh-hans": in_chinese},
    feedback_tables,
)

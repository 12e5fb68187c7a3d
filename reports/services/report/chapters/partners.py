"""Who held events together with the library."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.services.report import tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Table
from reports.services.report.told import Told

MOST_NAMED = 8


def in_english(told: Told) -> list[str]:
    partners = told.figure("partners")
    if not partners.now:
        if not partners.before:
            return []
        before = english.amount(partners.before, "partner", "partners")
        return [f"No partner held events together with the library; a year before, {before} did."]
    names = [name for name, _n in told.rows("partners")]
    who = english.amount(partners.now, "partner", "partners")
    said = f"{who} held events together with the library"
    among = "among them " if len(names) > MOST_NAMED else ""
    said += f": {among}{english.listed(names[:MOST_NAMED])}."
    if told.has_before:
        said += f" {english.sentence(english.compared(partners, 'partners'))}"
    return [said]


def in_chinese(told: Told) -> list[str]:
    partners = told.figure("partners")
    if not partners.now:
        if not partners.before:
            return []
        return [f"本期活动均由图书馆自主举办，上年同期有合作单位{partners.before}家。"]
    names = [name for name, _n in told.rows("partners")]
    more = "等" if len(names) > MOST_NAMED else ""
    said = f"共有{partners.now}家合作单位参与：{'、'.join(names[:MOST_NAMED])}{more}"
    if told.has_before:
        said += f"；{chinese.compared(partners, '家')}"
    return [f"{said}。"]


def partner_tables(told: Told) -> list[Table]:
    found = [
        tables.of_figures(told, _("Partners in number"), {"partners": _("Partners of events")})
    ]
    if told.figure("partners").now:
        found.append(tables.of_rows(told, _("Partners by name"), _("Partner"), "partners"))
    return found


CHAPTER = Chapter(
    "partners",
    gettext_lazy("Partners"),
    {"en": in_english, "zh-hans": in_chinese},
    partner_tables,
)

"""Rewards: prizes that readers collected, and certificates."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from reports.services.report import tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Table
from reports.services.report.told import Told


def in_english(told: Told) -> list[str]:
    readers, prizes = told.figure("prize_readers"), told.figure("prizes")
    certificates = told.figure("certificates")
    said = []
    if prizes.now:
        who = english.amount(readers.now, "reader", "readers")
        said.append(f"{who} collected {english.amount(prizes.now, 'prize', 'prizes')}.")
        if told.has_before:
            said.append(english.sentence(english.compared(prizes, "prizes")))
    elif prizes.before:
        before = english.amount(prizes.before, "prize", "prizes")
        said.append(f"No prizes were handed out in this period, and {before} a year before.")
    if certificates.now:
        name, most = told.rows("certificates")[0]
        issued = english.amount(certificates.now, "certificate", "certificates")
        verb = "was" if certificates.now == 1 else "were"
        which = f"most of them for {name} ({formats.number(most)})"
        said.append(
            f"{issued} {verb} issued, {which if most < certificates.now else f'for {name}'}."
        )
    return [" ".join(said)] if said else []


def in_chinese(told: Told) -> list[str]:
    readers, prizes = told.figure("prize_readers"), told.figure("prizes")
    certificates = told.figure("certificates")
    said = []
    if prizes.now:
        first = f"共有{formats.number(readers.now)}名读者领取阅读奖励{formats.number(prizes.now)}份"
        if told.has_before:
            first += f"，{chinese.compared(prizes, '份')}"
        said.append(first)
    elif prizes.before:
        said.append(f"本期未发放阅读奖励，上年同期{formats.number(prizes.before)}份")
    if certificates.now:
        name, most = told.rows("certificates")[0]
        part = f"，其中{name}{formats.number(most)}份" if most < certificates.now else f"（{name}）"
        said.append(f"颁发证书{formats.number(certificates.now)}份{part}")
    return [f"{'；'.join(said)}。"] if said else []


def reward_tables(told: Told) -> list[Table]:
    found = [
        tables.of_figures(
            told,
            _("Prizes and certificates"),
            {
                "prize_readers": _("Readers who collected prizes"),
                "prizes": _("Prizes handed out"),
                "certificates": _("Certificates issued"),
            },
        )
    ]
    if told.figure("prizes").now:
        found.append(tables.of_rows(told, _("Prizes handed out"), _("Prize"), "prizes"))
    if told.figure("certificates").now:
        title = _("Certificates issued")
        found.append(tables.of_rows(told, title, _("What for"), "certificates"))
    return found


CHAPTER = Chapter(
    "rewards",
    gettext_lazy("Rewards"),
    {"en": in_english, "zh-hans": in_chinese},
    reward_tables,
)

"""What there was in all, and how it compares with the year before."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from events.services.feedback.summaries import FEWEST_FOR_THE_PUBLIC
from reports.services.facts import Measures
from reports.services.report import tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Table
from reports.services.report.told import Told


def in_english(told: Told) -> list[str]:
    now, period = told.total.now, english.period(told.first_day, told.last_day)
    who = english.listed([told.in_words(each) for each in told.scope])
    of_whom = f" of {who}" if who else ""
    if told.is_empty:
        opening = f"No event{of_whom} took place {period}."
        if told.has_before:
            before = english.events(told.total.before.events)
            verb = "was" if told.total.before.events == 1 else "were"
            opening += f" In the same days of the year before there {verb} {before}."
        return [opening]

    first = [f"{period[:1].upper()}{period[1:]}, {_held_in_english(now, of_whom)}."]
    if now.attendances_online:
        share = english.per_cent(now.attendances_online, now.attendances)
        online = formats.number(now.attendances_online)
        first.append(f"Of these, {online} ({share}) were online.")
    return [" ".join(first), _compared_in_english(told), *_people_in_english(told)]


def _held_in_english(now: Measures, of_whom: str) -> str:
    attendances = english.attendances(now.attendances)
    if not now.events:
        return f"no event{of_whom} began; those that went on had {attendances}"
    verb = "was" if now.events == 1 else "were"
    sessions = english.amount(now.sessions, "session", "sessions")
    how_often = "" if now.sessions == now.events else f" in {sessions}"
    return f"{english.events(now.events)}{of_whom} {verb} held{how_often}, with {attendances}"


def _compared_in_english(told: Told) -> str:
    if not told.has_before:
        return "There are no figures of the same days of the year before to compare with."
    events, attendances = told.total.change("events"), told.total.change("attendances")
    joined = "but" if _go_apart(told) else "and"
    both = english.both_compared((events, "events"), (attendances, "attendances"), joined=joined)
    return english.sentence(both)


def _people_in_english(told: Told) -> list[str]:
    """Who had registered, and what those who came said."""
    now, said = told.total.now, _registered_in_english(told)
    if now.satisfaction is not None and now.answers >= FEWEST_FOR_THE_PUBLIC:
        said.append(
            f"Whoever answered afterwards gave {now.satisfaction:.1f} of 5 stars on average."
        )
    return said


def _registered_in_english(told: Told) -> list[str]:
    now = told.total.now
    if not now.registered:
        return []
    people = english.amount(now.registered, "person", "people")
    parties = english.amount(now.registrations, "registration", "registrations")
    said = [f"{people} registered beforehand, in {parties}."]
    if now.seats:
        seats = formats.number(now.seats)
        said.append(
            f"That is {english.per_cent(now.registered, now.seats)} of the {seats} places offered."
        )
    if now.expected:
        expected = english.amount(now.expected, "person", "people")
        if now.no_shows:
            share = english.per_cent(now.no_shows, now.expected)
            said.append(
                f"Of the {expected} expected at the door, {formats.number(now.no_shows)} ({share})"
                " did not come."
            )
        else:
            said.append(f"Everyone expected at the door came ({expected}).")
    return [" ".join(said)]


def in_chinese(told: Told) -> list[str]:
    now, period = told.total.now, chinese.period(told.first_day, told.last_day)
    who = chinese.listed([told.in_words(each) for each in told.scope])
    if told.is_empty:
        opening = f"{period}，{who}未举办活动。"
        if told.has_before:
            opening += f"上年同期举办活动{chinese.events(told.total.before.events)}。"
        return [opening]
    opening = f"{period}，{who}{_held_in_chinese(now)}"
    if now.attendances_online:
        share = chinese.per_cent(now.attendances_online, now.attendances)
        opening += f"，其中线上{chinese.attendances(now.attendances_online)}，占{share}"
    return [f"{opening}。", _compared_in_chinese(told), *_people_in_chinese(told)]


def _held_in_chinese(now: Measures) -> str:
    attendances = chinese.attendances(now.attendances)
    if not now.events:
        return f"没有新开始的活动，持续进行的活动参加{attendances}"
    sessions = "" if now.sessions == now.events else f"、{formats.number(now.sessions)}场"
    return f"共举办活动{chinese.events(now.events)}{sessions}，参加{attendances}"


def _compared_in_chinese(told: Told) -> str:
    if not told.has_before:
        return "上年同期没有可比数据。"
    events = chinese.compared(told.total.change("events"), "项")
    attendances = chinese.compared(told.total.change("attendances"), "人次")
    joined = "，但" if _go_apart(told) else "；"
    return f"活动数量{events}{joined}参加人次{attendances}。"


def _people_in_chinese(told: Told) -> list[str]:
    now, said = told.total.now, _registered_in_chinese(told)
    if now.satisfaction is not None and now.answers >= FEWEST_FOR_THE_PUBLIC:
        said.append(f"活动评价平均{now.satisfaction:.1f}星（满分5星）。")
    return said


def _registered_in_chinese(told: Told) -> list[str]:
    now = told.total.now
    if not now.registered:
        return []
    said = f"提前报名{formats.number(now.registrations)}次、{formats.number(now.registered)}人"
    if now.seats:
        share = chinese.per_cent(now.registered, now.seats)
        said += f"，占提供名额{formats.number(now.seats)}个的{share}"
    if now.expected:
        expected = f"应到{formats.number(now.expected)}人"
        if now.no_shows:
            share = chinese.per_cent(now.no_shows, now.expected)
            said += f"。{expected}，其中{formats.number(now.no_shows)}人爽约，爽约率{share}"
        else:
            said += f"。{expected}，全部到场"
    return [f"{said}。"]


def _go_apart(told: Told) -> bool:
    """Whether there were more events and fewer people, or the other way round."""
    return told.total.change("events").more * told.total.change("attendances").more < 0


def overview_tables(told: Told) -> list[Table]:
    return [
        tables.of_measures(
            told,
            _("The figures in all"),
            {
                "events": _("Events"),
                "sessions": _("Sessions"),
                "attendances": _("Attendances"),
                "attendances_on_site": _("On site"),
                "attendances_online": _("Online"),
                "registrations": _("Registrations"),
                "registered": _("People registered"),
                "no_shows": _("No-shows"),
            },
        )
    ]


CHAPTER = Chapter(
    "overview",
    gettext_lazy("Overview"),
    {"en": in_english, "zh-hans": in_chinese},
    overview_tables,
)

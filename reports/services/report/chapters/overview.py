"""What there was in all, and how it compares with the year before."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from events.services.feedback.summaries import FEWEST_FOR_THE_PUBLIC
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

    sessions = english.amount(now.sessions, "session", "sessions")
    first = [
        f"{period[:1].upper()}{period[1:]}, {english.events(now.events)}{of_whom}"
        f" {'was' if now.events == 1 else 'were'} held in {sessions}."
        f" {'It' if now.events == 1 else 'They'} came to {english.attendances(now.attendances)}."
    ]
    if now.attendances_online:
        share = english.per_cent(now.attendances_online, now.attendances)
        online = formats.number(now.attendances_online)
        first.append(f"Of these, {online} ({share}) were online.")
    return [" ".join(first), _compared_in_english(told), *_people_in_english(told)]


def _compared_in_english(told: Told) -> str:
    if not told.has_before:
        return "There are no figures of the same days of the year before to compare with."
    events = english.compared(told.total.change("events"), "events")
    attendances = english.compared(told.total.change("attendances"), "attendances")
    joined = "but" if _go_apart(told) else "and"
    return english.sentence(f"{events}, {joined} {attendances}")


def _people_in_english(told: Told) -> list[str]:
    """Who had registered, and what those who came said."""
    now, said = told.total.now, _registered_in_english(told)
    if now.satisfaction is not None and now.answers >= FEWEST_FOR_THE_PUBLIC:
        said.append(
            f"{english.amount(now.answers, 'person', 'people')} answered how it was, and gave"
            f" {now.satisfaction:.1f} of 5 stars on average."
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
                f"Of {expected} whom the doors expected, {formats.number(now.no_shows)} ({share})"
                " did not come."
            )
        else:
            said.append(f"Everyone of {expected} whom the doors expected came.")
    return [" ".join(said)]


def in_chinese(told: Told) -> list[str]:
    now, period = told.total.now, chinese.period(told.first_day, told.last_day)
    who = chinese.listed([told.in_words(each) for each in told.scope])
    if told.is_empty:
        opening = f"{period}，{who}未举办活动。"
        if told.has_before:
            opening += f"上年同期举办活动{chinese.events(told.total.before.events)}。"
        return [opening]
    opening = (
        f"{period}，{who}共举办活动{chinese.events(now.events)}、"
        f"{formats.number(now.sessions)}场，参加{chinese.attendances(now.attendances)}"
    )
    if now.attendances_online:
        share = chinese.per_cent(now.attendances_online, now.attendances)
        opening += f"，其中线上{chinese.attendances(now.attendances_online)}，占{share}"
    return [f"{opening}。", _compared_in_chinese(told), *_people_in_chinese(told)]


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
        answers = formats.number(now.answers)
        said.append(f"共收到{answers}份活动评价，平均{now.satisfaction:.1f}星（满分5星）。")
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

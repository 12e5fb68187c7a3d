"""The sets of open data: what each is, its columns, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from brands.choices import AccessOffer, Audience, EventKind, EventLanguage, WayIn
from core.addresses import absolute
from core.days import midnight
from events.choices import AttendanceMode, EventStatus
from events.models import Event
from network.choices import BranchKind, BranchLevel
from network.models import Branch
from reports.services.open_data.figures import closed_months, kept_lines

HOUR, DAY = 3600, 24 * 3600
AT_ONCE = 500
BETWEEN = ";"
"""Stands between several values in one cell."""

Row: TypeAlias = list[Any]
"""A value for each column: text, a number, true or false, or None where there is none."""


@dataclass(frozen=True)
class Column:
    """A column as Table Schema has it: a type, and what is in it."""

    name: str
    type: str
    title: str | Promise
    description: str | Promise
    unit: str | Promise = ""
    format: str = ""
    values: tuple[str, ...] = ()
    pattern: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class DataSet:
    """A table. It changes as often as `kept_for` says, in seconds.

    `refers_to` has the columns that are keys of other sets, with the name of the set and the column
    there.
    """

    name: str
    title: str | Promise
    description: str | Promise
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[datetime], Iterator[Row]]
    kept_for: int
    refers_to: tuple[tuple[str, str, str], ...] = ()

    @property
    def headings(self) -> list[str]:
        return [column.name for column in self.columns]

    def as_of(self, now: datetime) -> datetime:
        """Since when it stands: the last full hour, or midnight on the library's clocks."""
        if self.kept_for < DAY:
            return now.replace(minute=0, second=0, microsecond=0)
        return midnight(timezone.localdate(now))


def _id(title: Any) -> Column:
    description = _("Stays the same whatever else changes.")
    return Column("id", "integer", title, description, is_required=True)


def _in_both(name: str, english: Any, chinese: Any, description: Any) -> tuple[Column, Column]:
    return (
        Column(f"{name}_en", "string", english, description),
        Column(f"{name}_zh", "string", chinese, description),
    )


def _one_of(name: str, title: Any, description: Any, values: Iterable[str]) -> Column:
    return Column(name, "string", title, description, values=tuple(values), is_required=True)


def _several(name: str, title: Any, values: Iterable[str]) -> Column:
    either = "|".join(values)
    description = _("None, one or several, with semicolons between them.")
    pattern = f"(({either})({BETWEEN}({either}))*)?"
    return Column(name, "string", title, description, pattern=pattern)


EITHER_LANGUAGE = _("Empty where it is told in the other language alone.")
PUBLIC_KINDS = [kind for kind in EventKind if kind != EventKind.INTERNAL]


# Events

EVENT_COLUMNS = (
    _id(_("Number of the event")),
    *_in_both("title", _("Title (English)"), _("Title (Chinese)"), EITHER_LANGUAGE),
    Column("starts_at", "datetime", _("Starts"), _("The first session, in UTC.")),
    Column("ends_at", "datetime", _("Ends"), _("The end of the last session, in UTC.")),
    _one_of("state", _("State"), _("Whether it takes place."), EventStatus),
    _one_of("kind", _("Kind"), _("As library statistics group them."), PUBLIC_KINDS),
    _one_of("audience", _("Audience"), _("Whom it is meant for."), Audience),
    Column("age_from", "integer", _("Youngest"), _("Included; empty for any."), _("years")),
    Column("age_to", "integer", _("Oldest"), _("Included; empty for any."), _("years")),
    _one_of("attendance_mode", _("Way to attend"), _("On site, online or both."), AttendanceMode),
    _one_of("way_in", _("Way in"), _("Whether and how one registers."), WayIn),
    _several("accessibility", _("Access needs met"), AccessOffer),
    _several("languages", _("Held in"), EventLanguage),
    Column("brand", "string", _("Brand"), _("Its short name in addresses; empty without one.")),
    Column("programme", "string", _("Programme"), _("Likewise.")),
    Column("branch", "integer", _("Library"), _("Which answers for the event."), is_required=True),
    Column("url", "string", _("Page"), _("Where it is told."), format="uri", is_required=True),
)


def event_rows(now: datetime) -> Iterator[Row]:
    """Every public event that has a date, past and coming, in the order of its dates."""
    events = (
        Event.objects.public()
        .filter(first_starts_at__isnull=False, last_ends_at__isnull=False)
        .select_related("intake", "brand", "programme")
        .order_by("first_starts_at", "pk")
    )
    for event in events.iterator(chunk_size=AT_ONCE):
        yield [
            *(event.pk, event.title_en, event.title_zh),
            *(in_utc(moment) for moment in (event.first_starts_at, event.last_ends_at) if moment),
            *(event.intake.status, event.kind, event.audience, event.age_from, event.age_to),
            *(event.attendance_mode, event.intake.way_in),
            *(BETWEEN.join(event.access_offers), BETWEEN.join(event.languages)),
            event.brand.slug if event.brand else "",
            event.programme.slug if event.programme else "",
            *(event.branch_id, absolute(event.get_absolute_url())),
        ]


def in_utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


# Libraries

BRANCH_COLUMNS = (
    _id(_("Number of the library or service point")),
    *_in_both("name", _("Name (English)"), _("Name (Chinese)"), EITHER_LANGUAGE),
    _one_of("kind", _("Kind"), _("What sort of place it is."), BranchKind),
    _one_of("level", _("Level"), _("Where it stands in the network."), BranchLevel),
    *_in_both("address", _("Address (English)"), _("Address (Chinese)"), EITHER_LANGUAGE),
    Column("latitude", "number", _("Latitude"), _("By WGS 84."), _("degrees")),
    Column("longitude", "number", _("Longitude"), _("By WGS 84."), _("degrees")),
    Column(
        "opening_hours",
        "string",
        _("Opening hours"),
        _("All year, as schema.org has them; with semicolons between them."),
    ),
    Column("step_free", "boolean", _("Step-free access"), _("From the street to the events.")),
    *_in_both(
        "accessibility",
        _("Accessibility (English)"),
        _("Accessibility (Chinese)"),
        _("In the words of the library."),
    ),
    Column("phone", "string", _("Telephone"), _("Empty where there is none.")),
    Column("url", "string", _("Page"), _("Where it is told."), format="uri", is_required=True),
)
DAYS_OF_SCHEMA_ORG = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def branch_rows(now: datetime) -> Iterator[Row]:
    """Every library and service point."""
    for branch in Branch.objects.prefetch_related("opening_hours"):
        yield [
            *(branch.pk, branch.name_en, branch.name_zh, branch.kind, branch.level),
            *(branch.address_en, branch.address_zh),
            *(_number(branch.latitude), _number(branch.longitude)),
            *(_opening_hours(branch), branch.is_step_free),
            *(branch.access_en, branch.access_zh, branch.phone),
            absolute(branch.get_absolute_url()),
        ]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _opening_hours(branch: Branch) -> str:
    return BETWEEN.join(
        f"{DAYS_OF_SCHEMA_ORG[hours.weekday]} {hours.opens_at:%H:%M}-{hours.closes_at:%H:%M}"
        for hours in branch.opening_hours.all()
        if hours.season_from is None
    )


# Months

HIDDEN = _("Empty where it is hidden, because few people came or a total would tell of few.")
FIGURE_COLUMNS = (
    Column("month", "yearmonth", _("Month"), _("One that is over."), is_required=True),
    Column("branch", "integer", _("Library"), _("Where the sessions were."), is_required=True),
    _one_of("kind", _("Kind"), _("As library statistics group them."), PUBLIC_KINDS),
    Column(
        "events",
        "integer",
        _("Events"),
        _("With a session there in this month; one of several months is in each of them."),
        _("events"),
        is_required=True,
    ),
    Column(
        "sessions",
        "integer",
        _("Sessions"),
        _("Meetings that took place."),
        _("sessions"),
        is_required=True,
    ),
    Column(
        "seats",
        "integer",
        _("Places"),
        _("Offered to those who register, in the month of the first session."),
        _("places"),
        is_required=True,
    ),
    Column("registered", "integer", _("People registered"), HIDDEN, _("people")),
    Column(
        "registered_hidden",
        "boolean",
        _("Whether they are hidden"),
        _("True where the number is not told."),
        is_required=True,
    ),
    Column("attendances", "integer", _("Attendances"), HIDDEN, _("people")),
    Column(
        "attendances_hidden",
        "boolean",
        _("Whether they are hidden"),
        _("True where the number is not told."),
        is_required=True,
    ),
)


def figure_rows(now: datetime) -> Iterator[Row]:
    """The closed months, the first of them first."""
    for month in closed_months(now):
        for line in kept_lines(month, now=now):
            yield [
                *(f"{line.month:%Y-%m}", line.branch, line.kind),
                *(line.events, line.sessions, line.seats),
                *(line.registered, line.registered is None),
                *(line.attendances, line.attendances is None),
            ]


EVENTS = DataSet(
    "events",
    _("Events"),
    _("What the libraries offer and have offered: when, where, for whom, and how to get in."),
    EVENT_COLUMNS,
    ("id",),
    event_rows,
    HOUR,
    refers_to=(("branch", "branches", "id"),),
)
BRANCHES = DataSet(
    "branches",
    _("Libraries and service points"),
    _("Where they are, when they are open, and how to get in without steps."),
    BRANCH_COLUMNS,
    ("id",),
    branch_rows,
    HOUR,
)
FIGURES = DataSet(
    "figures",
    _("Monthly figures"),
    _(
        "What was done in each month that is over, place by place and kind by kind. Events and"
        " attendances are counted apart, as ISO 2789 and GB/T 13191 have it."
    ),
    FIGURE_COLUMNS,
    ("month", "branch", "kind"),
    figure_rows,
    DAY,
    refers_to=(("branch", "branches", "id"),),
)
DATA_SETS = {each.name: each for each in (EVENTS, BRANCHES, FIGURES)}

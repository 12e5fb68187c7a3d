"""How many events each option of a filter would leave, given all the other filters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Least
from django.utils import timezone

from events.models import Session
from events.querysets import Days
from events.services.finding.listing import IS_ACCESSIBLE, Filters, has_places_to_give, narrowings

# For each facet: its options, where they come from, and what else holds. Ages and languages
# come as they are told of events, as in "3-6" and "cmn,en".
OPTIONS = {
    "brand": ("brand_id", "session", "brand_id IS NOT NULL"),
    "branch": ("above_id", "session JOIN tree USING (branch_id)", "TRUE"),
    "audience": ("audience", "session", "TRUE"),
    "age": ("concat(age_from, '-', age_to)", "session", "TRUE"),
    "language": ("array_to_string(languages, ',')", "session", "TRUE"),
    "weekday": (
        "(extract(isodow FROM day)::int - 1 + ahead) %% 7",
        "session, (VALUES (0), (1), (2), (3), (4), (5), (6)) AS week (ahead)",
        "ahead <= last_day - day",
    ),
    "free": ("is_free::int", "session", "is_free"),
    "accessible": ("is_accessible::int", "session", "is_accessible"),
}

# Where the column that options are counted by says already whether the filter fits.
FITS = {"free": "is_free", "accessible": "is_accessible"}

IS_ON_WEEKDAY = """EXISTS (
    SELECT FROM unnest(%s::int[]) AS weekday
    WHERE (weekday + 8 - extract(isodow FROM day)::int) %% 7 <= last_day - day
)"""


# Only names of our own are put into the text; values are parameters.
COUNTS = """
WITH tree (branch_id, above_id) AS MATERIALIZED (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[])
), session AS MATERIALIZED (
    SELECT *{on_weekday} FROM ({sessions}) AS session ({columns})
)
{counts}
"""
WITHOUT_ONE = """
SELECT (SELECT count(*) FROM ({words}) AS found), (SELECT count(*) FROM ({days}) AS found)
"""
COUNT = "SELECT '{name}', ({option})::text, count(DISTINCT event_id) FROM {source} WHERE {holds}"


@dataclass(frozen=True)
class Facets:
    """The events that fit all filters, and how many each other choice would leave.

    `options` by the filter's name in the address and the option; what is missing leaves none.
    `without` has for each chosen filter how many there were if it alone were dropped.
    """

    total: int = 0
    options: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ages: Mapping[tuple[int | None, int | None], int] = field(default_factory=dict)
    without: Mapping[str, int] = field(default_factory=dict)

    def of(self, name: str, option: object) -> int:
        """How many events this option would leave."""
        return self.options.get(name, {}).get(str(option), 0)

    def of_age(self, age: int) -> int:
        """How many events would be left to somebody of this age."""
        return sum(
            count
            for (youngest, oldest), count in self.ages.items()
            if (youngest is None or youngest <= age) and (oldest is None or age <= oldest)
        )


def count_facets(
    filters: Filters, *, tree: Iterable[tuple[int, int]], days: Days | None = None
) -> Facets:
    """Count them all in one statement.

    Args:
        tree: each branch with each one above it, itself included, by their keys.
        days: others than those of the filters.
    """
    sql, parameters = _statement(filters, days or filters.days, list(tree))
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    counted: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, option, count in rows:
        counted[name][option] = count
    # Of what an event has once for all its sessions, counts may be added up.
    languages: Counter[str] = Counter()
    for spoken, count in counted.pop("language", {}).items():
        languages.update(dict.fromkeys(spoken.split(","), count))
    return Facets(
        total=counted.pop("total")[""],
        ages={_age_range(text): count for text, count in counted.pop("age", {}).items()},
        without=counted.pop("without", {}),
        options=dict(counted) | {"language": languages},
    )


def count_without_words_or_days(filters: Filters) -> tuple[int, int]:
    """How many events there were whatever the words of the search, and whatever the days."""
    now = filters.days.now
    any_day = replace(filters.days, first=timezone.localdate(now), last=None)
    told = Session.objects.public().planned().filter(*narrowings(filters).values())
    (words, any_words), (days, any_days) = (
        sessions.order_by().values("event_id").distinct().query.sql_with_params()
        for sessions in (told.on(filters.days), told.telling(filters.search.sought).on(any_day))
    )
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_ONE.format(words=words, days=days), [*any_words, *any_days])
        found: tuple[int, int] = cursor.fetchone()
    return found


def _statement(filters: Filters, days: Days, tree: list[tuple[int, int]]) -> tuple[str, list[Any]]:
    columns = _columns(filters, days)
    sessions, parameters = _sessions(filters, days, columns)
    weekdays = sorted(days.weekdays)
    fits = {name: FITS.get(name, f"fits_{name}") for name in narrowings(filters)}
    if weekdays:
        fits["weekday"] = "fits_weekday"
    counts = [
        _count("total", "''", "session", fits.values()),
        *(_count("without", f"'{name}'", "session", _others(name, fits)) for name in fits),
        *(
            _count(name, option, source, [holds, *_others(name, fits)], grouped=True)
            for name, (option, source, holds) in OPTIONS.items()
        ),
    ]
    on_weekday = f", {IS_ON_WEEKDAY} AS fits_weekday" if weekdays else ""
    statement = COUNTS.format(
        on_weekday=on_weekday,
        sessions=sessions,
        columns=", ".join(columns),
        counts=" UNION ALL ".join(counts),
    )
    return statement, [
        [below for below, _above in tree],
        [above for _below, above in tree],
        *([weekdays] if weekdays else []),
        *parameters,
    ]


def _columns(filters: Filters, days: Days) -> dict[str, Any]:
    """What is read of each session: what the filters go by, and which of them it fits."""
    last_day: Any = F("until_day")
    if days.last:
        last_day = Least(last_day, Value(days.last))
    return {
        "event_id": F("event_id"),
        "branch_id": F("branch_id"),
        "brand_id": F("event__brand_id"),
        "audience": F("event__audience"),
        "age_from": F("event__age_from"),
        "age_to": F("event__age_to"),
        "languages": Cast("event__languages", ArrayField(TextField())),
        "is_free": has_places_to_give(now=filters.days.now),
        "is_accessible": IS_ACCESSIBLE,
        "day": F("day"),
        "last_day": last_day,
        **{
            f"fits_{name}": asked for name, asked in narrowings(filters).items() if name not in FITS
        },
    }


def _sessions(
    filters: Filters, days: Days, columns: Mapping[str, Any]
) -> tuple[str, tuple[Any, ...]]:
    """The sessions that the search and the days leave over, whichever the weekday."""
    any_weekday = replace(days, weekdays=frozenset())
    sessions = (
        Session.objects.public()
        .telling(filters.search.sought)
        .planned()
        .on(any_weekday)
        .filter(event__last_ends_at__gt=days.after)
        .order_by()
    )
    # With names of their own: most are also those of fields.
    shown = {f"shown_{name}": expression for name, expression in columns.items()}
    return sessions.annotate(**shown).values_list(*shown).query.sql_with_params()


def _count(
    name: str, option: str, source: str, conditions: Iterable[str], *, grouped: bool = False
) -> str:
    holds = " AND ".join(conditions) or "TRUE"
    grouping = f" GROUP BY {option}" if grouped else ""
    return COUNT.format(name=name, option=option, source=source, holds=holds) + grouping


def _others(name: str, fits: Mapping[str, str]) -> list[str]:
    return [column for other, column in fits.items() if other != name]


def _age_range(text: str) -> tuple[int | None, int | None]:
    youngest, oldest = text.split("-")
    return int(youngest) if youngest else None, int(oldest) if oldest else None

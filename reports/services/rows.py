"""The facts behind a number, as lines that a person can read and check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from brands.choices import Audience, EventKind
from brands.models import Brand, Programme
from events.models import Event
from network.models import Branch
from reports.choices import Measure
from reports.services.facts import Fact
from reports.services.matrix import in_figures, value_of


@dataclass(frozen=True)
class Row:
    """A fact with the names of what it points to."""

    fact: Fact
    measure: Measure
    event: Event
    branch: Branch
    brand: Brand | None
    programme: Programme | None

    @property
    def number(self) -> str:
        """What the fact came to in the measure that is asked for."""
        return in_figures(value_of(self.fact.measures, self.measure), self.measure)

    @property
    def kind(self) -> str:
        return str(EventKind(self.fact.kind).label)

    @property
    def audience(self) -> str:
        return str(Audience(self.fact.audience).label)


def behind(some: Iterable[Fact], measure: Measure) -> list[Fact]:
    """Those that have anything of what the number is counted from, in their own order."""
    return [fact for fact in some if getattr(fact.measures, measure.counted)]


def told(some: Iterable[Fact], measure: Measure) -> list[Row]:
    """The facts with their names, in four statements however many they are."""
    some = list(some)
    events = Event.objects.in_bulk({fact.event_id for fact in some})
    branches = Branch.objects.in_bulk({fact.branch for fact in some})
    brands = Brand.objects.in_bulk({fact.brand for fact in some if fact.brand})
    programmes = Programme.objects.in_bulk({fact.programme for fact in some if fact.programme})
    return [
        Row(
            fact,
            measure,
            events[fact.event_id],
            branches[fact.branch],
            brands.get(fact.brand) if fact.brand else None,
            programmes.get(fact.programme) if fact.programme else None,
        )
        for fact in some
    ]


def as_table(rows: Iterable[Row]) -> list[list[Any]]:
    """All that the facts say, under headings."""
    headings = {
        "sessions": _("Sessions"),
        "registrations": _("Registrations"),
        "registered": _("People registered"),
        "seats": _("Places"),
        "attendances": _("Attendances"),
        "attendances_online": _("Of them online"),
        "expected": _("People expected"),
        "no_shows": _("No-shows"),
        "planned_cost": _("Planned cost"),
        "actual_cost": _("Actual cost"),
        "answers": _("Answers to the survey"),
        "stars": _("Stars in all"),
        "parties_asked": _("Parties asked"),
        "parties_answered": _("Parties that answered"),
        "volunteer_minutes": _("Volunteers' minutes"),
        "clashes": _("Clashes"),
    }
    table: list[list[Any]] = [
        [
            *(_("Event"), _("Number"), _("Month"), _("Where"), _("Brand"), _("Programme")),
            *(_("Kind"), _("Audience")),
            *headings.values(),
        ]
    ]
    for row in rows:
        told_of = [
            *(row.event.title, row.fact.event_id, f"{row.fact.month:%Y-%m}", row.branch.name),
            *(row.brand.name if row.brand else "", row.programme.name if row.programme else ""),
            *(row.kind, row.audience),
        ]
        table.append([*told_of, *(getattr(row.fact.measures, name) for name in headings)])
    return table

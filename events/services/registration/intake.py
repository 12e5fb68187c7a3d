"""Changing how people get in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from brands.choices import WayIn
from events.choices import UNDECIDED_STATES
from events.errors import DrawCannotChange, PeopleAwaitAnAnswer
from events.models import Draw, Event, Intake
from events.services.registration.locks import lock_intake


@dataclass(frozen=True, kw_only=True)
class PublicNumber:
    """The number that lots are drawn with: what it is, where it appears, and from when."""

    number_name_en: str
    number_name_zh: str
    number_url: str
    number_known_at: datetime


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How and when people get in. Lots need a number, and a time at which registration closes."""

    way_in: WayIn
    opens_at: datetime | None
    closes_at: datetime | None
    changes_until: datetime | None
    party_max: int
    asks_first: bool = False
    skips_to_fitting: bool = False
    number: PublicNumber | None = None


FIELDS = (
    *("way_in", "opens_at", "closes_at", "changes_until"),
    *("party_max", "asks_first", "skips_to_fitting"),
)


@transaction.atomic
def change_terms(event: Event, terms: Terms, *, by: Any) -> None:
    """People get in by these terms from now on. Who is registered stays so.

    Raises:
        PeopleAwaitAnAnswer: the way in would change under those who asked or are in the draw.
        DrawCannotChange: the list of entries is published.
    """
    intake = lock_intake(event.pk)
    if terms.way_in != intake.way_in and _anyone_awaits_an_answer(event):
        raise PeopleAwaitAnAnswer
    if terms.way_in == WayIn.DRAW and terms.number:
        intake.draw = _draw_with(terms.number, intake, terms)
    before = {name: getattr(intake, name) for name in FIELDS}
    for name in before:
        setattr(intake, name, getattr(terms, name))
    intake.save(update_fields=[*before, "draw"])
    changed = [name for name, value in before.items() if value != getattr(terms, name)]
    log(event, "events.intake", user=by, data={"changed": changed})


def _anyone_awaits_an_answer(event: Event) -> bool:
    return event.registrations.filter(state__in=UNDECIDED_STATES).exists()


def _draw_with(number: PublicNumber, intake: Intake, terms: Terms) -> Draw:
    draw = intake.draw or Draw()
    if draw.is_frozen:
        stands = all(getattr(draw, name) == value for name, value in asdict(number).items())
        if stands and terms.closes_at == intake.closes_at:
            return draw
        raise DrawCannotChange
    for name, value in asdict(number).items():
        setattr(draw, name, value)
    draw.save()
    return draw

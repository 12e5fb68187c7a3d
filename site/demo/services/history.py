"""What was held before the library had this platform, taken over with its headcounts.

Without it no report had a year to be compared with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone

from demo.services.brands import Matrix
from demo.services.catalogue import ProgrammeEntry
from demo.services.dice import Dice
from demo.services.network import Network
from demo.services.scale import Scale
from events.models import Event
from events.services.finding.search.index import index_events
from events.services.making.imports import PastEvent, write_chunk
from network.models import Branch

REACHES_BACK = 550
"""Days: half a year, and the same half-year before."""

SHARE_OF_EVENTS = 0.8
GREW_TO = 1.15
"""So many people came in the last year for each who came in the one before."""

DAYS_OF_CROWDS = {"reading-day-fair": 5, "photo-exhibition": 12}
"""On how many days visitors were counted, by programme."""


def take_over_what_was_held(
    matrix: Matrix, network: Network, scale: Scale, *, now: datetime, dice: Dice
) -> None:
    """Past events at all places, from the day before those of the plan back."""
    days = REACHES_BACK - scale.days_back
    if days <= 0:
        return
    today = timezone.localdate(now)
    branches = {place.branch.slug: place.branch for place in network.places}
    by_name = {entry.name.en: entry for entry in matrix.programme_entries}
    held = [
        _event(number, days, matrix, network, scale, today=today, dice=dice)
        for number in range(round(scale.events * SHARE_OF_EVENTS))
    ]
    held += _crowds(matrix, network, today=today, dice=dice)
    held.sort(key=lambda past: (by_name[past.title].brand, past.day, past.key))
    for brand, some in groupby(held, key=lambda past: by_name[past.title].brand):
        programmes = {
            matrix.programmes[entry.slug].name_en.casefold(): matrix.programmes[entry.slug]
            for entry in matrix.programme_entries
            if entry.brand == brand
        }
        write_chunk(list(some), matrix.brands[brand], branches, programmes, now)
    _tell_in_both_languages(matrix)


def _event(
    number: int,
    days: int,
    matrix: Matrix,
    network: Network,
    scale: Scale,
    *,
    today: date,
    dice: Dice,
) -> PastEvent:
    entries = [entry for entry in matrix.programme_entries if entry.weight and entry.when]
    entry = dice.choices(entries, [entry.weight for entry in entries])[0]
    last = today - timedelta(days=scale.days_back + 1)
    day = last - timedelta(days=dice.randrange(days))
    weekday, _clock = dice.choice(entry.when)
    day -= timedelta(days=(day.weekday() - weekday) % 7)
    branch = _place(entry, network, dice)
    people = entry.defaults["capacity"] * dice.uniform(0.5, 0.95)
    if today - day < timedelta(days=365):
        people *= GREW_TO
    key = hashlib.sha256(f"demo history {number}".encode()).hexdigest()
    return PastEvent(number, entry.name.en, day, branch.slug, round(people), key)


def _crowds(matrix: Matrix, network: Network, *, today: date, dice: Dice) -> Iterator[PastEvent]:
    """Last year's fair and exhibition: the two have more visitors than all else together."""
    entries = {entry.slug: entry for entry in matrix.programme_entries}
    for slug, days in DAYS_OF_CROWDS.items():
        a_day = entries[slug].defaults["capacity"] * dice.uniform(0.5, 0.65) / GREW_TO
        day = today - timedelta(days=365 + days)
        key = hashlib.sha256(f"demo history {slug}".encode()).hexdigest()
        name = entries[slug].name.en
        yield PastEvent(0, name, day, network.central.branch.slug, round(a_day * days), key)


def _place(entry: ProgrammeEntry, network: Network, dice: Dice) -> Branch:
    places = network.of_sorts(entry.where) or [network.central]
    return dice.choice(places).branch


def _tell_in_both_languages(matrix: Matrix) -> None:
    """A spreadsheet knows one name of an event; here both are known."""
    taken_over = Event.objects.exclude(import_key=None)
    for programme in matrix.programmes.values():
        taken_over.filter(programme=programme).update(title_zh=programme.name_zh)
    index_events(taken_over.values_list("pk", flat=True))

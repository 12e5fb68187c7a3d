"""Making the events of a series, as drafts or published, all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from core.constraints import violated_constraint
from events.errors import DateTaken, NoDates, RoomTaken
from events.models import Event, Series
from events.services.making.drafting import draft_from_programme
from events.services.making.publishing import Outcome, publish_or_submit
from events.services.making.series.dates import Asked, look_at

ONE_PER_FORM = "events_series_key_key"


@dataclass(kw_only=True)
class Made:
    """What has become of events that were made at once, and what their maker should know."""

    events: list[Event] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    warnings: set[str] = field(default_factory=set)
    was_there: bool = False
    """Whether this form was sent before: nothing was made now."""


@dataclass(kw_only=True)
class SeriesMade(Made):
    series: Series


def make_series(
    series: Series, dates: Sequence[Asked], *, publishes: bool, user: Any, now: datetime
) -> SeriesMade:
    """Make an event of the series on each of these dates; a form sent twice makes one series.

    The calendar does not refuse: what it says was shown, and these dates are wanted all the same.
    Published are those that need no review, the others wait for it.

    Raises:
        NoDates: none was chosen.
        DateTaken: the room is taken on one of them. Nothing is made.
    """
    if not dates:
        raise NoDates
    try:
        return _make(series, dates, publishes=publishes, user=user, now=now)
    except IntegrityError as error:
        if violated_constraint(error) != ONE_PER_FORM:
            raise
        return SeriesMade(series=Series.objects.get(key=series.key), was_there=True)


@transaction.atomic
def _make(
    series: Series, dates: Sequence[Asked], *, publishes: bool, user: Any, now: datetime
) -> SeriesMade:
    series.pk = None
    series.save(force_insert=True)
    made = SeriesMade(series=series)
    for looked in look_at(series, dates, now=now):
        if looked.is_taken:
            raise DateTaken(day=looked.asked.day)
        try:
            draft = draft_from_programme(
                programme=series.programme,
                branch=series.branch,
                starts_at=looked.slot.starts_at,
                room=looked.asked.room,
                series=series,
                user=user,
                now=now,
            )
        except RoomTaken as error:
            raise DateTaken(day=looked.asked.day) from error
        made.events.append(draft.event)
        made.warnings |= set(draft.warnings)
    if publishes:
        for event in made.events:
            made.outcomes[publish_or_submit(event.latest_revision, user=user)] += 1
    log(
        series,
        "events.series_made",
        user=user,
        data={"events": len(made.events), "published": made.outcomes[Outcome.PUBLISHED]},
    )
    return made

"""Publishing, changing and moving several events at once, each judged as it is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import ChangedSince
from events.models import Event, Session
from events.registries import Following
from events.services.making import moving
from events.services.making.moving import (
    Move,
    Prospect,
    Step,
    carry_out,
    on_the_clock,
    prospect_of,
    take_along,
)
from events.services.making.particulars import set_costs
from events.services.making.publishing import Outcome, publish_or_submit
from network.models import Room


@dataclass(frozen=True)
class Judged:
    """An event that somebody has chosen, and what would become of it."""

    event: Event
    why_not: str = ""
    needs_review: bool = False
    prospect: Prospect | None = None
    """What moving it would do, once it is known where to."""


def judge_for_publishing(events: Iterable[Event]) -> list[Judged]:
    """Which of these would be published, which wait for their review, and which stay, and why.

    Args:
        events: read with `for_admin`.
    """
    judged = []
    for event in events:
        if why_not := _why_not_published(event):
            judged.append(Judged(event, why_not=why_not))
        else:
            needs_review = _draft_of(event).get_workflow() is not None
            judged.append(Judged(event, needs_review=needs_review))
    return judged


@transaction.atomic
def publish_several(events: Iterable[Event], *, user: Any) -> Counter[Outcome]:
    """Publish those that can be, as `judge_for_publishing` says; the others stay as they are."""
    return Counter(
        publish_or_submit(judged.event.latest_revision, user=user)
        for judged in judge_for_publishing(events)
        if not judged.why_not
    )


def judge_for_changing(events: Iterable[Event]) -> list[Judged]:
    """Which of these can be changed together, and why not the others."""
    return [Judged(event, why_not=_why_not_changed(event)) for event in events]


@transaction.atomic
def change_several(
    events: Iterable[Event],
    *,
    told: Mapping[str, Any],
    planned_cost: Decimal | None,
    user: Any,
) -> int:
    """Write the same into several events; returns how many that were.

    What is told goes into each one's draft, which is published like any other. A cost holds at
    once.

    Args:
        told: values by the name of their field; none changes no draft.
        planned_cost: nothing leaves the costs as they are.
    """
    changed = [judged.event for judged in judge_for_changing(events) if not judged.why_not]
    for event in changed:
        if planned_cost is not None:
            set_costs(event, planned_cost=planned_cost, actual_cost=event.actual_cost, user=user)
        if told:
            draft = _draft_of(event)
            for name, value in told.items():
                setattr(draft, name, value)
            draft.save_revision(user=user, log_action=True)
    return len(changed)


@dataclass(frozen=True)
class JointMove:
    """How several events move: by so much, and into this room where one is named."""

    by: timedelta
    room: Room | None = None

    def of(self, session: Session) -> Move:
        starts_at = timezone.make_aware(on_the_clock(session.starts_at) + self.by)
        return Move(starts_at, session.branch, self.room or session.room, takes_rest=True)


def judge_for_moving(events: Iterable[Event], move: JointMove, *, now: datetime) -> list[Judged]:
    """What would become of each with all its meetings to come, and why the others stay."""
    judged = []
    chosen = list(events)
    keys = [event.pk for event in chosen]
    for event in chosen:
        coming = event.sessions.planned().filter(starts_at__gt=now)
        session = coming.select_related("event", "branch", "room").order_by("starts_at").first()
        if session is None:
            judged.append(Judged(event, why_not=_("Nothing of it is to come.")))
        else:
            prospect = prospect_of(session, move.of(session), now=now, without=keys)
            stays = _("It is there already.") if prospect.stays else ""
            why_not = prospect.why_not or stays
            judged.append(Judged(event, why_not=why_not, prospect=prospect))
    return judged


def going(judged: Iterable[Judged]) -> list[Step]:
    """The steps of those that move."""
    return [
        step
        for each in judged
        if each.prospect and not each.why_not
        for step in each.prospect.steps
    ]


def digest_of(judged: Iterable[Judged], following: Following) -> str:
    """Stands for what was told of all of them."""
    judged = list(judged)
    steps = [step for each in judged if each.prospect for step in each.prospect.steps]
    return moving.digest_of(
        steps, following, *(f"{each.event.pk} {each.why_not}" for each in judged)
    )


@transaction.atomic
def move_several(
    events: Iterable[Event], move: JointMove, *, digest: str, user: Any, now: datetime
) -> tuple[int, Following]:
    """Move those that can be, as it was told, with all that goes along.

    Returns:
        How many events moved, and what followed for what goes along.

    Raises:
        ChangedSince: what was told is not what would happen now. Nothing is moved.
        RoomTaken: two of them want one room. Nothing is moved.
    """
    chosen = list(events)
    moving.hold([event.pk for event in chosen], now=now)
    judged = judge_for_moving(chosen, move, now=now)
    steps = going(judged)
    following = take_along(steps, user=user, now=now)
    if digest_of(judged, following) != digest:
        raise ChangedSince
    carry_out(steps, user=user, now=now)
    return sum(not each.why_not for each in judged), following


def _draft_of(event: Event) -> Event:
    return event.get_latest_revision_as_object()


def _why_not_published(event: Event) -> str:
    if event.live and not event.has_unpublished_changes:
        return _("It is public as it is.")
    if event.latest_revision is None:
        return _("It has no draft. Open it once and save it.")
    return _why_not_changed(event)


def _why_not_changed(event: Event) -> str:
    if event.intake.is_cancelled:
        return _("It is cancelled.")
    if event.current_workflow_state:
        return _("Its text is in review.")
    if event.locked:
        return _("Somebody has locked its text.")
    return ""

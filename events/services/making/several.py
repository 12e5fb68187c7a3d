"""Publishing and changing several events at once, each judged as it is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event
from events.services.making.particulars import set_costs
from events.services.making.publishing import Outcome, publish_or_submit


@dataclass(frozen=True)
class Judged:
    """An event that somebody has chosen, and what would become of it."""

    event: Event
    why_not: str = ""
    needs_review: bool = False


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

"""What waits for a member of staff to review: events, and pages of the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from wagtail.models import Revision, TaskState, get_default_page_content_type

from events.models import Event

IN_ALL = Window(Count("pk"))
"""How many there are before the first few are taken."""


@dataclass(frozen=True)
class WaitingReview:
    """A step of a review, and the event as its reviewed version calls it."""

    event: Event
    title: str
    step: TaskState


def events_to_review(user: Any, *, most: int) -> tuple[list[WaitingReview], int]:
    """Those that wait for this user, the longest waiting first, and how many more there are."""
    steps = (
        TaskState.objects.reviewable_by(user)
        .filter(workflow_state__base_content_type=Event.get_base_content_type())
        .select_related("workflow_state__requested_by", "revision", "task")
        .annotate(in_all=IN_ALL)
        .order_by("started_at")[:most]
    )
    keys = [int(step.workflow_state.object_id) for step in steps]
    events = Event.objects.select_related("branch", "brand").in_bulk(keys)
    reviews = [
        WaitingReview(events[key], _title_in(step.revision), step)
        for key, step in zip(keys, steps, strict=True)
    ]
    return reviews, _more(steps)


def _title_in(revision: Revision) -> str:
    """The title that a version gives its event, in the reader's language."""
    return Event(**{name: revision.content[name] for name in ("title_en", "title_zh")}).title


def pages_to_review(user: Any, *, most: int) -> tuple[QuerySet[TaskState], int]:
    """The steps that wait for this user at pages, as `events_to_review` has those at events."""
    steps = (
        TaskState.objects.reviewable_by(user)
        .filter(workflow_state__base_content_type=get_default_page_content_type())
        .select_related("workflow_state", "revision")
        .annotate(in_all=IN_ALL)
        .order_by("started_at")[:most]
    )
    return steps, _more(steps)


def all_to_review() -> str:
    """The address of the list of everything that waits for its reader, not only the first."""
    return f"{reverse('wagtailadmin_reports:workflow')}?reviewable=true"


def _more(steps: QuerySet) -> int:
    return steps[0].in_all - len(steps) if steps else 0


def any_page_waits() -> bool:
    """Whether any page waits: finding out for whom takes statements for each."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    pages = get_default_page_content_type()
    return waiting.filter(workflow_state__base_content_type=pages).exists()

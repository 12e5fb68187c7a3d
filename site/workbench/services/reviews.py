"""What waits for a member of staff to review: events, and pages of the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Revision, TaskState, get_default_page_content_type

from events.models import Event


@dataclass(frozen=True)
class WaitingReview:
    """A step of a review, and the event as its reviewed version calls it."""

    event: Event
    title: str
    step: TaskState


def events_to_review(user: Any, *, most: int) -> list[WaitingReview]:
    """Those that wait for this user, the longest waiting first."""
    steps = (
        TaskState.objects.reviewable_by(user)
        .filter(workflow_state__base_content_type=Event.get_base_content_type())
        .select_related("workflow_state__requested_by", "revision", "task")
        .order_by("started_at")[:most]
    )
    keys = [int(step.workflow_state.object_id) for step in steps]
    events = Event.objects.select_related("branch", "brand").in_bulk(keys)
    return [
        WaitingReview(events[key], _title_in(step.revision), step)
        for key, step in zip(keys, steps, strict=True)
    ]


def _title_in(revision: Revision) -> str:
    """The title that a version gives its event, in the reader's language."""
    return Event(**{name: revision.content[name] for name in ("title_en", "title_zh")}).title


def pages_to_review(user: Any, *, most: int) -> QuerySet[TaskState]:
    """The steps that wait for this user at pages, the longest waiting first."""
    return (
        TaskState.objects.reviewable_by(user)
        .filter(workflow_state__base_content_type=get_default_page_content_type())
        .select_related("workflow_state", "revision")
        .order_by("started_at")[:most]
    )


def any_page_waits() -> bool:
    """Whether any page waits: finding out for whom takes statements for each."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    pages = get_default_page_content_type()
    return waiting.filter(workflow_state__base_content_type=pages).exists()

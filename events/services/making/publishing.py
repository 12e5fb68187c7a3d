"""How a text reaches the public: at once, at a set time, or after those who review it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision, WorkflowState

from events.models import Event


class Outcome(StrEnum):
    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    SUBMITTED = "submitted"


def sentence_about(outcome: Outcome, event: Event) -> str:
    """What to tell whoever has pressed the button."""
    match outcome:
        case Outcome.PUBLISHED:
            sentence = _("“%(event)s” is published.")
        case Outcome.SCHEDULED:
            sentence = _("“%(event)s” will go public at the time you set.")
        case Outcome.SUBMITTED:
            sentence = _("“%(event)s” now waits for its review.")
    return sentence % {"event": event.title}


@transaction.atomic
def publish_or_submit(revision: Revision, *, user: Any) -> Outcome:
    """Publish this version of an event; where its rule wants a review, ask for that instead.

    The rule is judged by what the version itself says: its brand, its programme, its words. A
    version that was sent back and mended goes on where it was stopped.
    """
    event: Event = revision.as_object()
    workflow = event.get_workflow()
    if workflow is None:
        revision.publish(user=user, skip_permission_checks=True)
        event.refresh_from_db(fields=["live", "live_revision"])
        is_out = event.live and event.live_revision_id == revision.pk
        return Outcome.PUBLISHED if is_out else Outcome.SCHEDULED

    state = event.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    else:
        workflow.start(event, user)
    return Outcome.SUBMITTED

"""Who is told that a text waits for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from accounts.services.mails import message_to
from core.addresses import absolute
from events.models import Event
from notifications.models import OutboxMessage
from notifications.services import outbox
from notifications.services.kinds import Letter, Link, kinds
from staff.choices import Action
from staff.policy import users_who_may

REVIEW_ASKED = "review-asked"


def ask_reviewers(step: TaskState, *, now: datetime) -> None:
    """Write to everyone who may take this step of the review, to each once."""
    event = step.workflow_state.content_object
    messages = (
        message_to(
            user,
            REVIEW_ASKED,
            subject_id=event.pk,
            dedupe_key=f"{REVIEW_ASKED}:{step.pk}:{user.pk}",
            now=now,
        )
        for user in reviewers_of(event, step)
    )
    outbox.queue(message for message in messages if message)


def reviewers_of(event: Event, step: TaskState) -> list[Any]:
    """Those in scope who have no part in the text yet. Superusers look for themselves."""
    in_scope: QuerySet = users_who_may(
        Action.REVIEW, branch_id=event.branch_id, brand_id=event.brand_id
    ).filter(is_superuser=False)
    task = step.task.specific
    return [user for user in in_scope if task.get_actions(event, user)]


@kinds(REVIEW_ASKED)
def review_letter(message: OutboxMessage, now: datetime) -> Letter:
    event = Event.objects.select_related("branch").get(pk=cast(int, message.subject_id))
    title = event.get_latest_revision_as_object().title
    review_url = reverse("events_admin:review", args=[event.pk])
    return Letter(
        title=_("Waiting for your review: %(event)s") % {"event": title},
        paragraphs=(
            _("%(branch)s asks for a review of this text before it is published.")
            % {"branch": event.branch.name},
        ),
        link=Link(_("Read and decide"), absolute(review_url)),
    )

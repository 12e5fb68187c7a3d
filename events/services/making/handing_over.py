"""An event changes hands: another branch answers for it from now on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from events.models import Event
from events.services.tasks.keeping import give_tasks_to_the_branch
from network.models import Branch


@transaction.atomic
def hand_over(event: Event, *, branch: Branch, user: Any) -> None:
    """Let this branch answer for the event. Where its sessions take place does not change."""
    before = event.branch
    event.branch = branch
    event.save(update_fields=["branch"])
    give_tasks_to_the_branch(event)
    log(event, "events.handed_over", user=user, data={"from": before.pk, "to": branch.pk})

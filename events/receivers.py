"""What the events app does on the news of others."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from core import clock
from events.models import Event
from events.services.event_cancellation import tell_event_cancelled
from events.services.messages import tell_plan_changed
from events.services.reviewing import ask_reviewers
from events.signals import event_cancelled, plan_changed


@receiver(event_cancelled)
def tell_the_registered(*, event_id: int, now: datetime, **kwargs: Any) -> None:
    tell_event_cancelled(event_id=event_id, now=now)


@receiver(plan_changed)
def tell_the_new_plan(*, event_id: int, **kwargs: Any) -> None:
    tell_plan_changed(event_id=event_id, now=clock.now())


@receiver(task_submitted)
def tell_the_reviewers(*, instance: TaskState, **kwargs: Any) -> None:
    if isinstance(instance.workflow_state.content_object, Event):
        ask_reviewers(instance, now=clock.now())

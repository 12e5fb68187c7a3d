"""What the events app does on the news of others."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import TaskState
from wagtail.signals import published, task_submitted

from core import clock
from events.models import Event
from events.services.finding.search.index import TEXTS, index_events
from events.services.following import has_followers
from events.services.making.reviewing import ask_reviewers
from events.services.questions.answers import keep_in_step_with_the_plan
from events.services.tasks.keeping import make_tasks
from events.signals import places_came_free, plan_changed
from events.tasks import places_free


@receiver(plan_changed)
def keep_answers_as_long_as_said(*, event_id: int, **kwargs: Any) -> None:
    keep_in_step_with_the_plan(event_id, now=clock.now())


@receiver(places_came_free)
def tell_those_who_follow(*, event_id: int, now: datetime, **kwargs: Any) -> None:
    """Leave it to a job: whoever gave a place back does not wait for the letters to others."""
    if has_followers(event_id):
        places_free.defer(event_id=event_id, freed_at=now.isoformat())


@receiver(post_save, sender=Event)
def keep_words(*, instance: Event, update_fields: Iterable[str] | None, **kwargs: Any) -> None:
    """Written with the text and not after it: what is listed is found, and the other way round."""
    if update_fields is None or not {*TEXTS, "live"}.isdisjoint(update_fields):
        index_events([instance.pk])


@receiver(published, sender=Event)
def know_what_is_to_be_done(*, instance: Event, **kwargs: Any) -> None:
    """An event may have been given another programme since it was drafted."""
    events = Event.objects.filter(pk=instance.pk).taking_place()
    make_tasks(events.exclude(last_ends_at__lte=clock.now()))


@receiver(task_submitted)
def tell_the_reviewers(*, instance: TaskState, **kwargs: Any) -> None:
    if isinstance(instance.workflow_state.content_object, Event):
        ask_reviewers(instance, now=clock.now())

"""What the volunteers app does on the news of others."""

from typing import Any

from django.dispatch import receiver

from core import clock
from events.signals import event_cancelled, plan_changed
from volunteers.services.shifts.planning import cancel_shifts_without_an_event


@receiver([event_cancelled, plan_changed])
def cancel_shifts(*, event_id: int, **kwargs: Any) -> None:
    cancel_shifts_without_an_event(event_id=event_id, now=clock.now())

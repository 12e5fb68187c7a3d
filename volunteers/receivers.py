"""What the volunteers app does on the news of others."""

from typing import Any

from django.dispatch import receiver

from core import clock
from events.signals import event_cancelled, plan_changed
from volunteers.services.shifts.planning import cancel_shifts_without_an_event
from volunteers.signals import place_fell_free_late
from volunteers.tasks import ask_stand_ins


@receiver([event_cancelled, plan_changed])
def cancel_shifts(*, event_id: int, **kwargs: Any) -> None:
    cancel_shifts_without_an_event(event_id=event_id, now=clock.now())


@receiver(place_fell_free_late)
def look_for_stand_ins(*, shift_id: int, **kwargs: Any) -> None:
    ask_stand_ins.defer(shift_id=shift_id)

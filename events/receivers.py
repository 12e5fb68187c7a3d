"""What the events app does on the news of others."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from events.services.cancellation import tell_event_cancelled
from events.signals import event_cancelled


@receiver(event_cancelled)
def tell_the_registered(*, event_id: int, now: datetime, **kwargs: Any) -> None:
    tell_event_cancelled(event_id=event_id, now=now)

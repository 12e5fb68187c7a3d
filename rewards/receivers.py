"""What the rewards app does on the news of others."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from events.signals import attendance_changed
from rewards.services.earning.attendance import counting_events
from rewards.tasks import count_events_attended


@receiver(attendance_changed)
def let_attendances_count(*, attendance_ids: Sequence[int], **kwargs: Any) -> None:
    """A job does the work: nobody waits at a door for it."""
    if counting_events().exists():
        count_events_attended.defer(attendance_ids=list(attendance_ids))

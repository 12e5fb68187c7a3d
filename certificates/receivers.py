"""What the certificates app does on the news of others."""

from typing import Any

from django.dispatch import receiver

from certificates.models import Certificate
from certificates.services.issuing.basis import check_bases
from core import clock
from events.models import Attendance
from events.signals import attendance_changed, plan_changed


@receiver(attendance_changed)
def look_at_what_was_issued(*, attendance_ids: list[int], **kwargs: Any) -> None:
    """One statement where nothing was issued for the event, as on the day itself."""
    events = Attendance.objects.filter(pk__in=attendance_ids).values("event")
    check_bases(Certificate.objects.filter(event__in=events), now=clock.now())


@receiver(plan_changed)
def look_at_what_the_event_gave(*, event_id: int, **kwargs: Any) -> None:
    """A session that counted may have been cancelled after all."""
    check_bases(Certificate.objects.filter(event=event_id), now=clock.now())

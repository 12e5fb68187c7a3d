"""The quiet hours: what can wait for the morning does."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from notifications.models import MessageSettings


def message_settings() -> MessageSettings:
    """What the network has set, or what holds until it sets anything."""
    return MessageSettings.objects.first() or MessageSettings()


def end_of_quiet(*, now: datetime) -> datetime | None:
    """When the quiet hours of now end, on the library's clocks; None outside of them."""
    hours = message_settings()
    begin, end = hours.quiet_from, hours.quiet_until
    local = timezone.localtime(now)
    clock_time = local.time()
    if begin <= end:
        is_quiet, ends_on = begin <= clock_time < end, local.date()
    else:
        is_quiet = clock_time >= begin or clock_time < end
        ends_on = local.date() + timedelta(days=clock_time >= begin)
    return timezone.make_aware(datetime.combine(ends_on, end)) if is_quiet else None

"""What an event still lacks before people can come to it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from brands.choices import WayIn
from events.models import Event
from events.services.registration.needs import Needs, needs_not_met


def what_is_missing(event: Event, needs: Needs) -> list[Any]:
    """The gaps, each as a short note; none means that the event is ready.

    Looks at `sessions` with their branches and at `pools`, which a caller with many events
    prefetches.

    Args:
        needs: what those who come have said that helps them (see `needs_of`).
    """
    missing = []
    if not any(not session.is_cancelled for session in event.sessions.all()):
        missing.append(_("no session yet"))
    if not event.title_zh or not event.description_zh:
        missing.append(_("no text in Chinese"))
    if not event.title_en or not event.description_en:
        missing.append(_("no text in English"))
    if event.intake.way_in != WayIn.DROP_IN and not any(
        pool.capacity for pool in event.pools.all()
    ):
        missing.append(_("no places"))
    return missing + needs_not_met(event, needs)

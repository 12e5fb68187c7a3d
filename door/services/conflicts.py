"""What coordinators should know of, and whether they do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from door.models import Conflict


def conflicts_of(event_id: int) -> QuerySet[Conflict]:
    """The conflicts of an event, those that nobody has seen first, the newest of them on top."""
    return (
        Conflict.objects.filter(scan__session__event=event_id)
        .select_related("scan__session", "scan__device__station", "scan__registration", "seen_by")
        .order_by("-seen_at", "-pk")
    )


def mark_seen(conflicts: QuerySet[Conflict], *, by: Any, now: datetime) -> int:
    """Somebody knows of these now; says of how many nobody did before."""
    return conflicts.order_by().filter(seen_at__isnull=True).update(seen_at=now, seen_by=by)

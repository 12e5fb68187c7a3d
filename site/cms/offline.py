"""What a phone may keep for the time without a signal: the little that its owner needs at the door.

The service worker (`templates/cms/service_worker.js`) keeps no page by itself. A view says of its
answer that it may be kept, and until when; the worker lets go of the copy when that moment comes,
when the answer no longer says so, and when its owner signs out.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpResponse

from core.registries import Registry

KEEP_UNTIL = "Keep-Offline-Until"

farewells: Registry[str] = Registry("farewells")
"""Names of the addresses whose forms take leave of a person: after them nothing of theirs stays."""


def keep_until(response: HttpResponse, moment: datetime) -> HttpResponse:
    """Let the device that got this answer show it again without a signal, until that moment."""
    response[KEEP_UNTIL] = moment.astimezone(UTC).isoformat(timespec="seconds")
    return response

"""What the form of a registration is judged by, read once for a crowd.

On the morning when registration opens everyone's form asks for the same event, its terms and its
places. They are read once and kept for a few seconds in each process.

That is safe, because nothing is given away by what was read: the statement that enters a party asks
the rows themselves for places, for the way in and for a cancelled event. What is kept says which
path is the shorter one, and it is forgotten when that was wrong.
"""

from __future__ import annotations

import time
from collections import OrderedDict

from django.conf import settings

from events.models import Intake
from events.services.registration.eligibility import intake_with_places

MOST_EVENTS = 100

_kept: OrderedDict[int, tuple[float, Intake]] = OrderedDict()


def intake_of_this_moment(event_id: int) -> Intake:
    """As `intake_with_places`, not older than PAGE_CACHE_SECONDS. It is shared: only read it.

    Raises:
        EventNotPublic: there is no such event.
    """
    until, intake = _kept.get(event_id, (0.0, None))
    if intake is None or until <= time.monotonic():
        intake = intake_with_places(event_id)
        _kept[event_id] = time.monotonic() + settings.PAGE_CACHE_SECONDS, intake
        while len(_kept) > MOST_EVENTS:
            _kept.popitem(last=False)
    return intake


def forget(event_id: int) -> None:
    """Read the event anew next time."""
    _kept.pop(event_id, None)

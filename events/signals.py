"""News of events, told after the transaction that made them has been committed."""

from django.dispatch import Signal

# Sent once newcomers find places again at an event that was full, with `event_id: int` and
# `now: datetime`.
places_came_free = Signal()

# Sent once a session has been added to an event or changed in time, place or state, with
# `event_id: int`.
plan_changed = Signal()

# Sent once an event has been cancelled, with `event_id: int`.
event_cancelled = Signal()

# Sent once people have been checked in to a session, or check-ins have been undone, with
# `attendance_ids: list[int]`. A door that was without a network brings hundreds at once.
attendance_changed = Signal()

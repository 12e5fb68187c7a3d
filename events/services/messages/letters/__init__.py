"""How messages about registrations are worded. Who is told what, and when, stands in `telling`."""

from events.services.messages.letters import (
    after_events,
    announcements,
    conduct,
    decisions,
    places,
    plans,
)

__all__ = ["after_events", "announcements", "conduct", "decisions", "places", "plans"]

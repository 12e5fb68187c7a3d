"""How messages about registrations are worded. Who is told what, and when, stands in `telling`."""

from events.services.messages.letters import announcements, conduct, decisions, places, plans

__all__ = ["announcements", "conduct", "decisions", "places", "plans"]

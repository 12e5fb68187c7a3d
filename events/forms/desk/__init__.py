"""The forms of an event's desk. They check what was typed, and call the services."""

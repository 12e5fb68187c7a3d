"""Questions that an event asks of its parties: making them, answering them, forgetting answers."""

"""What every form of an event's desk is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from events.models import Event


class DeskForm(forms.Form):
    """A form about one event. `save` does what it says and writes a line into the log."""

    def __init__(self, *args: Any, event: Event, user: Any, now: datetime, **kwargs: Any) -> None:
        self.event, self.user, self.now = event, user, now
        super().__init__(*args, **kwargs)

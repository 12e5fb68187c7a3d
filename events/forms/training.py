"""Signing up for training."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from events.forms.registration import RegistrationForm
from events.services.registration.parties import Party
from events.services.training import own_party


class StaffForm(RegistrationForm):
    """One of the staff, by their own account: there is nothing to fill in."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user: User = user

    def party(self) -> Party:
        return own_party(self.user, now=self.now)

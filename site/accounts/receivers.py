"""What the accounts app does on the news of others."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts.models import User
from accounts.services.households import household_of
from core import clock


@receiver(user_logged_in)
def open_household(*, user: User, **kwargs: Any) -> None:
    """Whoever signs in for the first time finds a family of one."""
    household_of(user, now=clock.now())

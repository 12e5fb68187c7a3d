"""What the accounts app does on the news of others."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_changed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts.models import User
from accounts.services.households import household_of
from core import clock
from notifications.services.stopping import carry_over


@receiver(user_logged_in)
def open_household(*, user: User, **kwargs: Any) -> None:
    """Whoever signs in for the first time finds a family of one."""
    household_of(user, now=clock.now())


@receiver(email_changed)
def keep_choices_of_messages(
    *, from_email_address: Any, to_email_address: Any, **kwargs: Any
) -> None:
    """What somebody does not want to hear stays so at their new address."""
    if from_email_address and to_email_address:
        carry_over(old=from_email_address.email, new=to_email_address.email, now=clock.now())

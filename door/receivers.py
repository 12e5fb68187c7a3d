"""What the door does on the news of others."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts.models import User
from core import clock
from door.services.own_stations import end_own_stations


@receiver(pre_delete, sender=User)
def end_stations(*, instance: User, **kwargs: Any) -> None:
    """Afterwards nothing tells their stations from those of helpers, who need no account."""
    end_own_stations(of=instance, now=clock.now())

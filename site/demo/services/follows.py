"""What the introduced citizen follows, and the letter that came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from brands.models import Brand
from demo.services.network import Network
from demo.services.people import HOME_OF_THE_COORDINATOR
from events.choices import NewsKind
from events.models import Event, Follow
from events.services.messages.followed_news import EDITION_CLOSES, tell_what_is_new
from events.services.registration.fullness import is_full
from notifications.models import OutboxMessage

FOLLOWED_BRAND = "little-tree-seedling"
SINCE = timedelta(days=4)


def follow_and_be_told(
    citizen: User, brands: dict[str, Brand], network: Network, *, now: datetime
) -> None:
    """The citizen follows a brand, the library near home and, if one is full, an event there.

    The letter of last evening waits in the outbox, as it would after a night without a worker.
    """
    since = now - SINCE
    home = network.area(HOME_OF_THE_COORDINATOR).branch
    followed: list[dict[str, Any]] = [
        {"brand": brands[FOLLOWED_BRAND]},
        {"branch": home},
    ]
    coming = Event.objects.public().still_open(now=now).filter(branch=home)
    full = (event for event in coming.order_by("first_starts_at", "pk") if is_full(event.pk))
    if event := next(full, None):
        followed.append({"event": event})
    Follow.objects.bulk_create(
        Follow(user=citizen, created_at=since, told_until=since, **target) for target in followed
    )
    last_evening = now - timedelta(days=1) + timedelta(hours=EDITION_CLOSES.hour, minutes=10)
    tell_what_is_new(now=last_evening)
    # Whoever tries the demo library at night finds it in the mailbox all the same.
    OutboxMessage.objects.filter(kind=NewsKind.NEW_EVENTS).update(waits_for_morning=False)

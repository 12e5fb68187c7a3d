"""What the rewards app does on the news of its own and of others."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from core import clock
from events.signals import attendance_changed
from rewards.services.earning.attendance import counting_events
from rewards.services.messages.telling import tell_tiers_reached
from rewards.services.prizes.giving_up import release_lapsed
from rewards.services.prizes.putting_aside import put_aside_for_awards
from rewards.signals import awards_earned, awards_lapsed, challenge_closed
from rewards.tasks import count_events_attended, put_aside_of_challenge


@receiver(attendance_changed)
def let_attendances_count(*, attendance_ids: Sequence[int], **kwargs: Any) -> None:
    """A job does the work: nobody waits at a door for it."""
    if counting_events().exists():
        count_events_attended.defer(attendance_ids=list(attendance_ids))


@receiver(awards_earned)
def put_prizes_aside_and_congratulate(*, award_ids: list[int], **kwargs: Any) -> None:
    """In this order: the letter about a prize congratulates too."""
    try:
        put_aside_for_awards(award_ids, now=clock.now())
    finally:
        tell_tiers_reached(award_ids, now=clock.now())


@receiver(challenge_closed)
def put_prizes_of_all_aside(*, challenge_id: int, **kwargs: Any) -> None:
    put_aside_of_challenge.defer(challenge_id=challenge_id)


@receiver(awards_lapsed)
def let_prizes_go(*, award_ids: list[int], **kwargs: Any) -> None:
    release_lapsed(award_ids, now=clock.now())

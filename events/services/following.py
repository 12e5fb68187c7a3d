"""What a reader follows: beginning, ending, and the list of it.

What one is told, and when, stands in `messages.followed_news`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from brands.choices import EventKind, WayIn
from brands.models import Brand
from brands.services.pages import story_urls
from events.choices import EventStatus, FollowKind, NewsKind
from events.errors import NothingToFollow
from events.models import Event, Follow
from network.models import Branch
from notifications.services.stopping import known_as, want_again

Target = Event | Brand | Branch


def to_follow(kind: FollowKind, pk: int, *, now: datetime) -> Target:
    """What can be followed under this key.

    Of events, those where one can still sign up and who comes first is served: of the others there
    is nothing to tell.

    Raises:
        NothingToFollow: it is not there, not public, over, or gone.
    """
    today = timezone.localdate(now)
    found: QuerySet
    match kind:
        case FollowKind.EVENT:
            open_events = Event.objects.public().still_open(now=now)
            found = open_events.filter(intake__way_in=WayIn.FIRST_COME)
        case FollowKind.BRAND:
            found = Brand.objects.active(on=today)
        case FollowKind.BRANCH:
            found = Branch.objects.standing(on=today)
    target = found.filter(pk=pk).first()
    if target is None:
        raise NothingToFollow
    return target


def kind_of(target: Target) -> FollowKind:
    """How the key to this is called."""
    if isinstance(target, Event):
        return FollowKind.EVENT
    return FollowKind.BRAND if isinstance(target, Brand) else FollowKind.BRANCH


def follow(target: Target, *, user: User, now: datetime) -> None:
    """Let the user hear of it from now on. Following twice is following once.

    Whoever had switched such letters off wants them again: they have just been told of them.
    """
    row = Follow(user=user, created_at=now, told_until=now, **{kind_of(target): target})
    Follow.objects.bulk_create([row], ignore_conflicts=True)
    letters = NewsKind.PLACES_FREE if isinstance(target, Event) else NewsKind.NEW_EVENTS
    addresses = [address for address in (user.email, user.phone) if address]
    want_again([reader for each in addresses for reader in known_as(each)], [letters])


def stop_following(kind: FollowKind, pk: int, *, user: User) -> None:
    """Let the user hear no more of it, whether it is still there or not."""
    Follow.objects.filter(user=user, **{f"{kind}_id": pk}).delete()


def is_following(target: Target, *, user: User) -> bool:
    return Follow.objects.filter(user=user, **{kind_of(target): target}).exists()


@dataclass(frozen=True)
class Followed:
    """One thing that a reader follows, as a list shows it."""

    follow: Follow
    url: str

    @property
    def kind(self) -> FollowKind:
        return kind_of(self.follow.target)

    @property
    def target(self) -> Target:
        return self.follow.target

    @property
    def text(self) -> str:
        """Which of its texts says what it is called."""
        return "title" if self.kind == FollowKind.EVENT else "name"


def followed_by(user: User, *, now: datetime) -> list[Followed]:
    """What the user follows: events by their day, then brands, then libraries.

    Events that are over, cancelled or no longer public are left out.
    """
    shown = Q(event=None) | Q(
        event__live=True, event__last_ends_at__gt=now, event__intake__status=EventStatus.SCHEDULED
    ) & ~Q(event__kind=EventKind.INTERNAL)
    follows = list(
        Follow.objects.filter(shown, user=user)
        .select_related("event__brand", "brand", "branch")
        .order_by("event__first_starts_at", "brand_id", "branch_id")
    )
    stories = story_urls(language=get_language(), brands=[each.brand_id for each in follows])
    return [
        Followed(each, stories.brands.get(each.brand_id, "") if each.brand else _url_of(each))
        for each in follows
    ]


def _url_of(follow: Follow) -> str:
    place = follow.event or follow.branch
    return place.get_absolute_url() if place else ""


def has_followers(event_id: int) -> bool:
    return Follow.objects.filter(event=event_id).exists()


def forget_what_is_over(*, now: datetime) -> int:
    """Nobody has to know for ever what somebody once wanted to go to; says how many went."""
    _all, by_model = Follow.objects.filter(event__last_ends_at__lte=now).delete()
    return by_model.get(Follow._meta.label, 0)

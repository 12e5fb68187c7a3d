"""Media mentions of an event: on its desk, and on its page once it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Event
from events.permissions import may
from events.registries import DeskCard
from reports.models import MediaMention
from staff.choices import Action

MOST_ON_A_PAGE = 10


@dataclass(frozen=True)
class ShownMention:
    """A mention on the page of its event; without a link nobody can follow it."""

    outlet: str
    title: str
    day: date
    link: str


def told_of_mentions() -> dict[str, Combinable]:
    """The annotation that `shown_mentions` reads; the latest mentions go first."""
    mentions = MediaMention.objects.filter(event=OuterRef("pk")).order_by("-day", "-pk")
    told = JSONObject(outlet="outlet", title="title", day="day", link="link")
    return {"told_mentions": ArraySubquery(mentions.values(told=told)[:MOST_ON_A_PAGE])}


def shown_mentions(event: Event, now: datetime) -> dict[str, Any] | None:
    """What its page shows of an event that was read with `told_of_mentions` and is over."""
    rows = vars(event).get("told_mentions")
    if not rows or event.last_ends_at is None or event.last_ends_at > now:
        return None
    mentions = [ShownMention(**row | {"day": date.fromisoformat(row["day"])}) for row in rows]
    return {"mentions": mentions}


def desk_card(user: Any, event: Event, now: datetime) -> DeskCard | None:
    """The mentions of an event that has begun, for those who may enter more."""
    has_begun = event.first_starts_at is not None and event.first_starts_at <= now
    if not has_begun or event.is_internal or not may(user, Action.ADD, event):
        return None
    mentions = MediaMention.objects.filter(event=event)
    query = urlencode({"event": event.pk})
    return DeskCard(
        title=_("In the media"),
        lines=tuple(map(str, mentions)),
        label=_("Add a media mention"),
        url=f"{reverse('media_mentions:add')}?{query}",
    )

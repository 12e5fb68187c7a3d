"""The readers of a challenge as librarians see them, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from rewards.choices import ReviewState
from rewards.models import Challenge, Tier
from rewards.permissions import readers_in_scope
from rewards.querysets import ReaderQuerySet
from rewards.services.names import who_collects
from staff.choices import Action


def readers_of(challenge: Challenge, user: Any) -> ReaderQuerySet:
    """The readers in scope, the furthest first, with `tier_id` and how much is `waiting`."""
    reached = Tier.objects.filter(challenge=challenge, threshold__lte=OuterRef("total"))
    waiting = Q(held__state=ReviewState.OPEN)
    return (
        readers_in_scope(user, Action.CHANGE)
        .filter(challenge=challenge)
        .told()
        .select_related("group")
        .annotate(tier_id=Subquery(reached.order_by("-threshold").values("pk")[:1]))
        .annotate(waiting=Count("held", filter=waiting))
        .order_by("-total", "pk")
    )


def table_of(challenge: Challenge, readers: ReaderQuerySet) -> Iterator[list[Any]]:
    """One row for each reader under a row of headings; no names, no numbers of cards."""
    tiers = {tier.pk: str(tier) for tier in challenge.tiers.all()}
    yield [
        _("Reader"),
        _("Library"),
        _("Group"),
        _("Total"),
        _("Records"),
        _("Tier"),
        _("Joined"),
        _("Left"),
    ]
    for reader in readers.iterator(chunk_size=500):
        yield [
            who_collects(reader),
            str(reader.branch),
            str(reader.group or ""),
            reader.total,
            reader.entries,
            tiers.get(reader.tier_id, ""),
            timezone.localdate(reader.joined_at),
            timezone.localdate(reader.left_at) if reader.left_at else "",
        ]

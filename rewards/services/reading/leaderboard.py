"""Who is how far, among those who wish it to be seen. Equal totals share a rank."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum, Value, Window
from django.db.models.functions import Rank

from network.models import Branch
from rewards.choices import GroupKind
from rewards.models import Challenge, Reader, ReadingGroup
from rewards.services.reading.showing import FEWEST_TOGETHER

MOST_SHOWN = 50


@dataclass(frozen=True)
class Place:
    """A line of a leaderboard. `readers` tells of groups and libraries how many they are."""

    rank: int
    name: str
    total: int
    readers: int = 1
    key: int | None = None


def leading_readers(challenge: Challenge, *, most: int = MOST_SHOWN) -> list[Place]:
    """By nickname, only those who wish to be on it, and only who has read something."""
    shown = Reader.objects.on_leaderboard().filter(challenge=challenge, total__gt=0)
    ranked = shown.annotate(rank=Window(Rank(), order_by=F("total").desc()))
    return [Place(reader.rank, reader.nickname, reader.total) for reader in ranked[:most]]


def leading_groups(challenge: Challenge, *, most: int = MOST_SHOWN) -> list[Place]:
    """Groups of enough readers that their sum tells nothing of any one of them.

    A family is for itself: its name tells who it is, and nobody has agreed to that.
    """
    together = ReadingGroup.objects.filter(challenge=challenge).exclude(kind=GroupKind.FAMILY)
    groups = _with_sums(together, Q(readers__left_at=None))
    return [
        Place(group.rank, group.name, group.sum, group.number, group.pk) for group in groups[:most]
    ]


def leading_branches(challenge: Challenge, *, most: int = MOST_SHOWN) -> list[Place]:
    """Libraries by what their readers have together."""
    of_challenge = Q(readers__challenge=challenge, readers__left_at=None)
    branches = _with_sums(Branch.objects.all(), of_challenge)
    return [
        Place(branch.rank, branch.name, branch.sum, branch.number, branch.pk)
        for branch in branches[:most]
    ]


def _with_sums(rows: QuerySet, readers: Q) -> QuerySet:
    sums = rows.order_by().annotate(
        sum=Sum("readers__total", filter=readers, default=Value(0, IntegerField())),
        number=Count("readers", filter=readers),
    )
    return (
        sums.filter(number__gte=FEWEST_TOGETHER, sum__gt=0)
        .annotate(rank=Window(Rank(), order_by=F("sum").desc()))
        .order_by("rank", "pk")
    )

"""What a group has read, for those who are in it: sums, and nicknames of those who agreed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from accounts.models import Membership, User
from rewards.models import Reader, ReadingGroup

MOST_NAMED = 60


@dataclass(frozen=True)
class GroupStanding:
    """How far a group is. `named` are those who wish to be seen, the furthest first."""

    group: ReadingGroup
    total: int
    readers: int
    named: list[Reader]

    @property
    def unnamed(self) -> int:
        return self.readers - len(self.named)

    @property
    def missing(self) -> int:
        return max(0, (self.group.goal or 0) - self.total)


def groups_open_to(user: User) -> Q:
    """The groups whose page the user may see: their own, and those that their family is in."""
    family = Membership.objects.in_household_of(user).values("person")
    mine = Reader.objects.here().filter(person__in=family, group__isnull=False)
    return Q(made_by=user) | Q(pk__in=mine.values("group"))


def standing_of_group(group: ReadingGroup) -> GroupStanding:
    """What the readers of a group have together; two statements."""
    readers = Reader.objects.here().filter(group=group)
    sums = readers.order_by().aggregate(total=Sum("total", default=0), readers=Count("pk"))
    named = readers.on_leaderboard()[:MOST_NAMED]
    return GroupStanding(group, sums["total"], sums["readers"], list(named))

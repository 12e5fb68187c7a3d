"""First what would follow is told; then just that is done, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, Generic, Protocol, TypeVar

from django.db import transaction

from core.errors import ChangedSince
from core.versions import digest_of_lines
from events.registries import Following, going_along
from events.services.making.moving.steps import Step
from events.services.registration.locks import hold_intakes


class Prospect(Protocol):
    """What a move would do to meetings."""

    @property
    def going(self) -> Sequence[Step]:
        """The meetings that would move."""

    @property
    def lines(self) -> Iterable[str]:
        """Stand for what is told of them: whatever might change the mind of whoever moves them.

        Whether anybody is written to is part of it, but not how many: people sign up all the time,
        and whoever comes meanwhile is told like those before.
        """

    def carry_out(self, *, user: Any, now: datetime) -> None:
        """Move them; or refuse to, if something stands in the way."""


ProspectT = TypeVar("ProspectT", bound=Prospect)


@dataclass(frozen=True)
class Outlook(Generic[ProspectT]):
    """What a move would do, or did, for those who come and for all that goes along."""

    prospect: ProspectT
    following: Following

    @property
    def digest(self) -> str:
        """Stands for all of it."""
        following = self.following
        return digest_of_lines([*self.prospect.lines, *following.lines, *following.staying])


def outlook_of(prospect: ProspectT, *, user: Any, now: datetime) -> Outlook[ProspectT]:
    """What would follow for everybody; nothing is moved, and nobody is told."""
    return _outlook(prospect, [each.would(prospect.going, user, now) for _, each in going_along])


@transaction.atomic
def move_as_told(
    look: Callable[[], ProspectT],
    *,
    event_ids: Collection[int],
    digest: str,
    user: Any,
    now: datetime,
) -> Outlook[ProspectT]:
    """Move meetings as it was told, with all that goes along, or not at all; returns what was done.

    Two who press at once follow one another: all that a move touches is locked before it is looked
    at, what goes along and then the intakes.

    Args:
        look: finds out what would follow.
        event_ids: of all events that it may find.

    Raises:
        ChangedSince: what was told is not what would happen now.
        DomainError: what the prospect refuses.
    """
    for _name, each in going_along:
        each.hold(event_ids, now)
    hold_intakes(list(event_ids))
    prospect = look()
    # As long as the meetings are still where they were.
    gone = [each.go(prospect.going, user, now) for _name, each in going_along]
    outlook = _outlook(prospect, gone)
    if outlook.digest != digest:
        raise ChangedSince
    prospect.carry_out(user=user, now=now)
    return outlook


def _outlook(prospect: ProspectT, said: Sequence[Following]) -> Outlook[ProspectT]:
    following = Following(
        consequences=list(chain.from_iterable(each.consequences for each in said)),
        staying=list(chain.from_iterable(each.staying for each in said)),
        lines=list(chain.from_iterable(each.lines for each in said)),
    )
    return Outlook(prospect, following)

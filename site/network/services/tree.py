"""The tree of branches as it was, is and will be.

A branch stands below a parent for a time; the whole tree is made of these placements alone. No
day of it, past or future, may hold a cycle, which no constraint of a table can see: every change
goes through `place`, one at a time.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import formats

from network.errors import MovedSince, NetworkCycle
from network.models import Branch, Placement

# Keeps other writers of placements out until the transaction ends; readers do not notice.
LOCK_SQL = "LOCK TABLE network_placement IN SHARE ROW EXCLUSIVE MODE"

ANCESTORS_SQL = """
WITH RECURSIVE above (branch_id, distance) AS (
    SELECT %(branch)s::bigint, 0
    UNION
    SELECT placement.parent_id, above.distance + 1
    FROM network_placement AS placement
    JOIN above ON placement.branch_id = above.branch_id
    WHERE placement.parent_id IS NOT NULL
        AND daterange(placement.starts_on, placement.ends_on) @> %(on)s::date
)
SELECT branch_id FROM above WHERE distance > 0 ORDER BY distance
"""

# The days on which the branch already stands at or above the parent that it shall get.
FIRST_CYCLE_SQL = """
WITH RECURSIVE above (branch_id, during) AS (
    SELECT %(parent)s::bigint, daterange(%(on)s, NULL)
    UNION
    SELECT placement.parent_id,
        above.during * daterange(placement.starts_on, placement.ends_on)
    FROM network_placement AS placement
    JOIN above ON placement.branch_id = above.branch_id
    WHERE placement.parent_id IS NOT NULL
        AND above.branch_id <> %(branch)s
        AND daterange(placement.starts_on, placement.ends_on) && above.during
)
SELECT min(lower(during)) FROM above WHERE branch_id = %(branch)s
"""

MEMBERSHIP_SQL = """
WITH RECURSIVE below (root_id, branch_id, during) AS (
    SELECT root_id, root_id, daterange(%(starts_on)s, %(ends_on)s)
    FROM unnest(%(roots)s::bigint[]) AS root (root_id)
    UNION
    SELECT below.root_id, placement.branch_id,
        below.during * daterange(placement.starts_on, placement.ends_on)
    FROM network_placement AS placement
    JOIN below ON placement.parent_id = below.branch_id
    WHERE daterange(placement.starts_on, placement.ends_on) && below.during
),
merged (root_id, branch_id, period) AS (
    SELECT root_id, branch_id, unnest(range_agg(during)) FROM below GROUP BY root_id, branch_id
)
SELECT root_id, branch_id, lower(period), upper(period) FROM merged
ORDER BY root_id, branch_id, lower(period)
"""


class MembershipPeriod(NamedTuple):
    """A branch stood at or below a root from one day (included) until another (not included)."""

    branch_id: int
    starts_on: date
    ends_on: date


@transaction.atomic
def place(branch: Branch, parent: Branch | None, on: date) -> Placement:
    """Let the branch stand below this parent from that day on; without a parent, at the top.

    Its placement until then ends that day. Naming the day on which that placement began corrects
    it. What lies before the day does not change, so neither do reports about it.

    Locks the table of placements first and no row before it: two moves at the same moment take
    turns, and the second one is judged by what the first has made. A caller that also changes
    the branch itself calls `place` before it saves the branch.

    Raises:
        NetworkCycle: on some day from then on, the parent stands below the branch, or is it.
        MovedSince: a later placement is known already.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_SQL)

    current = branch.placements.order_by("starts_on").last()
    if current:
        known_until = current.ends_on or current.starts_on
        if on < known_until:
            raise MovedSince(branch=branch, day=_day(known_until))
        if current.ends_on is None and current.parent == parent:
            return current
    if parent and (day := _first_cycle(branch, parent, on)):
        raise NetworkCycle(branch=branch, parent=parent, day=_day(day))

    if current and current.starts_on == on:
        current.parent = parent
        current.save(update_fields=["parent"])
        return current
    if current and current.ends_on is None:
        current.ends_on = on
        current.save(update_fields=["ends_on"])
    return Placement.objects.create(branch=branch, parent=parent, starts_on=on)


def ancestors(branch: Branch, on: date) -> list[Branch]:
    """Everything above the branch on that day, its parent first, the top of the network last."""
    keys = [key for (key,) in _rows(ANCESTORS_SQL, branch=branch.pk, on=on)]
    found = Branch.objects.in_bulk(keys)
    return [found[key] for key in keys]


def membership_periods(root: Branch, starts_on: date, ends_on: date) -> list[MembershipPeriod]:
    """Which branches stood at or below the root, and when, between two days (the last excluded).

    Ordered by branch and time; a branch that left and came back has two periods, one that only
    changed its place below the root has one. Reports join sessions to these by their own day.
    """
    return memberships([root.pk], starts_on, ends_on)[root.pk]


def memberships(
    roots: Collection[int], starts_on: date, ends_on: date
) -> dict[int, list[MembershipPeriod]]:
    """The same of several roots by their keys, in one statement."""
    found: dict[int, list[MembershipPeriod]] = {root: [] for root in roots}
    for root, *period in _rows(
        MEMBERSHIP_SQL, roots=list(roots), starts_on=starts_on, ends_on=ends_on
    ):
        found[root].append(MembershipPeriod(*period))
    return found


def _first_cycle(branch: Branch, parent: Branch, on: date) -> date | None:
    """The first day from `on` at which the parent is the branch or stands below it."""
    [(day,)] = _rows(FIRST_CYCLE_SQL, branch=branch.pk, parent=parent.pk, on=on)
    return day


def _rows(sql: str, **parameters: int | date | list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.expressions import RawSQL

from core.terms import holds_on

SUBTREE_SQL = """
WITH RECURSIVE subtree (branch_id) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT placement.branch_id
    FROM network_placement AS placement
    JOIN subtree ON placement.parent_id = subtree.branch_id
    WHERE placement.starts_on <= %s AND (placement.ends_on IS NULL OR placement.ends_on > %s)
)
SELECT branch_id FROM subtree
"""

ABOVE_SQL = """
WITH RECURSIVE above (branch_id) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT placement.parent_id
    FROM network_placement AS placement
    JOIN above ON placement.branch_id = above.branch_id
    WHERE placement.parent_id IS NOT NULL
        AND placement.starts_on <= %s AND (placement.ends_on IS NULL OR placement.ends_on > %s)
)
SELECT branch_id FROM above
"""


class BranchQuerySet(models.QuerySet):
    def within(self, roots: Iterable[int], *, on: date) -> Self:
        """The branches with these keys and all below them, by the tree of one day."""
        return self.filter(pk__in=RawSQL(SUBTREE_SQL, [list(roots), on, on]))  # noqa: S611

    def with_all_above(self, branches: Iterable[int], *, on: date) -> Self:
        """The branches with these keys and all above them, by the tree of one day."""
        return self.filter(pk__in=RawSQL(ABOVE_SQL, [list(branches), on, on]))  # noqa: S611

    def beginning_with(self, branches: Iterable[int]) -> Self:
        """Those with these keys before all others, for lists that somebody chooses from."""
        first = Case(When(pk__in=branches, then=0), default=1)
        return self.order_by(first, *(self.model._meta.ordering or ()))

    def standing(self, *, on: date) -> Self:
        """Those in the tree on that day, annotated with `parent_key`: nothing at the top."""
        return self.filter(_placed(on)).annotate(parent_key=F("placements__parent_id"))

    def right_below(self, parent: models.Model, *, on: date) -> Self:
        """Those that stand below this branch on that day with nothing between."""
        return self.filter(_placed(on), placements__parent=parent)


class CalendarQuerySet(models.QuerySet):
    def touching(self, first_day: date, last_day: date) -> Self:
        """Those with a day from the first to the last, both included."""
        return self.filter(first_day__lte=last_day, last_day__gte=first_day)

    def for_branch(self, branch_id: int) -> Self:
        """What holds for the whole network, and for this branch alone."""
        return self.filter(Q(branch=None) | Q(branch=branch_id))


def _placed(on: date) -> Q:
    """The placement of that day; a branch has one at most."""
    return holds_on(on, prefix="placements__")

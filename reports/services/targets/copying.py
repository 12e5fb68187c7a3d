"""The targets of the year before, taken over with so many per cent more or less."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from core.constraints import violated_constraint
from reports.errors import NoTargetsToCopy
from reports.models import Target
from reports.models.entry import MOST
from reports.models.target import ONE_OF_EACH
from reports.querysets import TargetQuerySet


def copy_targets(targets: TargetQuerySet, *, year: int, per_cent: int, by: Any) -> int:
    """Make those of the year before that the year lacks, of indicators in use; says how many.

    Two who copy at once follow one another. What somebody sets by hand meanwhile stays as it is.

    Args:
        targets: those that whoever asks may set.

    Raises:
        NoTargetsToCopy: there was none that the year lacks.
    """
    while True:
        try:
            return _copy(targets, year=year, per_cent=per_cent, by=by)
        except IntegrityError as error:
            # Somebody has just set one of them: look again, it is there now.
            if violated_constraint(error) != ONE_OF_EACH:
                raise


@transaction.atomic
def _copy(targets: TargetQuerySet, *, year: int, per_cent: int, by: Any) -> int:
    """Holds those of the year before, so that nobody else copies them at the same time."""
    of_then = list(
        targets.filter(year=year - 1, indicator__is_active=True)
        .with_names()
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    there = set(
        Target.objects.filter(year=year).values_list("indicator_id", "branch_id", "brand_id")
    )
    made = [
        Target(
            indicator=each.indicator,
            year=year,
            branch=each.branch,
            brand=each.brand,
            value=min(max(round(each.value * (100 + per_cent) / 100), 1), MOST),
            owner=each.owner,
        )
        for each in of_then
        if (each.indicator_id, each.branch_id, each.brand_id) not in there
    ]
    if not made:
        raise NoTargetsToCopy(before=year - 1, year=year)
    for target in Target.objects.bulk_create(made):
        log(target, "wagtail.create", user=by)
    return len(made)

"""The ledger is short of memory: what cannot count any more is deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Person
from events.models import ConductEntry, ConductPolicy
from events.querysets import ConductQuerySet
from events.services.conduct.policy import months_before

# So much longer than a no-show can count it is kept: to answer questions, and to learn from.
KEPT_LONGER_BY_MONTHS = 6


def forget_old_conduct(*, now: datetime) -> int:
    """Delete what counts by nobody's rules any more, and restrictions that ended as long ago.

    Returns:
        How many lines were deleted.
    """
    longest = ConductPolicy.objects.aggregate(months=Max("months"))["months"]
    months = longest or ConductPolicy().months
    before = months_before(now, months + KEPT_LONGER_BY_MONTHS)
    old = ConductEntry.objects.filter(reverses=None, happened_at__lt=before)
    return _delete(old.exclude(ends_at__gt=before))


def forget_conduct_of(person: Person) -> None:
    """Delete all lines about registrations that this person was written to about."""
    of_them = ConductEntry.objects.filter(registration__contact=person)
    _delete(of_them.filter(reverses=None))


@transaction.atomic
def _delete(beginnings: ConductQuerySet) -> int:
    """Delete these lines, what took them back, and what was said about them."""
    keys = list(beginnings.values_list("pk", flat=True))
    if not keys:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('shuxiang.forgets_conduct', 'on', true)")
        deleted, _by_model = ConductEntry.objects.filter(reverses__in=keys).delete()
        lines, by_model = ConductEntry.objects.filter(pk__in=keys).delete()
        cursor.execute("SELECT set_config('shuxiang.forgets_conduct', '', true)")
    return deleted + by_model.get("events.ConductEntry", lines)

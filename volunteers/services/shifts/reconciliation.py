"""What can come apart about the places of shifts, and how it is put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from core.reconciliation import checks
from volunteers.choices import HOLDING_STATES
from volunteers.models import GroupClaim, Need
from volunteers.services.shifts.groups import places_of_groups
from volunteers.services.shifts.locks import lock_shift


@checks("shifts")
def shifts(now: datetime, fix: bool) -> Iterator[str]:
    """Each need's counter says for how many people places are taken or kept."""
    people = Count("claims", filter=Q(claims__state__in=HOLDING_STATES))
    of_groups = GroupClaim.objects.filter(need=OuterRef("pk")).order_by().values("need")
    in_groups = Coalesce(Subquery(of_groups.annotate(n=Sum("places")).values("n")), 0)
    wrong = Need.objects.annotate(held=people + in_groups).exclude(taken=F("held"))
    for need in wrong.order_by("shift_id", "pk"):
        yield f"shift {need.shift_id}, need {need.pk}: {need.taken} taken, {need.held} held"
        if fix:
            recount_need(need)


@transaction.atomic
def recount_need(need: Need) -> None:
    """Set the counter to what the rows say."""
    lock_shift(need.shift_id)
    held = need.claims.filter(state__in=HOLDING_STATES).count() + places_of_groups(need)
    Need.objects.filter(pk=need.pk).update(taken=held, ceiling=Greatest(F("maximum"), Value(held)))

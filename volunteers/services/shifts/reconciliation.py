"""What can come apart about the places of shifts, and how it is put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Greatest

from core.reconciliation import checks
from volunteers.choices import HOLDING_STATES
from volunteers.models import Need
from volunteers.services.shifts.locks import lock_shift


@checks("shifts")
def shifts(now: datetime, fix: bool) -> Iterator[str]:
    """Each need's counter says for how many people places are taken or kept."""
    held = Count("claims", filter=Q(claims__state__in=HOLDING_STATES))
    wrong = Need.objects.annotate(held=held).exclude(taken=F("held"))
    for need in wrong.order_by("shift_id", "pk"):
        yield f"shift {need.shift_id}, need {need.pk}: {need.taken} taken, {need.held} held"
        if fix:
            recount_need(need)


@transaction.atomic
def recount_need(need: Need) -> None:
    """Set the counter to what the rows say."""
    lock_shift(need.shift_id)
    held = need.claims.filter(state__in=HOLDING_STATES).count()
    Need.objects.filter(pk=need.pk).update(taken=held, ceiling=Greatest(F("maximum"), Value(held)))

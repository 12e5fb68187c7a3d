"""A school that helps at the demo library: it has places on a shift, and names for some of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F

from demo.services.catalogue import read
from demo.services.dice import Dice
from staff.choices import Action
from volunteers.choices import ShiftState
from volunteers.models import GroupClaim, Need
from volunteers.permissions import shifts_in_scope
from volunteers.services.rules import volunteer_rules
from volunteers.services.shifts.groups import name_people, take_places_for_group

PLACES = 2


def put_a_school_on(coordinator: Any, *, now: datetime, dice: Dice) -> None:
    """On the first shift of the coordinator with room for it that is not too near."""
    need = (
        Need.objects.filter(
            shift__in=shifts_in_scope(coordinator, Action.CHANGE),
            shift__state=ShiftState.PUBLISHED,
            shift__starts_at__gt=now + volunteer_rules().release_before,
            taken__lte=F("maximum") - PLACES,
        )
        .select_related("shift", "role")
        .order_by("shift__starts_at", "pk")
        .first()
    )
    if need is None:
        return
    texts = read("volunteers")["group"]
    group = take_places_for_group(
        GroupClaim(
            need=need,
            name=texts["name"],
            contact_name=texts["contact"],
            contact_email="school@demo.library",
            language=settings.LANGUAGE_CODE,
            places=PLACES,
            code=dice.secret_code(),
        ),
        now=now,
        by=coordinator,
    )
    name_people(group_id=group.pk, names=texts["people"], now=now)

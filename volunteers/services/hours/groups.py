"""How many of a group came to a shift."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from volunteers.errors import GroupHasEnded, MoreCameThanPlaces
from volunteers.models import GroupClaim
from volunteers.services.hours.presence import refuse_before_doors_open
from volunteers.services.shifts.locks import lock_shift


@transaction.atomic
def count_people_of_group(*, group_id: int, came: int, now: datetime, by: Any) -> GroupClaim:
    """Say how many came; a later figure takes the place of an earlier one.

    Raises:
        MoreCameThanPlaces: the group has fewer places.
        GroupHasEnded, TooEarlyToCheckIn
    """
    groups = GroupClaim.objects.filter(pk=group_id)
    shift = lock_shift(groups.values_list("need__shift_id", flat=True).get())
    group = groups.told().get()
    if group.has_ended:
        raise GroupHasEnded
    refuse_before_doors_open(shift, at=now)
    if came > group.places:
        raise MoreCameThanPlaces(places=group.places)
    group.came = came
    group.save(update_fields=["came"])
    log(shift, "volunteers.group_came", user=by, data={"group": group.pk, "came": came})
    return group

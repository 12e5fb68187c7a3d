"""Writing to the team of a shift."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from volunteers.choices import ClaimMessage, ClaimState
from volunteers.errors import NobodyOnTheTeam, TeamHasReadEnough, ToldTheTeamAlready
from volunteers.models import Claim, TeamMessage
from volunteers.services.shifts.locks import lock_shift
from volunteers.services.shifts.telling import address_of, tell

MOST_IN_A_DAY = 5

# Whoever sends the same twice within this time has probably pressed twice.
PROBABLY_A_SLIP = timedelta(minutes=10)


@transaction.atomic
def write_to_team(said: TeamMessage, *, now: datetime, by: Any) -> TeamMessage:
    """Write to those who have a place, and if asked for to those who wait; it is written down.

    Locks the shift, so that two who press at once follow one another.

    Args:
        said: not stored yet; who sent it when to how many is filled in.

    Raises:
        ToldTheTeamAlready: the same text went out a few minutes ago.
        TeamHasReadEnough: there were so many today that people stop reading.
        NobodyOnTheTeam: there is nobody who could be written to.
    """
    lock_shift(said.shift_id)
    earlier = TeamMessage.objects.filter(shift=said.shift_id, sent_at__gt=now - timedelta(days=1))
    words = {name: getattr(said, name) for name in ("title_en", "title_zh", "text_en", "text_zh")}
    if earlier.filter(sent_at__gt=now - PROBABLY_A_SLIP, **words).exists():
        raise ToldTheTeamAlready
    if earlier.count() >= MOST_IN_A_DAY:
        raise TeamHasReadEnough(most=MOST_IN_A_DAY)
    states = [ClaimState.HELD, *[ClaimState.WAITING] * said.to_waiting]
    team = list(Claim.objects.filter(shift=said.shift_id, state__in=states).told().order_by("pk"))
    said.written_to = sum(address_of(claim.volunteer.person) is not None for claim in team)
    if not said.written_to:
        raise NobodyOnTheTeam
    said.sent_at, said.sent_by = now, by
    said.save()
    tell(team, ClaimMessage.TEAM, now=now, again=str(said.pk), team_message=said.pk)
    log(said.shift, "volunteers.team_told", user=by, data={"people": said.written_to})
    return said

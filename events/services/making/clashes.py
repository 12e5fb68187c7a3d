"""What else happens at the time of an event that is being planned, before anything is made.

A taken room keeps an event from being made. All else is for its maker to weigh: that a lead would
be needed twice, that a brand holds something else at the library, or that the same people would
have to be in two places of one district.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.choices import Audience
from brands.models import Programme, ProgrammeLead
from cms import formats
from events.choices import ClashKind, EventStatus
from events.models import Session
from network.choices import BranchLevel
from network.models import Branch, Room
from network.services.tree import ancestors


@dataclass(frozen=True)
class Slot:
    """From when to when something is to happen, and in which room if in one."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None = None

    def meets(self, session: Session) -> bool:
        return session.starts_at < self.ends_at and session.ends_at > self.starts_at


@dataclass(frozen=True)
class Clash:
    """One other event at that time, in a sentence."""

    kind: ClashKind
    sentence: str

    @property
    def forbids(self) -> bool:
        """Whether the event cannot be made like this."""
        return self.kind == ClashKind.ROOM


@dataclass(frozen=True)
class Circumstances:
    """Whose events may get in each other's way: what is asked once for any number of slots."""

    programme: Programme
    branch: Branch
    district: frozenset[int]
    leads: tuple[ProgrammeLead, ...]
    """All terms in which one of the programme's leads leads any programme."""

    @classmethod
    def of(cls, programme: Programme, branch: Branch, *, on: date) -> Circumstances:
        own = programme.leads.values("user")
        leads = ProgrammeLead.objects.filter(user__in=own).select_related("user")
        return cls(programme, branch, frozenset(_district(branch, on=on)), tuple(leads))

    def leads_needed_twice(self, other: int | None, day: date) -> list[str]:
        """Who leads both this programme and the other one on that day."""
        names_by_programme: dict[int, dict[int, str]] = {}
        for lead in self.leads:
            if lead.starts_on <= day and (lead.ends_on is None or day < lead.ends_on):
                names = names_by_programme.setdefault(lead.programme_id, {})
                names[lead.user_id] = lead.user.name
        own = names_by_programme.get(self.programme.pk, {})
        if other is None or other == self.programme.pk:
            return []
        others = names_by_programme.get(other, {})
        return [name for user, name in own.items() if user in others]


def clashes_of(
    slots: Sequence[Slot],
    *,
    programme: Programme,
    branch: Branch,
    without: Collection[int] = (),
) -> list[list[Clash]]:
    """For each slot what it would clash with; a number of statements that is constant.

    Args:
        without: keys of events that do not count, as those that are about to be moved away.
    """
    if not slots:
        return []
    on = timezone.localdate(min(slot.starts_at for slot in slots))
    around = Circumstances.of(programme, branch, on=on)
    sessions = list(_sessions_at(slots, around).exclude(event__in=without))
    return [
        [
            clash
            for session in sessions
            if slot.meets(session)
            for clash in _clashes(slot, session, around)
        ]
        for slot in slots
    ]


def _sessions_at(slots: Sequence[Slot], around: Circumstances) -> QuerySet[Session]:
    times = reduce(
        or_, (Q(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at) for slot in slots)
    )
    rooms = {slot.room.pk for slot in slots if slot.room}
    programmes = {lead.programme_id for lead in around.leads}
    concerned = (
        Q(room__in=rooms, room_is_shared=False)
        | Q(event__programme__in=programmes)
        | Q(event__brand=around.programme.brand_id, branch=around.branch)
        | Q(event__audience=around.programme.audience, branch__in=around.district)
    )
    return (
        Session.objects.planned()
        .filter(times, concerned, event__intake__status=EventStatus.SCHEDULED)
        .select_related("event__branch", "event__brand", "branch", "room")
        .order_by("starts_at", "pk")
    )


def _clashes(slot: Slot, session: Session, around: Circumstances) -> Iterator[Clash]:
    """The gravest of each session; a lead is named beside it, for other people solve that."""
    event = session.event
    facts = {
        "event": event.title if event.live else _("a draft"),
        "branch": session.branch.name,
        "when": formats.when(session.starts_at, session.ends_at),
    }
    is_same_room = slot.room is not None and slot.room.pk == session.room_id
    if is_same_room and not session.room_is_shared:
        said = _("Room taken: “%(event)s” (%(branch)s), %(when)s.")
        yield Clash(ClashKind.ROOM, said % facts)
        return
    if session.spans_whole_days:
        return
    day = timezone.localdate(session.starts_at)
    if names := around.leads_needed_twice(event.programme_id, day):
        said = _("%(lead)s also leads “%(event)s” (%(branch)s), %(when)s.")
        yield Clash(ClashKind.LEAD, said % {**facts, "lead": formats.listed(names)})
    if event.brand_id == around.programme.brand_id and session.branch_id == around.branch.pk:
        said = _("Same brand at this library: “%(event)s”, %(when)s.")
        yield Clash(ClashKind.BRAND, said % facts)
    elif (
        event.audience == around.programme.audience != Audience.EVERYONE
        and session.branch_id in around.district
    ):
        said = _("Same audience (%(audience)s): “%(event)s” (%(branch)s), %(when)s.")
        yield Clash(ClashKind.AUDIENCE, said % {**facts, "audience": event.get_audience_display()})


def _district(branch: Branch, *, on: date) -> Collection[int]:
    """The libraries of the district in which the branch stands; itself where it is in none."""
    line = [branch, *ancestors(branch, on)]
    top = next((each for each in line if each.level == BranchLevel.DISTRICT), None)
    if top is None:
        return {branch.pk}
    return set(Branch.objects.within([top.pk], on=on).values_list("pk", flat=True))

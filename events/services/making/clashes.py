"""What else happens at the time of an event that is being planned, before anything is made.

A taken room keeps an event from being made. All else is for its maker to weigh: that a lead would
be needed twice, that a brand holds something else at the library, or that the same people would
have to be in two places of one district.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TypeAlias

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.choices import Audience
from brands.models import Programme, ProgrammeLead
from cms import formats
from core.terms import holds_on
from events.choices import ClashKind, EventStatus
from events.models import Event, Session
from network.choices import BranchLevel
from network.models import Branch, Placement, Room

# What tells whether meetings clash, and how that is said.
READ = (
    *("starts_at", "ends_at", "is_all_day", "daily_opens_at", "room_is_shared", "room"),
    *("branch__name_en", "branch__name_zh", "event__title_en", "event__title_zh", "event__live"),
    *("event__programme", "event__brand", "event__audience"),
)


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


Leads: TypeAlias = Mapping[int, Sequence[ProgrammeLead]]
"""The terms of a programme's leads, by its key."""


@dataclass(frozen=True)
class Circumstances:
    """Whose events may get in each other's way: what is asked once for any number of slots."""

    programme_id: int | None
    brand_id: int | None
    audience: str
    branch_id: int
    district: Collection[int]
    leads: Leads
    """Of all programmes that one of this programme's leads leads at any time."""

    @classmethod
    def of(cls, subject: Programme | Event, branch: Branch, *, on: date) -> Circumstances:
        programme_id = subject.pk if isinstance(subject, Programme) else subject.programme_id
        own = ProgrammeLead.objects.filter(programme=programme_id)
        return cls(
            programme_id,
            subject.brand_id,
            subject.audience,
            branch.pk,
            _districts(on=on).get(branch.pk, (branch.pk,)),
            _leads(ProgrammeLead.objects.filter(user__in=own.values("user"))),
        )

    def leads_needed_twice(self, other: int | None, day: date) -> list[str]:
        """Who leads both this programme and the other one on that day."""
        if other is None or other == self.programme_id or self.programme_id is None:
            return []
        needed = {lead.user_id for lead in self._leading(other, day)}
        own = {lead.user_id: lead.user.name for lead in self._leading(self.programme_id, day)}
        return [name for user, name in own.items() if user in needed]

    def _leading(self, programme_id: int, day: date) -> Iterator[ProgrammeLead]:
        for lead in self.leads.get(programme_id, ()):
            if lead.starts_on <= day and (lead.ends_on is None or day < lead.ends_on):
                yield lead


def clashes_of(
    slots: Sequence[Slot],
    *,
    of: Programme | Event,
    branch: Branch,
    without: Collection[int] = (),
) -> list[list[Clash]]:
    """For each slot what it would clash with; a number of statements that is constant.

    Args:
        of: what is to happen then: an event, or the next one of a programme.
        without: keys of events that do not count, as those that are about to be moved away.
    """
    if not slots:
        return []
    on = timezone.localdate(min(slot.starts_at for slot in slots))
    around = Circumstances.of(of, branch, on=on)
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


def clashes_of_each(plans: Sequence[tuple[Slot, Event, Branch]]) -> list[list[Clash]]:
    """For each event what it would clash with, then and there; what is planned among them not.

    A number of statements that is constant, whichever events and libraries these are.
    """
    if not plans:
        return []
    slots = [slot for slot, _event, _branch in plans]
    sessions = list(_that_take_place().filter(_at_one_of(slots)))
    network = _Network.on(timezone.localdate(min(slot.starts_at for slot in slots)))
    return [
        [
            clash
            for session in sessions
            if slot.meets(session)
            for clash in _clashes(slot, session, network.around(event, branch.pk))
        ]
        for slot, event, branch in plans
    ]


def clashes_within(first_moment: datetime, last_moment: datetime) -> Mapping[int, list[Clash]]:
    """What all that is planned in this time clashes with, by the key of its session.

    A number of statements that is constant, however much there is. Only those are compared that
    have something in common for which they could clash, and go on at one time.
    """
    found: dict[int, list[Clash]] = defaultdict(list)
    sessions = list(
        _that_take_place()
        .filter(starts_at__lt=last_moment, ends_at__gt=first_moment)
        .filter(is_all_day=False, daily_opens_at=None)
    )
    network = _Network.on(timezone.localdate(first_moment))
    for one, other in _that_may_clash(sessions, network):
        for each, beside in ((one, other), (other, one)):
            slot = Slot(each.starts_at, each.ends_at, each.room)
            around = network.around(each.event, each.branch_id)
            found[each.pk] += _clashes(slot, beside, around)
    return {key: clashes for key, clashes in found.items() if clashes}


def _that_may_clash(
    sessions: Sequence[Session], network: _Network
) -> Iterator[tuple[Session, Session]]:
    """Pairs of different events that overlap, and share a room, a brand, an audience or a lead.

    Args:
        sessions: in the order in which they begin.
    """
    going_on: dict[Hashable, list[int]] = defaultdict(list)
    for number, session in enumerate(sessions):
        met = set()
        for common in network.in_common(session):
            there = [
                each for each in going_on[common] if sessions[each].ends_at > session.starts_at
            ]
            met.update(there)
            going_on[common] = [*there, number]
        for each in sorted(met):
            if sessions[each].event_id != session.event_id:
                yield sessions[each], session


@dataclass(frozen=True)
class _Network:
    """The districts and the leads of all, for questions about many events."""

    districts: Mapping[int, Collection[int]]
    leads: Leads

    @classmethod
    def on(cls, day: date) -> _Network:
        return cls(_districts(on=day), _leads(ProgrammeLead.objects.all()))

    def in_common(self, session: Session) -> Iterator[Hashable]:
        """What another meeting must have too, one thing at least, for the two to clash."""
        event, branch_id = session.event, session.branch_id
        if session.room_id:
            yield "room", session.room_id
        if event.brand_id:
            yield "brand", event.brand_id, branch_id
        if event.audience != Audience.EVERYONE:
            yield "audience", event.audience, self.district_of(branch_id)
        if event.programme_id:
            for user_id in {lead.user_id for lead in self.leads.get(event.programme_id, ())}:
                yield "lead", user_id

    def district_of(self, branch_id: int) -> int:
        """Stands for the district; no library is in two."""
        return min(self.districts.get(branch_id, (branch_id,)))

    def around(self, event: Event, branch_id: int) -> Circumstances:
        return Circumstances(
            event.programme_id,
            event.brand_id,
            event.audience,
            branch_id,
            self.districts.get(branch_id, (branch_id,)),
            self.leads,
        )


def _leads(terms: QuerySet[ProgrammeLead]) -> Leads:
    by_programme: dict[int, list[ProgrammeLead]] = defaultdict(list)
    for lead in terms.select_related("user"):
        by_programme[lead.programme_id].append(lead)
    return by_programme


def _that_take_place() -> QuerySet[Session]:
    return (
        Session.objects.planned()
        .filter(event__intake__status=EventStatus.SCHEDULED)
        .select_related("event", "branch", "room")
        .only(*READ)
        .order_by("starts_at", "pk")
    )


def _sessions_at(slots: Sequence[Slot], around: Circumstances) -> QuerySet[Session]:
    rooms = {slot.room.pk for slot in slots if slot.room}
    concerned = (
        Q(room__in=rooms, room_is_shared=False)
        | Q(event__programme__in=list(around.leads))
        | Q(event__brand=around.brand_id, event__brand__isnull=False, branch=around.branch_id)
        | Q(event__audience=around.audience, branch__in=around.district)
    )
    return _that_take_place().filter(_at_one_of(slots), concerned)


def _at_one_of(slots: Sequence[Slot]) -> Q:
    times = (Q(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at) for slot in slots)
    return reduce(or_, times)


def _clashes(slot: Slot, session: Session, around: Circumstances) -> Iterator[Clash]:
    """The gravest of each session; a lead is named beside it, for other people solve that."""
    event = session.event
    is_same_room = slot.room is not None and slot.room.pk == session.room_id
    if is_same_room and not session.room_is_shared:
        said = _("Room taken: “%(event)s” (%(branch)s), %(when)s.")
        yield Clash(ClashKind.ROOM, said % _facts(session))
        return
    if session.spans_whole_days:
        return
    day = timezone.localdate(session.starts_at)
    if names := around.leads_needed_twice(event.programme_id, day):
        said = _("%(lead)s also leads “%(event)s” (%(branch)s), %(when)s.")
        yield Clash(ClashKind.LEAD, said % {**_facts(session), "lead": formats.listed(names)})
    is_same_brand = event.brand_id is not None and event.brand_id == around.brand_id
    if is_same_brand and session.branch_id == around.branch_id:
        said = _("Same brand at this library: “%(event)s”, %(when)s.")
        yield Clash(ClashKind.BRAND, said % _facts(session))
    elif (
        event.audience == around.audience != Audience.EVERYONE
        and session.branch_id in around.district
    ):
        said = _("Same audience (%(audience)s): “%(event)s” (%(branch)s), %(when)s.")
        facts = {**_facts(session), "audience": event.get_audience_display()}
        yield Clash(ClashKind.AUDIENCE, said % facts)


def _facts(session: Session) -> dict[str, str]:
    return {
        "event": session.event.title if session.event.live else _("a draft"),
        "branch": session.branch.name,
        "when": formats.when(session.starts_at, session.ends_at),
    }


def _districts(*, on: date) -> Mapping[int, Collection[int]]:
    """By the key of each library that stands in a district, all that stand there.

    Of districts within districts the outermost counts: no library stands in two, and of two that
    clash each is told the other.
    """
    placed = Placement.objects.filter(holds_on(on)).values_list(
        "branch_id", "parent_id", "branch__level"
    )
    parents = {key: parent for key, parent, _level in placed}
    tops = {key for key, _parent, level in placed if level == BranchLevel.DISTRICT}
    members: dict[int, set[int]] = defaultdict(set)
    for key in parents:
        top: int | None = None
        above: int | None = key
        while above is not None:
            top = above if above in tops else top
            above = parents.get(above)
        if top is not None:
            members[top].add(key)
    return {key: within for within in members.values() for key in within}

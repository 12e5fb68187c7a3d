"""The shifts to come as one volunteer sees them: what fits first, and why the rest does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.models import Branch
from volunteers.choices import ShiftState
from volunteers.models import Availability, Claim, Need, Role, Shift, Volunteer
from volunteers.querysets import VolunteerQuerySet
from volunteers.services.eligibility.asking import what_stands_in_the_way
from volunteers.services.eligibility.judging import kilometres, obstacles
from volunteers.services.eligibility.slots import Place, Slot, slots_of
from volunteers.services.eligibility.standing import Busy, Standings, standings_of
from volunteers.services.eligibility.words import Obstacle
from volunteers.services.rules import volunteer_rules

# As far ahead as people plan. What comes later is shown when its time comes.
AHEAD = timedelta(weeks=8)

NEARBY_KM = 3.0

# Rules that ask who somebody is, whatever the shift.
ABOUT_THE_VOLUNTEER = frozenset({"not_approved", "agreement", "guardian_consent", "suspended"})

# How much a reason weighs. Where nobody has asked for anything all shifts weigh the same.
LIKED, FREE_THEN, AT_HOME, NEARBY, NEEDED, NOT_FREE_THEN = 4, 2, 2, 1, 1, -4


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; nothing of it narrows nothing."""

    weekdays: frozenset[int] = frozenset()
    branch_id: int | None = None
    role_id: int | None = None
    only_fitting: bool = False


@dataclass(frozen=True)
class Likings:
    """What a volunteer has said of themselves: what they like, when they can, where they are."""

    roles: frozenset[int]
    times: list[tuple[int, time, time]]
    branch_id: int
    place: Place | None

    def are_free(self, slot: Slot) -> bool | None:
        """Whether they can then by what they said; None where they said nothing."""
        if not self.times:
            return None
        on_that_day = [each for each in self.times if each[0] == slot.day.weekday()]
        if not on_that_day:
            return False
        start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
        return any(
            begins <= start.time() and end.time() <= ends for _weekday, begins, ends in on_that_day
        )


@dataclass
class Opening:
    """A role on a shift, as one volunteer sees it."""

    slot: Slot
    role: Role
    obstacles: list[Obstacle]
    reasons: list[Promise] = field(default_factory=list)
    score: int = 0

    @property
    def is_possible(self) -> bool:
        return not self.obstacles

    @property
    def can_be_waited_for(self) -> bool:
        """Nothing but the number of places stands in the way."""
        return [each.code for each in self.obstacles] == ["full"]


@dataclass
class ShiftForMe:
    """A shift with its roles, the best one first.

    In a list, `own_obstacles` are those of the best role that do not concern all shifts alike.
    """

    shift_id: int
    openings: list[Opening]
    own: Busy | None
    shift: Shift = field(init=False)
    own_obstacles: list[Obstacle] = field(default_factory=list)

    @property
    def best(self) -> Opening:
        return self.openings[0]

    @property
    def fits(self) -> bool:
        return self.best.is_possible

    @property
    def order(self) -> tuple[Any, ...]:
        best = self.best
        return bool(best.obstacles), len(best.obstacles), -best.score, best.slot.starts_at


@dataclass(frozen=True)
class Found:
    """All shifts that were looked at, narrowed and in order; and what they can be narrowed by."""

    shifts: list[ShiftForMe]
    branches: list[Branch]
    roles: list[Role]
    shared_obstacles: list[Obstacle]


def with_likings(volunteers: VolunteerQuerySet) -> VolunteerQuerySet:
    """With people, home libraries, and what the volunteers said of themselves; one statement."""
    liked = Volunteer.interests.through.objects.filter(volunteer_id=OuterRef("pk"))
    times = Availability.objects.filter(volunteer=OuterRef("pk")).order_by("weekday", "starts_at")
    as_json = JSONObject(weekday="weekday", starts_at="starts_at", ends_at="ends_at")
    return volunteers.select_related("person__user", "home_branch").annotate(
        liked_roles=ArraySubquery(liked.order_by("role_id").values("role_id")),
        free_times=ArraySubquery(times.values(times=as_json)),
    )


def find_shifts(volunteer: Any, filters: Filters, *, now: datetime) -> Found:
    """The published shifts of the next weeks, what fits this volunteer first.

    Args:
        volunteer: read by `with_likings`.
    """
    needs = Need.objects.filter(
        shift__state=ShiftState.PUBLISHED,
        shift__starts_at__gt=now,
        shift__starts_at__lt=now + AHEAD,
        maximum__gt=0,
    )
    slots = slots_of(needs.order_by("shift__starts_at", "pk"))
    roles = Role.objects.in_bulk({slot.role_id for slot in slots})
    branches = Branch.objects.filter(pk__in={slot.branch_id for slot in slots})
    shifts = [
        each
        for each in _judged(volunteer, [s for s in slots if _is_asked_for(s, filters)], roles, now)
        if each.fits or not filters.only_fitting
    ]
    shared = _shared_obstacles(shifts)
    for each in shifts:
        each.own_obstacles = [found for found in each.best.obstacles if found not in shared]
    return Found(
        sorted(shifts, key=lambda each: each.order),
        list(branches),
        sorted(roles.values(), key=lambda role: role.name),
        shared,
    )


def see_shift(volunteer: Any, shift: Shift, *, now: datetime) -> ShiftForMe | None:
    """One shift as the volunteer sees it; None where it wants nobody."""
    slots = slots_of(Need.objects.filter(shift=shift, maximum__gt=0).order_by("pk"))
    roles = Role.objects.in_bulk({slot.role_id for slot in slots})
    return next(iter(_judged(volunteer, slots, roles, now)), None)


def what_keeps_waiting(own: Claim, *, now: datetime) -> list[Obstacle]:
    """What keeps somebody who waits from a place that is free."""
    needs = Need.objects.filter(pk=own.need_id)
    found = what_stands_in_the_way(
        own.volunteer, needs, now=now, without={own.pk}, ignoring={"full"}
    )
    return found[own.need_id]


def shifts_to_swap_for(claim: Claim, *, now: datetime) -> list[Shift]:
    """The full shifts that the holder of this place could be on instead, the next one first."""
    needs = Need.objects.filter(
        shift__state=ShiftState.PUBLISHED,
        shift__starts_at__gt=now,
        shift__starts_at__lt=now + AHEAD,
        taken__gt=0,
        taken__gte=F("maximum"),
    )
    found = what_stands_in_the_way(
        claim.volunteer, needs, now=now, without={claim.pk}, ignoring={"full"}
    )
    possible = [need_id for need_id, obstacles in found.items() if not obstacles]
    shifts = Shift.objects.filter(needs__in=possible).exclude(pk=claim.shift_id).told()
    return list(shifts.order_by("starts_at", "pk").distinct())


def read_shifts(shown: Iterable[ShiftForMe]) -> None:
    """Read the words of the shifts that are shown; one statement."""
    shown = list(shown)
    shifts = Shift.objects.told().in_bulk([each.shift_id for each in shown])
    for each in shown:
        each.shift = shifts[each.shift_id]


def _shared_obstacles(shifts: list[ShiftForMe]) -> list[Obstacle]:
    """What keeps the volunteer from every shift, to be said once."""
    if not shifts:
        return []
    return [
        obstacle
        for obstacle in shifts[0].best.obstacles
        if obstacle.code in ABOUT_THE_VOLUNTEER
        and all(obstacle in each.best.obstacles for each in shifts)
    ]


def _is_asked_for(slot: Slot, filters: Filters) -> bool:
    return (
        (not filters.weekdays or slot.day.weekday() in filters.weekdays)
        and filters.branch_id in (None, slot.branch_id)
        and filters.role_id in (None, slot.role_id)
    )


def _judged(
    volunteer: Any, slots: list[Slot], roles: dict[int, Role], now: datetime
) -> list[ShiftForMe]:
    standings = standings_of([volunteer], slots=slots, now=now)
    found = obstacles(standings, volunteer.pk, slots, rules=volunteer_rules(), now=now)
    likings = likings_of(volunteer)
    openings: dict[int, list[Opening]] = defaultdict(list)
    for slot in slots:
        opening = Opening(slot, roles[slot.role_id], found[slot.need_id])
        _weigh(opening, likings)
        openings[slot.shift_id].append(opening)
    own = _own_by_shift(standings, volunteer.pk)
    return [
        ShiftForMe(
            shift_id,
            sorted(each, key=lambda opening: (len(opening.obstacles), -opening.score)),
            own.get(shift_id),
        )
        for shift_id, each in openings.items()
    ]


def _weigh(opening: Opening, likings: Likings) -> None:
    slot = opening.slot
    is_free = likings.are_free(slot)
    is_near = likings.place and slot.place and kilometres(likings.place, slot.place) <= NEARBY_KM
    reasons = [
        (slot.role_id in likings.roles, LIKED, _("You like this role")),
        (is_free is True, FREE_THEN, _("You can then")),
        (slot.branch_id == likings.branch_id, AT_HOME, _("At your library")),
        (is_near and slot.branch_id != likings.branch_id, NEARBY, _("Near your library")),
        (slot.taken < slot.minimum, NEEDED, _("Hands are missing")),
    ]
    opening.reasons = [said for holds, _weight, said in reasons if holds]
    opening.score = sum(weight for holds, weight, _said in reasons if holds)
    opening.score += NOT_FREE_THEN if is_free is False else 0


def likings_of(volunteer: Any) -> Likings:
    home = volunteer.home_branch
    return Likings(
        roles=frozenset(volunteer.liked_roles),
        times=[
            (
                each["weekday"],
                time.fromisoformat(each["starts_at"]),
                time.fromisoformat(each["ends_at"]),
            )
            for each in volunteer.free_times
        ],
        branch_id=home.pk,
        place=(float(home.latitude), float(home.longitude)) if home.latitude is not None else None,
    )


def _own_by_shift(standings: Standings, volunteer_id: int) -> dict[int, Busy]:
    return {busy.shift_id: busy for busy in standings[volunteer_id].busy}

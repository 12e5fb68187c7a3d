"""What is held when and where: a plan of events in which no room is taken twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import cycle

from django.utils import timezone

from brands.choices import WayIn
from demo.services.brands import Matrix
from demo.services.catalogue import NOTHING, Pair, ProgrammeEntry
from demo.services.dice import Dice
from demo.services.network import Network, Place
from demo.services.people import HOME_OF_THE_COORDINATOR
from demo.services.scale import Scale
from events.choices import AttendanceMode
from network.models import Room

Span = tuple[datetime, datetime]

CANCELLED, DRAFT, MISSED = "cancelled", "draft", "missed"
SATURDAY = 5
SHARE_OF_CANCELLED, SHARE_OF_DRAFTS = 0.015, 0.08


@dataclass
class Plan:
    """One event to be. `demand` is how many people want in, as a share of the places."""

    entry: ProgrammeEntry
    place: Place
    room: Room | None
    spans: list[Span]
    demand: float
    topic: Pair = NOTHING
    opens_daily: tuple[time, time] | None = None
    is_live: bool = True
    is_cancelled: bool = False
    way_in: WayIn | None = None
    """How people get in, where it is not as the programme says."""
    guests_of_honour: dict[str, list[int]] = field(default_factory=dict)
    """Which members of which introduced family come, by their numbers in it."""
    is_missed: bool = False
    """Whether they stay away all the same, and say nothing."""

    @property
    def starts_at(self) -> datetime:
        return self.spans[0][0]

    @property
    def ends_at(self) -> datetime:
        return self.spans[-1][1]

    @cached_property
    def first_day(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def is_online(self) -> bool:
        return self.entry.mode == AttendanceMode.ONLINE


class Planner:
    """Puts events into days and rooms."""

    def __init__(self, matrix: Matrix, network: Network, scale: Scale, today: date, dice: Dice):
        self.entries = {entry.slug: entry for entry in matrix.programme_entries}
        self.network = network
        self.scale = scale
        self.today = today
        self.dice = dice
        self.booked: dict[int, list[Span]] = defaultdict(list)
        self.held: set[tuple[str, int, date]] = set()

    def plans(self) -> list[Plan]:
        """As many events as the scale wants, in the order in which they begin."""
        found = [*self._what_is_on_now(), *self._what_can_be_tried_out()]
        found += self._from_week_to_week(self.scale.events - len(found))
        found.sort(key=lambda plan: (plan.starts_at, plan.entry.slug, plan.place.branch.pk))
        self._choose_topics(found)
        return found

    def _what_is_on_now(self) -> Iterator[Plan]:
        """A fair that is over, exhibitions that go on: date ranges with daily opening."""
        central = self.network.central
        hall = next(room for room in central.rooms if room.name_en == "Exhibition Hall")
        for slug, room, first, days, opens, closes in (
            ("reading-day-fair", None, -9, 5, time(9, 30), time(18)),
            ("photo-exhibition", hall, -12, 28, time(9), time(21)),
        ):
            entry = self.entries[slug]
            day = self.today + timedelta(days=first)
            span = (_at(day, opens), _at(day + timedelta(days=days - 1), closes))
            yield Plan(entry, central, room, [span], 0, opens_daily=(opens, closes))

    def _what_can_be_tried_out(self) -> Iterator[Plan]:
        """Events at the demo coordinator's library, and what the introduced families go to.

        Each is given as: programme, days from today, time of day, demand, who comes.
        """
        home = self.network.area(HOME_OF_THE_COORDINATOR)
        family = {"citizen": [0, 2, 3]}
        lot, request = WayIn.DRAW, WayIn.APPROVAL
        for slug, days, clock, demand, who, *more in (
            ("seedling-storytime", 0, "10:00", 0.8, family),
            ("inventors-workshop", 0, "14:30", 0.7, {}),
            ("lamplight-evening", 0, "19:00", 0.6, {"volunteer": [0]}),
            ("seedling-storytime", -7, "10:00", 0.7, family),
            ("silver-reading", -5, "09:30", 0.8, {"citizen": [4]}),
            ("first-chapter-club", -3, "17:00", 0.7, {}),
            ("smartphone-first-steps", -15, "14:30", 0.9, {"citizen": [4]}),
            ("inventors-workshop", -26, "09:30", 0.8, {"citizen": [0, 2]}, MISSED),
            ("code-with-picture-books", -18, "15:30", 0.8, {"citizen": [0, 2]}, MISSED),
            ("lamplight-evening", -10, "19:00", 0.7, {"citizen": [0]}, MISSED),
            ("seedling-storytime", 7, "10:00", 0.6, family),
            ("inventors-workshop", 6, "09:30", 1.7, {"citizen": [0, 2]}),
            ("code-with-picture-books", 5, "15:30", 1.5, {}),
            ("silver-reading", 8, "09:30", 0.5, {"citizen": [4]}),
            ("lamplight-evening", 3, "19:00", 1.4, {}),
            ("inventors-workshop", 4, "14:30", 1.6, {"citizen": [0, 2]}, lot),
            ("seedling-storytime", 14, "10:00", 1.3, {"citizen": [0, 2, 3]}, lot),
            ("first-chapter-club", 12, "17:00", 0.5, {}, request),
            ("inventors-workshop", 11, "09:30", 0, {}, WayIn.INVITATION),
        ):
            day = self.today + timedelta(days=days)
            if plan := self._plan(self.entries[slug], home, day, clock):
                plan.demand, plan.guests_of_honour = demand, who
                plan.is_missed = MISSED in more
                plan.way_in = next((each for each in more if isinstance(each, WayIn)), None)
                yield plan

        lecture = self.entries["changhe-lecture"]
        for weeks, fate in ((1, CANCELLED), (2, None), (3, DRAFT)):
            day = _saturday(self.today + timedelta(weeks=weeks))
            if plan := self._plan(lecture, self.network.central, day, "14:30"):
                plan.is_cancelled, plan.is_live = fate == CANCELLED, fate != DRAFT
                yield plan

    def _from_week_to_week(self, wanted: int) -> Iterator[Plan]:
        entries = [entry for entry in self.entries.values() if entry.weight and entry.when]
        weights = [entry.weight for entry in entries]
        first = self.today - timedelta(days=self.scale.days_back)
        days = self.scale.days_back + self.scale.days_ahead
        while wanted:
            entry = self.dice.choices(entries, weights)[0]
            weekday, clock = self.dice.choice(entry.when)
            day = first + timedelta(days=self.dice.randrange(days))
            day += timedelta(days=(weekday - day.weekday()) % 7)
            place = self.dice.choice(self.network.of_sorts(entry.where) or [self.network.central])
            plan = self._plan(entry, place, day, clock)
            if plan is None:
                continue
            if plan.first_day > self.today:
                plan.is_cancelled = self.dice.happens(SHARE_OF_CANCELLED)
                plan.is_live = plan.is_cancelled or not self.dice.happens(SHARE_OF_DRAFTS)
            wanted -= 1
            yield plan

    def _choose_topics(self, plans: list[Plan]) -> None:
        """Each place goes through the topics of a programme in turn, beginning somewhere."""
        turns: dict[tuple[str, int], Iterator[Pair]] = {}
        for plan in plans:
            key = plan.entry.slug, plan.place.branch.pk
            if key not in turns:
                topics = plan.entry.topics
                first = self.dice.randrange(len(topics))
                turns[key] = cycle([*topics[first:], *topics[:first]])
            plan.topic = next(turns[key])

    def _plan(self, entry: ProgrammeEntry, place: Place, day: date, clock: str) -> Plan | None:
        """The event, if the programme is not held there that day already and a room is free."""
        if (entry.slug, place.branch.pk, day) in self.held:
            return None
        starts_at = _at(day, time.fromisoformat(clock))
        spans = [
            (start, start + timedelta(minutes=entry.minutes))
            for start in (starts_at + timedelta(weeks=week) for week in range(entry.sessions))
        ]
        room = None
        if place.rooms and entry.mode != AttendanceMode.ONLINE:
            room = self._free_room(place, entry.defaults["capacity"], spans)
            if room is None:
                return None
            self.booked[room.pk] += spans
        self.held.add((entry.slug, place.branch.pk, day))
        demand = min(max(self.dice.gauss(0.65, 0.3), 0.1), 1.25)
        return Plan(entry, place, room, spans, demand)

    def _free_room(self, place: Place, people: int, spans: list[Span]) -> Room | None:
        """The smallest free room that holds them all, else the largest free one."""
        free = [
            room
            for room in sorted(place.rooms, key=lambda room: room.capacity)
            if room.is_shared or not self._is_booked(room, spans)
        ]
        return next((room for room in free if room.capacity >= people), free[-1] if free else None)

    def _is_booked(self, room: Room, spans: list[Span]) -> bool:
        return any(
            start < booked_until and booked_from < end
            for start, end in spans
            for booked_from, booked_until in self.booked[room.pk]
        )


def _saturday(day: date) -> date:
    """The first Saturday from that day on."""
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))

"""Two years of a library by chance, and what plain Python counts in them, row by row."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from brands.choices import Audience, EventKind, WayIn
from events.choices import (
    AttendanceMode,
    EventStatus,
    FeedbackWay,
    OfficialCount,
    PlaceState,
    RegistrationChannel,
    SessionState,
)
from events.models import Attendance, Event, Feedback, Session
from network.choices import BranchLevel
from network.models import Branch, Placement
from network.services.tree import place
from reports.services.facts import COSTS, Counting, Measures
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.hours import ClaimFactory
from tests.factories.network import BranchFactory
from tests.factories.registrations import (
    AttendanceFactory,
    AttendeeFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.factories.shifts import ShiftFactory
from tests.volunteers.hours import come, leave

FIRST_DAY, DAYS = date(2025, 1, 1), 730
NOW = datetime(2026, 11, 15, 4, tzinfo=UTC)

# How many of what is drawn: most events are plain ones that took place.
KINDS = [*[EventKind.READING] * 4, EventKind.LECTURE, EventKind.EXHIBITION, EventKind.INTERNAL]
AUDIENCES = [Audience.EVERYONE, Audience.FAMILIES, Audience.FAMILIES, Audience.ELDERS]
STATES = [*[PlaceState.SEATED] * 4, PlaceState.CANCELLED]
CHANNELS = [*[RegistrationChannel.WEB] * 3, RegistrationChannel.WALK_IN]


def make_sample(seed: int, *, events: int) -> None:
    """A network of seven, one of which moves to another district, and so many events."""
    chance, of_answers = Random(seed), Random(seed)  # noqa: S311 - a sample, no secret
    central = BranchFactory(level=BranchLevel.CITY)
    east, west = (BranchFactory(parent=central) for _ in range(2))
    rooms = [
        BranchFactory(parent=parent, level=BranchLevel.TOWN) for parent in (central, east, west)
    ]
    place(rooms[1], west, on=date(2026, 3, 15))
    places = [central, east, west, *rooms, BranchFactory(level=BranchLevel.VILLAGE)]
    programmes = [None, *ProgrammeFactory.create_batch(3)]
    brands = [None, BrandFactory()]
    for _ in range(events):
        programme = chance.choice(programmes)
        event = EventFactory(
            kind=chance.choice(KINDS),
            audience=chance.choice(AUDIENCES),
            attendance_mode=chance.choice([*AttendanceMode, AttendanceMode.ONSITE]),
            brand=programme.brand if programme else chance.choice(brands),
            programme=programme,
            branch=chance.choice(places),
            live=chance.random() < 0.9,
            planned_cost=chance.choice([None, 200]),
            actual_cost=chance.choice([None, 0, Decimal("150.50")]),
            intake__status=chance.choice([*[EventStatus.SCHEDULED] * 9, EventStatus.CANCELLED]),
            intake__way_in=chance.choice([WayIn.DROP_IN, *[WayIn.FIRST_COME] * 3]),
            places=chance.randint(10, 30),
            sessions=0,
        )
        make_sessions(event, chance, places)
        make_parties(event, chance)
        make_feedback(event, of_answers)
        make_hours(event, chance)


def make_sessions(event: Event, chance: Random, places: list[Branch]) -> None:
    # Few days, so that some events fall on the same one; some sessions begin around midnight.
    day = FIRST_DAY + timedelta(days=chance.randrange(0, DAYS, 40))
    for number in range(chance.randint(1, 3)):
        starts_at = datetime(day.year, day.month, day.day, chance.choice([2, 15, 16]), tzinfo=UTC)
        lasts = timedelta(days=20) if event.kind == EventKind.EXHIBITION else timedelta(hours=2)
        session = SessionFactory(
            event=event,
            starts_at=starts_at + timedelta(days=17 * number),
            ends_at=starts_at + timedelta(days=17 * number) + lasts,
            state=chance.choice([*[SessionState.PLANNED] * 5, SessionState.CANCELLED]),
            branch=chance.choice([event.branch, event.branch, chance.choice(places)]),
            official_count=chance.choice(list(OfficialCount)),
        )
        for _ in range(chance.randint(0, 2)):
            HeadcountFactory(
                session=session,
                day=session.first_day + timedelta(days=chance.randrange(lasts.days + 1)),
                adults=chance.randint(0, 9),
                children=chance.randint(0, 9),
            )


def make_parties(event: Event, chance: Random) -> None:
    for _ in range(chance.randint(0, 3)):
        party = RegistrationFactory(
            event=event,
            party=0,
            state=(state := chance.choice(STATES)),
            channel=chance.choice(CHANNELS),
            is_online=chance.random() < 0.3,
        )
        for attendee in AttendeeFactory.create_batch(
            chance.randint(1, 3), registration=party, state=state
        ):
            for session in event.sessions.all():
                if state == PlaceState.SEATED and chance.random() < 0.5:
                    AttendanceFactory(
                        attendee=attendee,
                        session=session,
                        undone_at=chance.choice([None, None, session.ends_at]),
                    )


def make_feedback(event: Event, chance: Random) -> None:
    for _ in range(chance.randint(0, 2)):
        Feedback.objects.create(
            event=event,
            way=chance.choice(list(FeedbackWay)),
            stars=chance.randint(1, 5),
            language="en",
            given_on=FIRST_DAY,
        )


def make_hours(event: Event, chance: Random) -> None:
    session = event.sessions.first()
    if session and session.starts_at < NOW and chance.random() < 0.4:
        shift = ShiftFactory(event=event, branch=session.branch, starts_at=session.starts_at)
        claim = ClaimFactory(need__shift=shift)
        come(claim, at=shift.starts_at)
        leave(claim, at=shift.starts_at + timedelta(minutes=chance.randint(20, 110)))


def stood_at(branch_id: int, day: date) -> list[Branch]:
    """The branch and all above it on that day, nearest first."""
    line = [Branch.objects.get(pk=branch_id)]
    placements = list(Placement.objects.select_related("parent"))
    while True:
        for each in placements:
            stood = each.starts_on <= day and (each.ends_on is None or day < each.ends_on)
            if each.branch_id == line[-1].pk and stood and each.parent:
                line.append(each.parent)
                break
        else:
            return line


class PlainCount:
    """Counts the rows one by one, as one would with a pencil; the rows are read once."""

    def __init__(self) -> None:
        self.events = {
            event.pk: event
            for event in Event.objects.select_related("intake").prefetch_related(
                "sessions__headcounts",
                "pools",
                "feedback",
                "registrations__attendees",
                "shifts__hours",
            )
        }
        self.attendances = list(
            Attendance.objects.filter(undone_at=None).select_related("attendee__registration")
        )
        self.doors = defaultdict(list)
        for each in self.attendances:
            self.doors[each.session_id].append(each)
        self.stood: dict[tuple[int, date], list[Branch]] = {}

    def line_of(self, branch_id: int, day: date) -> list[Branch]:
        if (branch_id, day) not in self.stood:
            self.stood[branch_id, day] = stood_at(branch_id, day)
        return self.stood[branch_id, day]

    def facts(self, counting: Counting) -> dict[tuple[Any, ...], Measures]:
        """Measures by event, district, branch and month."""
        self.counting = counting
        self.lines: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        wanted = set(counting.events.values_list("pk", flat=True))
        events = [event for pk, event in self.events.items() if pk in wanted and is_told(event)]
        for event in events:
            self.count_event(event)
        self.count_clashes(events)
        return {
            (*key, month): as_measures(self.events[key[0]], line)
            for (*key, month), line in self.lines.items()
        }

    def add(
        self, event: Event, branch_id: int, stands: date, day: date | None = None, **amounts: Any
    ) -> None:
        """Count on this day what belongs to a place as it stood on another."""
        line = self.line_of(branch_id, stands)
        if self.counting.branch and self.counting.branch not in line:
            return
        district = next((b.pk for b in line if b.level in {"city", "district"}), None)
        month = (day or stands).replace(day=1)
        self.lines[event.pk, district, branch_id, month].update(amounts)

    def held(self, event: Event) -> list[Session]:
        return [
            session
            for session in event.sessions.all()
            if session.state == SessionState.PLANNED and self.counts(session.first_day)
        ]

    def counts(self, day: date) -> bool:
        counting = self.counting
        return counting.first_day <= day <= min(counting.last_day, timezone.localdate(counting.now))

    def count_event(self, event: Event) -> None:
        for session in self.held(event):
            self.add(event, session.branch_id, session.first_day, sessions=1)
            if session.official_count != OfficialCount.HEADCOUNT:
                for each in self.doors[session.pk]:
                    online = takes_part_online(event, each.attendee.registration)
                    self.add(
                        event,
                        session.branch_id,
                        session.first_day,
                        attendances=1,
                        attendances_online=int(online),
                    )
            if session.starts_at == event.first_starts_at:
                self.count_opening(event, session)
        for session in event.sessions.all():
            if session.state == SessionState.PLANNED and session.starts_at < self.counting.now:
                for head in session.headcounts.all():
                    people = head.adults + head.children
                    counted = session.official_count != OfficialCount.NAMED
                    if counted and self.counting.first_day <= head.day <= self.counting.last_day:
                        self.add(
                            event,
                            session.branch_id,
                            session.first_day,
                            head.day,
                            attendances=people,
                            attendances_online=people
                            * (event.attendance_mode == AttendanceMode.ONLINE),
                        )
        for shift in event.shifts.all():
            for entry in shift.hours.all():
                if self.counts(entry.day):
                    self.add(event, shift.branch_id, entry.day, volunteer_minutes=entry.minutes)

    def count_opening(self, event: Event, session: Session) -> None:
        amounts: Counter[str] = Counter(
            planned_cost=event.planned_cost or 0, actual_cost=event.actual_cost or 0
        )
        answers = event.feedback.all()
        by_letter = [answer for answer in answers if answer.way == FeedbackWay.LETTER]
        amounts.update(
            answers=len(answers),
            stars=sum(answer.stars for answer in answers),
            parties_answered=len(by_letter),
        )
        if event.intake.way_in != WayIn.DROP_IN:
            amounts["seats"] = sum(pool.capacity for pool in event.pools.all())
        came = {each.attendee_id for each in self.attendances if each.event_id == event.pk}
        assert event.last_ends_at
        is_judged = event.last_ends_at < self.counting.now - timedelta(hours=48) and bool(came)
        for party in event.registrations.all():
            is_seated = party.state == PlaceState.SEATED
            came_online = is_seated and takes_part_online(event, party)
            if came_online or came & {each.pk for each in party.attendees.all()}:
                amounts["parties_asked"] += 1
            people = [p for p in party.attendees.all() if p.state == PlaceState.SEATED]
            if not people or party.channel == RegistrationChannel.WALK_IN:
                continue
            amounts.update(registrations=1, registered=len(people))
            at_home = event.attendance_mode == AttendanceMode.MIXED and party.is_online
            if is_judged and not at_home:
                missed = [person for person in people if person.pk not in came]
                amounts.update(expected=len(people), no_shows=len(missed))
        self.add(event, session.branch_id, session.first_day, **amounts)

    def count_clashes(self, events: list[Event]) -> None:
        together = defaultdict(list)
        for event in events:
            if (
                event.audience == Audience.EVERYONE
                or event.kind == EventKind.EXHIBITION
                or event.attendance_mode == AttendanceMode.ONLINE
            ):
                continue
            for session in self.held(event):
                line = self.line_of(session.branch_id, session.first_day)
                if self.counting.branch and self.counting.branch not in line:
                    continue
                district = next((b for b in line if b.level in {"city", "district"}), line[0])
                together[session.first_day, event.audience, district].append((event, session))
        for those in together.values():
            if len({event.pk for event, _session in those}) > 1:
                for event, session in those:
                    self.add(event, session.branch_id, session.first_day, clashes=1)


def is_told(event: Event) -> bool:
    return event.live and not event.is_internal and not event.intake.is_cancelled


def takes_part_online(event: Event, party: Any) -> bool:
    mode = event.attendance_mode
    return mode == AttendanceMode.ONLINE or (mode == AttendanceMode.MIXED and party.is_online)


def as_measures(event: Event, line: Counter[str]) -> Measures:
    costs = {name: Decimal(line[name]) for name in COSTS}
    known = event.actual_cost is not None
    return Measures(
        **{name: line[name] for name in line if name not in COSTS},
        **costs,
        events=int(line["sessions"] > 0),
        attendances_costed=line["attendances"] if known else 0,
    )

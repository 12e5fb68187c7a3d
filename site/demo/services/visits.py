"""Who signed up, who waits, who came: what happened around the events of a plan.

The rules are those of the real thing: a party is seated whole or waits, nobody overtakes those who
wait, and what is over has been counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import ADULT_FROM_AGE, Person, User
from brands.choices import Audience, WayIn
from core.days import midnight
from demo.services.dice import Dice
from demo.services.events import BATCH, Made
from demo.services.people import Family, People, Registry
from events.choices import (
    LIVE_STATES,
    AccessNeed,
    AttendeeKind,
    CheckInMethod,
    PlaceState,
    PoolKind,
    RegistrationChannel,
)
from events.models import (
    Attendance,
    Attendee,
    Headcount,
    Registration,
    RegistrationChange,
    SeatPool,
)
from events.services.registration.needs import KEPT_AFTER_THE_EVENT
from events.services.registration.parties import guest_key

UNDECIDED: dict[str, PlaceState] = {
    WayIn.DRAW: PlaceState.ENTERED,
    WayIn.APPROVAL: PlaceState.APPLIED,
}
SHARE_OF_ELDERS_WHO_CALL = 0.5
SHARE_OF_GUESTS = 0.15
SHARE_OF_CANCELLED = 0.06
SHARE_OF_WALK_INS = 0.3
"""Of events; each then has one or two people who walk in."""
SHARE_ONLINE = 0.3
SHARE_WITH_NEEDS: dict[str, float] = {
    Audience.DISABLED_READERS: 0.7,
    Audience.ELDERS: 0.2,
    Audience.ADULTS: 0.05,
}

SHARE_WHO_COME = (0.72, 0.98)
TRIES_FOR_A_PARTY = 400

FAMILY_AUDIENCES = (Audience.FAMILIES, Audience.CHILDREN, Audience.TEENS)


@dataclass
class Wish:
    """A party that wants in, and when it said so."""

    people: list[Person]
    at: datetime
    family: Family | None = None
    email: str = ""
    changes_its_mind: bool = False
    calls: bool = False


@dataclass
class Visits:
    """Rows of what happened, in the order in which they are saved."""

    guests: list[Person] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    changes: list[RegistrationChange] = field(default_factory=list)
    attendees: list[Attendee] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    headcounts: list[Headcount] = field(default_factory=list)

    def save(self) -> None:
        kinds: list[list[Any]] = list(vars(self).values())
        for rows in kinds:
            if rows:
                type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)


class Chronicler:
    """Lets things happen. The events' pools and intakes, not saved yet, learn of it."""

    def __init__(self, people: People, *, now: datetime, dice: Dice) -> None:
        self.people = people
        self.now = now
        self.dice = dice
        self.registry = Registry(dice)
        self.today = timezone.localdate(now)
        self.midnight = midnight(self.today)
        self.introduced = dict(zip(("citizen", "volunteer"), people.families, strict=False))

    def happen(self, made: list[Made]) -> Visits:
        visits = Visits()
        for each in made:
            if each.takes_registrations:
                self._register(each, visits)
            if each.event.live and not each.plan.is_cancelled:
                self._count_heads(each, visits)
        return visits

    # Signing up

    def _register(self, made: Made, visits: Visits) -> None:
        pools = {pool.kind: pool for pool in made.pools}
        seated = [
            attendees
            for wish in self._wishes(made)
            if (attendees := self._enter(made, wish, pools, visits))
        ]
        if not made.plan.is_cancelled:
            self._check_in(made, seated, visits)
            self._let_in_at_the_door(made, pools, visits)

    def _wishes(self, made: Made) -> list[Wish]:
        """Parties in the order in which they sign up, until enough people want in."""
        opens_at = max(made.intake.opens_at, made.event.first_published_at)
        closes_at = min(made.intake.closes_at or made.plan.starts_at, self.midnight)
        minutes = int((closes_at - opens_at).total_seconds() // 60)
        if minutes <= 0:
            return []
        in_the_room = sum(pool.capacity for pool in made.pools if not pool.is_apart)
        wanted = int(in_the_room * made.plan.demand)
        wishes = [
            Wish([self._member(key, number) for number in numbers], opens_at, self.introduced[key])
            for key, numbers in made.plan.guests_of_honour.items()
        ]
        coming = sum(len(wish.people) for wish in wishes)
        seen = {id(wish.family) for wish in wishes}
        for _ in range(TRIES_FOR_A_PARTY):
            if coming >= wanted:
                break
            wish = self._wish(made, seen)
            if wish is None:
                continue
            # Most sign up soon after the opening, some at the last moment.
            wish.at = opens_at + timedelta(minutes=int(minutes * self.dice.random() ** 2.2))
            wishes.append(wish)
            coming += len(wish.people)
        # On a full event, the introduced families come last and wait.
        if made.plan.demand > 1:
            for wish in wishes:
                if wish.family in self.introduced.values():
                    wish.at = opens_at + timedelta(minutes=minutes)
        return sorted(wishes, key=lambda wish: wish.at)

    def _member(self, key: str, number: int) -> Person:
        return self.introduced[key].members[number].person

    def _wish(self, made: Made, seen: set[int]) -> Wish | None:
        if self.dice.happens(SHARE_OF_GUESTS) and made.event.audience not in FAMILY_AUDIENCES:
            return self._guest(made)
        number = self.dice.randrange(len(self.introduced), len(self.people.families))
        family = self.people.families[number]
        if id(family) in seen or not family.is_around(made.plan.starts_at):
            return None
        party = _party(family, made, self.dice)
        if not party:
            return None
        seen.add(id(family))
        return Wish(party, self.now, family, changes_its_mind=self.dice.happens(SHARE_OF_CANCELLED))

    def _guest(self, made: Made) -> Wish:
        name = self.registry.name()
        language = self.dice.choices(["zh-hans", "en"], weights=[7, 3])[0]
        email = self.registry.address(name)
        person = Person(name=name.in_language(language), email=email, language=language)
        if made.event.audience == Audience.ELDERS:
            person.birth_year = self.now.year - self.dice.randint(60, 80)
            if self.dice.happens(SHARE_OF_ELDERS_WHO_CALL):
                person.email = ""
                return Wish([person], self.now, calls=True)
        return Wish([person], self.now, email=email)

    def _enter(
        self, made: Made, wish: Wish, pools: dict[str, SeatPool], visits: Visits
    ) -> list[Attendee]:
        """Write the party down; returns its attendees if they have places in the end."""
        needs = [self._needs(made) for _ in wish.people]
        is_online = PoolKind.ONLINE in pools and self.dice.happens(SHARE_ONLINE)
        places = [
            pools[PoolKind.ONLINE] if is_online else _pool_for(person, wish, made, needed, pools)
            for person, needed in zip(wish.people, needs, strict=True)
        ]
        queue_no = None
        if wish.changes_its_mind:
            state = PlaceState.CANCELLED
        elif made.intake.way_in in UNDECIDED:
            state = UNDECIDED[made.intake.way_in]
        elif not made.intake.waiting and _fit(places):
            state = PlaceState.SEATED
            for pool in places:
                pool.taken += 1
        else:
            state = PlaceState.WAITING
            made.intake.waiting += 1
            made.intake.last_queue_no += 1
            queue_no = made.intake.last_queue_no
        registration = Registration(
            event=made.event,
            code=self.dice.secret_code(),
            reference=self.dice.reference(),
            idempotency_key=self.dice.uuid(),
            household=wish.family.household if wish.family else None,
            contact=wish.family.holder if wish.family else wish.people[0],
            state=state,
            queue_no=queue_no,
            channel=RegistrationChannel.DESK if wish.calls else RegistrationChannel.WEB,
            is_online=is_online,
            created_at=wish.at,
        )
        visits.registrations.append(registration)
        user = wish.family.user if wish.family else None
        if wish.calls:
            user = self.people.coordinators.get(made.plan.place.area)
        self._write_history(registration, user, visits)
        if not wish.family:
            wish.people[0].created_at = wish.at
            visits.guests += wish.people
        attendees = [
            Attendee(
                event=made.event,
                registration=registration,
                pool=pool,
                person=person,
                guest_key=guest_key(wish.email, person.name) if wish.email else None,
                state=state,
                kind=_kind(person, made.plan.first_day),
                age=person.age_on(made.plan.first_day),
                may_leave_alone=_may_leave_alone(person, made.plan.first_day),
                needs=needed if state in LIVE_STATES else [],
            )
            for person, pool, needed in zip(wish.people, places, needs, strict=True)
        ]
        visits.attendees += attendees
        return attendees if state == PlaceState.SEATED else []

    def _needs(self, made: Made) -> list[str]:
        """What helps one of the party, as long as it is kept after the event."""
        share = SHARE_WITH_NEEDS.get(made.event.audience, 0)
        if made.plan.ends_at + KEPT_AFTER_THE_EVENT <= self.now or not self.dice.happens(share):
            return []
        return [self.dice.choice(AccessNeed.values)]

    def _write_history(self, registration: Registration, user: User | None, visits: Visits) -> None:
        """How the registration came to its state; who gave up their places had them first."""
        at = registration.created_at
        states = [(registration.state, at)]
        if registration.state == PlaceState.CANCELLED:
            given_up_at = min(at + timedelta(hours=self.dice.randint(1, 40)), self.midnight)
            states = [(PlaceState.SEATED, at), (PlaceState.CANCELLED, given_up_at)]
        visits.changes += [
            RegistrationChange(
                registration=registration, state=state, changed_at=changed_at, changed_by=user
            )
            for state, changed_at in states
        ]

    # Coming

    def _check_in(self, made: Made, seated: list[list[Attendee]], visits: Visits) -> None:
        share = self.dice.uniform(*SHARE_WHO_COME)
        by = self.people.coordinators.get(made.plan.place.area)
        for session in made.sessions:
            if session.ends_at > self.midnight:
                continue
            for party in seated:
                comes = self.dice.happens(share)
                if self._is_introduced(party):
                    comes = not made.plan.is_missed
                if not comes:
                    continue
                arrived_at = session.starts_at + timedelta(
                    minutes=self.dice.randint(-25, 8), seconds=self.dice.randrange(60)
                )
                method = CheckInMethod.SCAN if self.dice.happens(0.85) else CheckInMethod.TYPED
                visits.attendances += [
                    Attendance(
                        event=made.event,
                        session=session,
                        attendee=attendee,
                        checked_in_at=arrived_at,
                        checked_in_by=by,
                        method=method,
                    )
                    for attendee in party
                ]

    def _is_introduced(self, party: list[Attendee]) -> bool:
        """Of the introduced families it is told who came."""
        household = party[0].registration.household
        return any(family.household is household for family in self.introduced.values())

    def _let_in_at_the_door(self, made: Made, pools: dict[str, SeatPool], visits: Visits) -> None:
        """Now and then somebody just walks in, and takes a place that is free."""
        first = made.sessions[0]
        if first.ends_at > self.midnight or not self.dice.happens(SHARE_OF_WALK_INS):
            return
        pool = pools.get(PoolKind.GENERAL)
        for _ in range(self.dice.randint(1, 2)):
            if pool is None or not pool.free:
                return
            pool.taken += 1
            arrived_at = first.starts_at + timedelta(minutes=self.dice.randint(-5, 12))
            person = Person(created_at=arrived_at)
            registration = Registration(
                event=made.event,
                code=self.dice.secret_code(),
                reference=self.dice.reference(),
                idempotency_key=self.dice.uuid(),
                state=PlaceState.SEATED,
                channel=RegistrationChannel.WALK_IN,
                created_at=arrived_at,
            )
            by = self.people.coordinators.get(made.plan.place.area)
            attendee = Attendee(
                event=made.event,
                registration=registration,
                pool=pool,
                person=person,
                state=PlaceState.SEATED,
                kind=AttendeeKind.ADULT,
            )
            visits.guests.append(person)
            visits.registrations.append(registration)
            self._write_history(registration, by, visits)
            visits.attendees.append(attendee)
            visits.attendances.append(
                Attendance(
                    event=made.event,
                    session=first,
                    attendee=attendee,
                    checked_in_at=arrived_at,
                    checked_in_by=by,
                    method=CheckInMethod.WALK_IN,
                )
            )

    # Counting

    def _count_heads(self, made: Made, visits: Visits) -> None:
        """Where one drops in, somebody counts: once, or each day of a fair."""
        if made.intake.way_in != WayIn.DROP_IN:
            return
        by = self.people.coordinators.get(made.plan.place.area)
        for session in made.sessions:
            for day in _days(session.first_day, min(session.last_day, self.today - timedelta(1))):
                adults, children = self._crowd(made)
                visits.headcounts.append(
                    Headcount(
                        session=session,
                        day=day,
                        adults=adults,
                        children=children,
                        counted_at=_evening(day, session.ends_at),
                        counted_by=by,
                        source=f"demo:{self.dice.uuid().hex}",
                    )
                )

    def _crowd(self, made: Made) -> tuple[int, int]:
        """Adults and children of one count: a fair draws thousands a day, a reading hour ten."""
        usual = made.plan.entry.defaults["capacity"]
        share = self.dice.uniform(0.35, 0.8) if usual >= 1000 else self.dice.uniform(0.15, 0.9)
        people = max(3, int(usual * share))
        young = made.event.audience in FAMILY_AUDIENCES
        children = int(people * self.dice.uniform(0.4, 0.7) if young else people * 0.15)
        return people - children, children


def _party(family: Family, made: Made, dice: Dice) -> list[Person]:
    """Who of the family comes to this: children with an adult, elders, or one or two adults."""
    event, day = made.event, made.plan.first_day
    youngest, oldest = event.age_from or 0, event.age_to or 200

    def fits(person: Person) -> bool:
        age = person.age_on(day)
        return age is not None and youngest <= age <= oldest

    most, per_adult = made.intake.party_max, made.intake.children_per_adult
    adults = family.adults(day)
    if not adults:
        return []
    if event.audience in FAMILY_AUDIENCES:
        children = [child for child in family.children(day) if fits(child)]
        return [adults[0], *children[:per_adult]][:most] if children else []
    if event.audience == Audience.ELDERS:
        return [elder for elder in family.elders(day) if fits(elder)][:most]
    grown = [person for person in adults if fits(person)]
    return grown[: min(dice.randint(1, 2), most)]


def _pool_for(
    person: Person, wish: Wish, made: Made, needs: list[str], pools: dict[str, SeatPool]
) -> SeatPool:
    """The places that suit somebody: who calls takes the reserve as long as there is some."""
    general = pools[PoolKind.GENERAL]
    reserve = pools.get(PoolKind.RESERVE)
    if AccessNeed.WHEELCHAIR in needs and PoolKind.WHEELCHAIR in pools:
        return pools[PoolKind.WHEELCHAIR]
    if _kind(person, made.plan.first_day) == AttendeeKind.CHILD:
        return pools.get(PoolKind.CHILDREN, general)
    gets_reserve = wish.calls and reserve and reserve.free and not made.intake.waiting
    return reserve if reserve and gets_reserve else general


def _fit(places: list[SeatPool]) -> bool:
    wanted = Counter(pool.kind for pool in places)
    return all(pool.free >= wanted[pool.kind] for pool in places)


def _kind(person: Person, day: date) -> AttendeeKind:
    age = person.age_on(day)
    return AttendeeKind.CHILD if age is not None and age < ADULT_FROM_AGE else AttendeeKind.ADULT


def _may_leave_alone(person: Person, day: date) -> bool:
    """As the rule has it where no guardian has said anything else."""
    age = person.age_on(day)
    return age is None or age >= settings.GOES_HOME_ALONE_FROM_AGE


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _evening(day: date, ends_at: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(day, timezone.localtime(ends_at).time()))

"""Whatever people do in whatever order: places, queue and counters agree with a plain model."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Count, Q
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core import draw as lots
from events.choices import (
    HOLDING_STATES,
    AccessNeed,
    AttendeeKind,
    PlaceState,
    PoolKind,
    RegistrationChannel,
)
from events.errors import (
    EventFull,
    GuestAlreadyRegistered,
    ListIsPublished,
    NoPlaceForMore,
    OfferIsForSoMany,
    PartyTooLarge,
    RegistrationClosed,
)
from events.models import (
    Attendee,
    ConductPolicy,
    Intake,
    Registration,
    RegistrationChange,
    SeatPool,
)
from events.services.conduct.holding import release_parties
from events.services.registration.cancellation import cancel_registration
from events.services.registration.capacity import open_reserve
from events.services.registration.draw import draw_lots, entry_code, publish_entries
from events.services.registration.offers import accept_offer, withdraw_offer
from events.services.registration.party_changes import Wish
from events.services.registration.party_edit import change_party
from events.services.registration.waiting_list import promote_waiting, with_positions
from tests.events.parties import NOW, guest, sign_up
from tests.factories.conduct import RestrictionFactory
from tests.factories.draws import CLOSES_AT, KNOWN_AT, event_by_lot
from tests.factories.events import EventFactory, SeatPoolFactory

Wanted = dict[PoolKind, int]

MIXED = {PoolKind.GENERAL, PoolKind.CHILDREN}


class Places(RuleBasedStateMachine):
    """An event with places of several kinds, beside a model of it in two lists.

    Some let others go first until it is their turn; then they go to the end of the queue.

    The model knows one rule: from the head of the queue, parties move up as long as they fit, and
    nobody to places that somebody ahead waits for; families mix general and children's places, so
    these count as the same. Parties that could never fit are passed over, and where the event wants
    it all that do not fit now. Where it asks first they move up to an offer.

    The reserve is beside all that: only the desk takes it, until it opens to all.
    """

    registrations = Bundle("registrations")

    @initialize(
        general=st.integers(1, 6),
        children=st.integers(0, 3),
        wheelchair=st.integers(0, 2),
        reserve=st.integers(0, 3),
        asks_first=st.booleans(),
        skips=st.booleans(),
    )
    def open_event(
        self,
        general: int,
        children: int,
        wheelchair: int,
        reserve: int,
        asks_first: bool,
        skips: bool,
    ) -> None:
        self.event = EventFactory(
            places=general,
            intake__party_max=8,
            intake__asks_first=asks_first,
            intake__skips_to_fitting=skips,
        )
        # Rules of its own: who let others go first at earlier events does not do so here.
        ConductPolicy.objects.create(brand=self.event.brand)
        self.asks_first, self.skips = asks_first, skips
        self.capacity = {PoolKind.GENERAL: general}
        if children:
            SeatPoolFactory(event=self.event, kind=PoolKind.CHILDREN, capacity=children)
            self.capacity[PoolKind.CHILDREN] = children
        if wheelchair:
            SeatPoolFactory(event=self.event, kind=PoolKind.WHEELCHAIR, capacity=wheelchair)
            self.capacity[PoolKind.WHEELCHAIR] = wheelchair
        if reserve:
            SeatPoolFactory(event=self.event, reserve=True, capacity=reserve)
            self.capacity[PoolKind.RESERVE] = reserve
        self.wanted: dict[int, Wanted] = {}
        self.seated: set[int] = set()
        self.offered: set[int] = set()
        self.queue: list[int] = []
        self.held: list[int] = []
        # Of those who can be changed in this model: how many adults and children they are.
        self.sizes: dict[int, tuple[int, int]] = {}
        self.restricted: set[int] = set()
        self.names = 0

    @rule(
        target=registrations,
        adults=st.integers(0, 3),
        children=st.integers(0, 3),
        wheelchair=st.booleans(),
        at_desk=st.booleans(),
        lets_others_go_first=st.integers(0, 3).map(lambda number: number == 0),
    )
    def register(
        self,
        adults: int,
        children: int,
        wheelchair: bool,
        at_desk: bool,
        lets_others_go_first: bool,
    ):
        if not adults + children:
            adults = 1
        self.names += 1
        if lets_others_go_first:
            RestrictionFactory(
                registration__contact__email=f"guest.{self.names}@example.org",
                brand=self.event.brand,
                happened_at=NOW,
                ends_at=NOW + timedelta(days=1),
            )
        needs = [AccessNeed.WHEELCHAIR] if wheelchair else []
        party = guest(f"Guest {self.names}", adults=adults, children=children, needs=needs)
        wanted = self.places_wanted(adults, children, wheelchair)
        room = dict(self.capacity)
        if at_desk:
            room[PoolKind.GENERAL] += room.get(PoolKind.RESERVE, 0)
        could_never_fit = any(seats > room[kind] for kind, seats in wanted.items())
        channel = RegistrationChannel.DESK if at_desk else RegistrationChannel.WEB
        try:
            registration = sign_up(self.event, party, channel=channel)
        except (PartyTooLarge, EventFull, RegistrationClosed):
            assert could_never_fit
            return multiple()
        assert not could_never_fit
        at_once = self.reserve_first(wanted) if at_desk else wanted
        fits = all(seats <= self.free(kind) for kind, seats in at_once.items())
        is_held = lets_others_go_first and not at_desk
        passes_nobody = not self.queue or set(at_once) == {PoolKind.RESERVE}
        is_seated = fits and passes_nobody and not is_held
        self.wanted[registration.pk] = at_once if is_seated else wanted
        if not wheelchair and PoolKind.RESERVE not in self.wanted[registration.pk]:
            self.sizes[registration.pk] = (adults, children)
        if lets_others_go_first:
            self.restricted.add(registration.pk)
        if is_held:
            self.held.append(registration.pk)
            self.promote()
        elif is_seated:
            self.seated.add(registration.pk)
        else:
            self.queue.append(registration.pk)
            self.promote()
        return registration.pk

    @precondition(lambda self: self.names and self.capacity[PoolKind.GENERAL])
    @rule(number=st.integers(1, 50))
    def register_twice(self, number: int) -> None:
        live = {*self.seated, *self.offered, *self.queue, *self.held}
        name = f"Guest {1 + number % self.names}"
        known = Registration.objects.filter(event=self.event, contact__name=name, pk__in=live)
        if known.exists():
            with pytest.raises(GuestAlreadyRegistered):
                sign_up(self.event, guest(name))

    @rule(registration=consumes(registrations))
    def cancel(self, registration: int) -> None:
        cancel_registration(registration_id=registration, now=NOW)
        self.seated.discard(registration)
        self.offered.discard(registration)
        if registration in self.queue:
            self.queue.remove(registration)
        if registration in self.held:
            self.held.remove(registration)
        self.sizes.pop(registration, None)
        self.promote()

    @precondition(lambda self: self.sizes)
    @rule(data=st.data(), adults=st.integers(0, 4), children=st.integers(0, 4))
    def change_party(self, data: st.DataObject, adults: int, children: int) -> None:
        """Nobody who stays loses a place, whatever becomes of the change."""
        registration = data.draw(st.sampled_from(sorted(self.sizes)))
        if not adults + children:
            adults = 1
        wish = Wish(adults=adults, children=children)
        before = Counter(self.wanted[registration])
        after = Counter(self.places_wanted(adults, children, False))
        more = after - before
        if self.refuses(registration, after, more, joining=self.joining(registration, wish)):
            with pytest.raises((NoPlaceForMore, OfferIsForSoMany, PartyTooLarge, EventFull)):
                change_party(registration_id=registration, wish=wish, now=NOW)
            return
        change_party(registration_id=registration, wish=wish, now=NOW)
        self.wanted[registration] = dict(after)
        self.sizes[registration] = (adults, children)
        self.promote()

    @precondition(lambda self: any(children for _, children in self.sizes.values()))
    @rule(data=st.data(), year=st.integers(2015, 2020))
    def swap_children(self, data: st.DataObject, year: int) -> None:
        """One for another, always: wherever the party stands, however full the event is."""
        parties = [each for each, (_, children) in self.sizes.items() if children]
        registration = data.draw(st.sampled_from(sorted(parties)))
        adults, children = self.sizes[registration]
        years = tuple(year + number for number in range(children))
        wish = Wish(adults=adults, children=children, birth_years=years)
        change_party(registration_id=registration, wish=wish, now=NOW)
        coming = Attendee.objects.in_party().filter(registration=registration, kind="child")
        assert sorted(coming.values_list("person__birth_year", flat=True)) == list(years)

    def joining(self, registration: int, wish: Wish) -> Counter[PoolKind]:
        """Of each kind of places, how many people more than before want one."""
        adults, children = self.sizes[registration]
        more_adults, more_children = max(wish.adults - adults, 0), max(wish.children - children, 0)
        return Counter(self.places_wanted(more_adults, more_children, False))

    def refuses(
        self,
        registration: int,
        after: Counter[PoolKind],
        more: Counter[PoolKind],
        *,
        joining: Counter[PoolKind],
    ) -> bool:
        if any(seats > self.capacity[kind] for kind, seats in joining.items()):
            return True
        if not more:
            return False
        if registration in self.offered:
            return True
        if registration in self.seated:
            fits = all(seats <= self.free(kind) for kind, seats in more.items())
            return bool(self.queue) or not fits or registration in self.restricted
        return any(after[kind] > self.capacity[kind] for kind in more)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def take_their_turn(self, data: st.DataObject) -> None:
        released = data.draw(st.lists(st.sampled_from(self.held), unique=True))
        Registration.objects.filter(pk__in=released).update(held_until=NOW)
        release_parties(event_id=self.event.pk, now=NOW)
        self.queue += sorted(released, key=self.held.index)
        self.held = [registration for registration in self.held if registration not in released]
        if released:
            self.promote()

    @precondition(lambda self: self.offered)
    @rule(data=st.data())
    def say_yes(self, data: st.DataObject) -> None:
        registration = data.draw(st.sampled_from(sorted(self.offered)))
        accept_offer(registration_id=registration, now=NOW)
        self.offered.remove(registration)
        self.seated.add(registration)

    @precondition(lambda self: self.offered)
    @rule(data=st.data())
    def say_nothing(self, data: st.DataObject) -> None:
        registration = data.draw(st.sampled_from(sorted(self.offered)))
        Registration.objects.filter(pk=registration).update(offer_ends_at=NOW)
        assert withdraw_offer(registration_id=registration, now=NOW)
        self.offered.remove(registration)
        self.sizes.pop(registration, None)
        self.promote()

    @rule(kind=st.sampled_from(PoolKind), capacity=st.integers(0, 8))
    def change_capacity(self, kind: PoolKind, capacity: int) -> None:
        if kind not in self.capacity:
            return
        pool = SeatPool.objects.get(event=self.event, kind=kind)
        pool.capacity, pool.ceiling = capacity, max(capacity, pool.taken)
        pool.save()
        self.capacity[kind] = capacity
        promote_waiting(event_id=self.event.pk, now=NOW)
        self.promote()

    @precondition(lambda self: PoolKind.RESERVE in self.capacity)
    @rule()
    def open_reserve(self) -> None:
        self.event.pools.filter(kind=PoolKind.RESERVE).update(merges_at=NOW)
        moved = max(self.free(PoolKind.RESERVE), 0)
        assert open_reserve(event_id=self.event.pk, now=NOW) == moved
        assert open_reserve(event_id=self.event.pk, now=NOW) == 0
        self.capacity[PoolKind.RESERVE] -= moved
        self.capacity[PoolKind.GENERAL] += moved
        if moved:
            self.promote()

    def places_wanted(self, adults: int, children: int, wheelchair: bool) -> Wanted:
        wanted = {PoolKind.GENERAL: adults, PoolKind.CHILDREN: children}
        if wheelchair and self.capacity.get(PoolKind.WHEELCHAIR):
            wanted[PoolKind.WHEELCHAIR] = 1
            wanted[PoolKind.GENERAL if adults else PoolKind.CHILDREN] -= 1
        if not self.capacity.get(PoolKind.CHILDREN):
            wanted[PoolKind.GENERAL] += wanted.pop(PoolKind.CHILDREN)
        return {kind: seats for kind, seats in wanted.items() if seats}

    def reserve_first(self, wanted: Wanted) -> Wanted:
        """The same places, those of the reserve before general ones."""
        if PoolKind.RESERVE not in self.capacity:
            return wanted
        kept = min(wanted.get(PoolKind.GENERAL, 0), max(self.free(PoolKind.RESERVE), 0))
        rest = wanted.get(PoolKind.GENERAL, 0) - kept
        seats = wanted | {PoolKind.RESERVE: kept, PoolKind.GENERAL: rest}
        return {kind: number for kind, number in seats.items() if number}

    def promote(self) -> None:
        waited_for: set[PoolKind] = set()
        for party in list(self.queue):
            wanted = self.wanted[party]
            if any(seats > self.capacity[kind] for kind, seats in wanted.items()):
                continue
            fits = all(seats <= self.free(kind) for kind, seats in wanted.items())
            if not fits or waited_for & set(wanted):
                if not self.skips:
                    waited_for |= set(wanted)
                    if waited_for & MIXED:
                        waited_for |= MIXED
                continue
            self.queue.remove(party)
            (self.offered if self.asks_first else self.seated).add(party)

    def free(self, kind: PoolKind) -> int:
        return self.capacity[kind] - self.taken(kind)

    def taken(self, kind: PoolKind) -> int:
        return sum(self.wanted[party].get(kind, 0) for party in self.seated | self.offered)

    @invariant()
    def rows_say_what_the_model_says(self) -> None:
        rows = Registration.objects.filter(event=self.event)
        seated = rows.filter(state=PlaceState.SEATED).values_list("pk", flat=True)
        queue = rows.filter(state=PlaceState.WAITING).order_by("queue_no")
        assert set(seated) == self.seated
        assert set(rows.filter(state=PlaceState.OFFERED).values_list("pk", flat=True)) == (
            self.offered
        )
        in_turn = queue.filter(held_until=None)
        assert list(in_turn.values_list("pk", flat=True)) == self.queue
        assert list(queue.exclude(held_until=None).values_list("pk", flat=True)) == self.held
        positions = with_positions(queue).order_by("position").values_list("pk", "position")
        assert list(positions) == [
            (registration, place) for place, registration in enumerate(self.queue + self.held, 1)
        ]

    @invariant()
    def counters_say_what_the_rows_say(self) -> None:
        holds = Q(attendees__state__in=HOLDING_STATES)
        pools = SeatPool.objects.filter(event=self.event)
        for pool in pools.annotate(rows=Count("attendees", filter=holds)):
            assert pool.taken == pool.rows == self.taken(pool.kind)
        assert Intake.objects.get(event=self.event).waiting == len(self.queue)

    @invariant()
    def attendees_follow_their_registration_into_the_right_places(self) -> None:
        attendees = Attendee.objects.in_party().filter(event=self.event)
        attendees = attendees.select_related("registration", "pool")
        places: dict[int, Counter[str]] = {party: Counter() for party in self.wanted}
        for attendee in attendees:
            assert attendee.state == attendee.registration.state
            places[attendee.registration_id][attendee.pool.kind] += 1
            if attendee.pool.kind == PoolKind.CHILDREN:
                assert attendee.kind == AttendeeKind.CHILD
        assert places == self.wanted

    @invariant()
    def history_ends_with_the_present(self) -> None:
        changes = RegistrationChange.objects.filter(registration__event=self.event).order_by("pk")
        latest = {change.registration_id: change.state for change in changes}
        states = Registration.objects.filter(event=self.event).values_list("pk", "state")
        assert latest == dict(states)


class Lots(RuleBasedStateMachine):
    """An event that gives its places by lot, from the first entry until long after the draw.

    Who wins follows from the published list alone (`core.draw`). All that the model adds is that
    the losers wait in their order behind nobody, and that afterwards the queue is a queue.
    """

    @initialize(places=st.integers(1, 5))
    def open_event(self, places: int) -> None:
        self.event = event_by_lot(places=places)
        self.places = places
        self.sizes: dict[int, int] = {}
        self.entered: set[int] = set()
        self.seated: set[int] = set()
        self.queue: list[int] = []
        self.now = NOW

    @property
    def live(self) -> list[int]:
        return sorted({*self.entered, *self.seated, *self.queue})

    @property
    def free(self) -> int:
        return self.places - sum(self.sizes[party] for party in self.seated)

    def promote(self) -> None:
        for party in list(self.queue):
            if self.sizes[party] > self.places:
                continue
            if self.sizes[party] > self.free:
                break
            self.queue.remove(party)
            self.seated.add(party)

    @precondition(lambda self: self.now < CLOSES_AT)
    @rule(people=st.integers(1, 3))
    def enter(self, people: int) -> None:
        party = guest(f"Guest {len(self.sizes)}", adults=people)
        try:
            registration = sign_up(self.event, party)
        except PartyTooLarge:
            assert people > self.places
            return
        self.sizes[registration.pk] = people
        self.entered.add(registration.pk)

    @precondition(lambda self: self.now < CLOSES_AT and len(self.entered) > 2)
    @rule()
    def publish(self) -> None:
        self.now = CLOSES_AT
        publish_entries(event_id=self.event.pk, now=self.now)

    @precondition(lambda self: self.now == CLOSES_AT)
    @rule(number=st.integers(1, 10**6).map(str))
    def draw(self, number: str) -> None:
        self.now = KNOWN_AT
        drawn = draw_lots(event_id=self.event.pk, number=number, by=None, now=self.now)
        parties = {
            entry_code(each): each.pk for each in Registration.objects.filter(pk__in=self.entered)
        }
        outcome = lots.draw(drawn.entries, number)
        self.seated = {parties[code] for code in outcome.winners if code in parties}
        self.queue = [parties[code] for code in outcome.losers if code in parties]
        self.entered = set()
        self.promote()

    @precondition(lambda self: self.now == KNOWN_AT)
    @rule(people=st.integers(1, 3))
    def register_at_desk(self, people: int) -> None:
        party = guest(f"Guest {len(self.sizes)}", adults=people)
        try:
            registration = sign_up(
                self.event, party, channel=RegistrationChannel.DESK, now=self.now
            )
        except PartyTooLarge:
            assert people > self.places
            return
        self.sizes[registration.pk] = people
        if people <= self.free and not self.queue:
            self.seated.add(registration.pk)
        else:
            self.queue.append(registration.pk)
            self.promote()

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        party = data.draw(st.sampled_from(self.live))
        cancel_registration(registration_id=party, now=self.now)
        self.entered.discard(party)
        self.seated.discard(party)
        if party in self.queue:
            self.queue.remove(party)
        self.promote()

    @precondition(lambda self: self.live)
    @rule(data=st.data(), people=st.integers(1, 4))
    def change_party(self, data: st.DataObject, people: int) -> None:
        party = data.draw(st.sampled_from(self.live))
        more = people - self.sizes[party]
        wish = Wish(adults=people)
        is_listed = party in self.entered and self.now >= CLOSES_AT
        has_no_room = (
            bool(self.queue) or more > self.free if party in self.seated else people > self.places
        )
        if is_listed or (more > 0 and has_no_room):
            with pytest.raises((ListIsPublished, NoPlaceForMore, PartyTooLarge)):
                change_party(registration_id=party, wish=wish, now=self.now)
            return
        change_party(registration_id=party, wish=wish, now=self.now)
        self.sizes[party] = people
        self.promote()

    @invariant()
    def rows_say_what_the_model_says(self) -> None:
        rows = Registration.objects.filter(event=self.event)
        states = {PlaceState.ENTERED: self.entered, PlaceState.SEATED: self.seated}
        for state, expected in states.items():
            assert set(rows.filter(state=state).values_list("pk", flat=True)) == expected
        queue = rows.filter(state=PlaceState.WAITING).order_by("queue_no")
        assert list(queue.values_list("pk", flat=True)) == self.queue

    @invariant()
    def counters_say_what_the_rows_say(self) -> None:
        pool = SeatPool.objects.get(event=self.event)
        held = Attendee.objects.filter(event=self.event, state__in=HOLDING_STATES)
        assert pool.taken == held.count() == self.places - self.free <= pool.ceiling
        assert Intake.objects.get(event=self.event).waiting == len(self.queue)

    @invariant()
    def every_party_is_whole_and_nobody_is_twice(self) -> None:
        live = Attendee.objects.in_party().filter(registration__in=self.live)
        assert Counter(live.values_list("registration_id", flat=True)) == {
            party: self.sizes[party] for party in self.live
        }
        assert live.values("person").distinct().count() == live.count()


SETTINGS = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # Shrinking over a database takes minutes, and a failure names its steps anyway.
    phases=[Phase.generate],
)


@pytest.mark.django_db
def test_places_whatever_people_do():
    run_state_machine_as_test(Places, settings=SETTINGS)


@pytest.mark.django_db
def test_lots_whatever_people_do():
    run_state_machine_as_test(Lots, settings=SETTINGS)

"""Suggested overbooking: figures worked out by hand, and what must hold for all of them."""

from datetime import timedelta
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.choices import EventStatus, OfficialCount, PlaceState, RegistrationChannel
from events.models import Intake, Session
from events.services.attendance import NO_SHOWS_JUDGED_AFTER
from events.services.registration.overbooking import (
    MOST_FOR_A_CHAIR,
    TOLERATED,
    History,
    Suggestion,
    chance_of_more_than,
    history_of,
    places_for,
    room_of,
    suggestion_for,
)
from tests.events.parties import NOW
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import RoomFactory
from tests.factories.registrations import AttendanceFactory, RegistrationFactory

LATER = STARTS_AT + timedelta(days=60)


class TestArithmetic:
    def test_two_chairs_and_three_who_toss_a_coin(self):
        # All three come in one of eight cases.
        assert chance_of_more_than(2, 3, 0.5) == pytest.approx(1 / 8)

    def test_three_chairs_and_five_of_whom_one_in_five_comes(self):
        # Four of five, or all: 5 · 0.2⁴ · 0.8 + 0.2⁵ = 0.0064 + 0.00032.
        assert chance_of_more_than(3, 5, 0.2) == pytest.approx(0.00672)

    def test_a_room_of_two(self):
        # At one in five, three places are filled in 0.008 of cases; four by three or more in
        # 4 · 0.2³ · 0.8 + 0.2⁴ = 0.0272: so four, which is also two for a chair.
        assert places_for(2, 0.2) == 4
        # At two in five, three places are filled in 0.064 of cases: too often.
        assert places_for(2, 0.4) == 2

    def test_a_room_of_28_where_four_of_five_come(self):
        def exactly(places):
            return sum(
                comb(places, number) * 4**number / 5**places for number in range(29, places + 1)
            )

        assert exactly(31) == pytest.approx(0.037, abs=0.001)
        assert exactly(32) == pytest.approx(0.093, abs=0.001)
        assert places_for(28, 0.8) == 31
        assert Suggestion(History(20, 100, 80), room=28).times_in_a_hundred == 4

    @given(room=st.integers(1, 400), came=st.integers(0, 1000), more=st.integers(0, 1000))
    def test_the_more_come_the_fewer_places_and_never_fewer_than_chairs(self, room, came, more):
        rate = came / 1000
        higher = min(came + more, 1000) / 1000
        places = places_for(room, rate)
        assert room <= places_for(room, higher) <= places <= MOST_FOR_A_CHAIR * room

    @given(room=st.integers(1, 400), came=st.integers(0, 1000))
    def test_seldom_too_many_and_with_one_place_more_too_often(self, room, came):
        places = places_for(room, came / 1000)
        assert chance_of_more_than(room, places, came / 1000) <= TOLERATED
        if places < MOST_FOR_A_CHAIR * room:
            assert chance_of_more_than(room, places + 1, came / 1000) > TOLERATED


def held(programme, *, week, seated=4, came=3):
    """An event of the programme in some week, where so many of the seated came."""
    event = EventFactory(programme=programme, sessions=0)
    session = SessionFactory(event=event, starts_at=STARTS_AT + timedelta(weeks=week))
    registration = RegistrationFactory(event=event, party=seated)
    for attendee in registration.attendees.all()[:came]:
        AttendanceFactory(attendee=attendee, session=session)
    return event


@pytest.mark.django_db
class TestHistory:
    @pytest.fixture
    def programme(self):
        return ProgrammeFactory()

    @pytest.fixture
    def event(self, programme):
        event = EventFactory(programme=programme, sessions=0)
        room = RoomFactory(branch=event.branch, capacity=28)
        SessionFactory(event=event, starts_at=LATER, room=room)
        return event

    def history(self, event, now=LATER):
        return history_of(event, now=now)

    def test_who_came_of_whom(self, programme, event):
        for week in range(5):
            held(programme, week=week)
        held(ProgrammeFactory(), week=0)
        history = self.history(event)
        assert history == History(events=5, seats=20, came=15)
        assert history.is_enough
        assert history.percent == 75

    def test_too_little_to_say_anything(self, programme, event):
        for week in range(4):
            held(programme, week=week)
        assert not self.history(event).is_enough

    def test_the_latest_twenty(self, programme, event):
        held(programme, week=0, seated=30, came=1)
        for week in range(1, 5):
            held(programme, week=week, seated=1, came=1)
        for day in range(16):
            early = EventFactory(programme=programme, sessions=0)
            session = SessionFactory(event=early, starts_at=STARTS_AT + timedelta(days=30 + day))
            registration = RegistrationFactory(event=early)
            AttendanceFactory(attendee=registration.attendees.get(), session=session)
        assert self.history(event) == History(events=20, seats=20, came=20)

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda event: Intake.objects.filter(event=event).update(status=EventStatus.CANCELLED),
            lambda event: Session.objects.update(official_count=OfficialCount.HEADCOUNT),
        ],
    )
    def test_events_that_say_nothing(self, programme, event, spoil):
        spoil(held(programme, week=0))
        assert self.history(event).events == 0

    def test_not_before_the_doors_have_told(self, programme, event):
        ends_at = held(programme, week=0).last_ends_at
        assert self.history(event, ends_at + timedelta(hours=47)).events == 0
        assert self.history(event, ends_at + NO_SHOWS_JUDGED_AFTER).events == 1

    def test_who_walked_in_or_cancelled_had_no_place_to_keep(self, programme, event):
        earlier = held(programme, week=0)
        walk_in = RegistrationFactory(event=earlier, channel=RegistrationChannel.WALK_IN)
        AttendanceFactory(attendee=walk_in.attendees.get())
        RegistrationFactory(event=earlier, state=PlaceState.CANCELLED)
        assert self.history(event) == History(events=1, seats=4, came=3)

    def test_of_a_course_the_first_session(self, programme, event):
        course = held(programme, week=0)
        second = SessionFactory(event=course, starts_at=STARTS_AT + timedelta(days=1))
        for attendee in course.attendees.all():
            AttendanceFactory(attendee=attendee, session=second)
        assert self.history(event) == History(events=1, seats=4, came=3)

    def test_suggestion_needs_a_programme_and_a_room(self, programme, event):
        assert suggestion_for(event, now=NOW).room == 28
        assert suggestion_for(EventFactory(), now=NOW) is None
        without_room = EventFactory(programme=programme)
        assert suggestion_for(without_room, now=NOW) is None

    def test_the_smallest_of_several_rooms(self, event):
        small = RoomFactory(branch=event.branch, capacity=12)
        SessionFactory(event=event, starts_at=LATER + timedelta(days=1), room=small)
        assert room_of(event) == 12
        SessionFactory(event=event, starts_at=LATER + timedelta(days=2))
        assert room_of(event) is None

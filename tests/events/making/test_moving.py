"""Moving a meeting: told first, done once, with all that goes along."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from brands.choices import Audience
from brands.models import ProgrammeLead
from core.errors import ChangedSince
from events.choices import ClashKind, EventStatus, MessageKind, SessionState
from events.errors import CannotMove, NothingToMove
from events.models import Session
from events.services.making.clashes import Slot, clashes_of, clashes_within
from events.services.making.moving.as_told import outlook_of
from events.services.making.moving.one import Move, move_session, prospect_of
from network.choices import BranchLevel, DayKind
from notifications.models import OutboxMessage
from staff.models import LogEntry
from tests.events.parties import family, sign_up
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory, CalendarEntryFactory, RoomFactory
from tests.factories.people import UserFactory
from tests.racing import race

NOW = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def starts(event):
    return list(event.sessions.order_by("starts_at").values_list("starts_at", flat=True))


def to(session, *, later=DAY, **where):
    place = {"branch": session.branch, "room": session.room} | where
    return Move(starts_at=session.starts_at + later, **place)


def digest_now(session, move):
    return outlook_of(prospect_of(session, move, now=NOW), user=None, now=NOW).digest


def do(session, move, *, digest=None):
    digest = digest or digest_now(session, move)
    return move_session(session_id=session.pk, move=move, digest=digest, user=None, now=NOW)


@pytest.mark.django_db
class TestMoving:
    @pytest.fixture
    def session(self):
        return EventFactory().sessions.get()

    def test_goes_to_another_day_library_and_room_and_back(self, session):
        room = RoomFactory()
        do(session, to(session, branch=room.branch, room=room))
        moved = Session.objects.get()
        assert (moved.starts_at, moved.branch, moved.room) == (STARTS_AT + DAY, room.branch, room)
        assert moved.ends_at - moved.starts_at == timedelta(minutes=90)
        moved.event.refresh_from_db()
        assert moved.event.first_starts_at == STARTS_AT + DAY
        do(moved, to(moved, later=-DAY, branch=session.branch, room=None))
        assert starts(moved.event) == [STARTS_AT]
        assert LogEntry.objects.filter(action="events.session_moved").count() == 2

    def test_those_who_signed_up_are_counted_and_written_to(self, session):
        sign_up(session.event, now=NOW)
        move = to(session)
        assert prospect_of(session, move, now=NOW).seated == 1
        do(session, move)
        assert OutboxMessage.objects.filter(kind=MessageKind.PLAN_CHANGED).count() == 1

    def test_registration_and_reserve_move_along_as_far_as_they_are_to_come(self, session):
        intake = session.event.intake
        intake.opens_at, intake.closes_at = NOW - DAY, STARTS_AT - DAY
        intake.save()
        do(session, to(session, later=3 * DAY))
        intake.refresh_from_db()
        assert (intake.opens_at, intake.closes_at) == (NOW - DAY, STARTS_AT + 2 * DAY)

    def test_the_calendar_and_clashes_of_the_new_time_are_told(self, session):
        entry = CalendarEntryFactory(
            kind=DayKind.CLOSED_DAY, first_day=(STARTS_AT + DAY).date(), name_en="Stocktaking"
        )
        other = EventFactory(brand=session.event.brand, branch=session.branch, sessions=0)
        SessionFactory(event=other, starts_at=STARTS_AT + DAY)
        [step] = prospect_of(session, to(session), now=NOW).steps
        assert step.entries == [entry]
        assert [clash.kind for clash in step.clashes] == [ClashKind.BRAND]

    def test_a_taken_room_moves_nothing(self, session):
        room = RoomFactory(branch=session.branch)
        SessionFactory(
            event=EventFactory(branch=session.branch, sessions=0),
            room=room,
            starts_at=STARTS_AT + DAY,
        )
        with pytest.raises(CannotMove) as refused:
            do(session, to(session, room=room))
        assert "The room is taken then." in str(refused.value)
        assert starts(session.event) == [STARTS_AT]

    @pytest.mark.parametrize("later", [timedelta(days=-20), timedelta(0)])
    def test_neither_into_the_past_nor_to_where_it_is(self, session, later):
        with pytest.raises(NothingToMove if not later else CannotMove):
            do(session, to(session, later=later))

    def test_what_is_cancelled_stays(self, session):
        session.event.intake.status = EventStatus.CANCELLED
        session.event.intake.save()
        with pytest.raises(CannotMove):
            do(session, to(session))
        Session.objects.update(state=SessionState.CANCELLED)
        assert prospect_of(session, to(session), now=NOW).steps == []

    def test_what_has_changed_since_is_not_moved(self, session):
        move = to(session)
        digest = digest_now(session, move)
        do(session, move, digest=digest)
        with pytest.raises(ChangedSince):
            do(session, move, digest=digest)
        assert starts(session.event) == [STARTS_AT + DAY]

    def test_whoever_comes_meanwhile_is_told_like_those_before(self, session):
        sign_up(session.event, now=NOW)
        move = to(session)
        digest = digest_now(session, move)
        sign_up(session.event, family(), now=NOW)
        do(session, move, digest=digest)
        assert OutboxMessage.objects.filter(kind=MessageKind.PLAN_CHANGED).count() == 2

    def test_where_nobody_was_to_be_told_the_first_to_come_is_shown_before(self, session):
        move = to(session)
        digest = digest_now(session, move)
        sign_up(session.event, now=NOW)
        with pytest.raises(ChangedSince):
            do(session, move, digest=digest)

    def test_what_comes_to_that_time_meanwhile_is_shown_before(self, session):
        move = to(session)
        digest = digest_now(session, move)
        other = EventFactory(brand=session.event.brand, branch=session.branch, sessions=0)
        SessionFactory(event=other, starts_at=STARTS_AT + DAY)
        with pytest.raises(ChangedSince):
            do(session, move, digest=digest)
        assert STARTS_AT in starts(session.event)


@pytest.mark.django_db
class TestWithTheRest:
    def test_later_meetings_go_as_far_and_take_the_rooms_that_others_leave(self):
        room = RoomFactory()
        event = EventFactory(branch=room.branch, sessions=3)
        event.sessions.update(room=room)
        first, second, _third = event.sessions.order_by("starts_at")
        week = timedelta(weeks=1)
        move = Move(second.starts_at + week, room.branch, room, takes_rest=True)
        do(second, move)
        assert starts(event) == [first.starts_at, *(STARTS_AT + n * week for n in (2, 3))]

    def test_registration_stays_while_the_first_meeting_does(self):
        event = EventFactory(sessions=2)
        event.intake.closes_at = STARTS_AT - DAY
        event.intake.save()
        last = event.sessions.order_by("starts_at").last()
        do(last, to(last))
        event.intake.refresh_from_db()
        assert event.intake.closes_at == STARTS_AT - DAY


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_move_once():
    session = EventFactory().sessions.get()
    move = to(session)
    digest = digest_now(session, move)

    def press():
        try:
            do(session, move, digest=digest)
        except ChangedSince:
            return 0
        return 1

    assert sorted(race(*[partial(press)] * 3)) == [0, 0, 1]
    assert starts(session.event) == [STARTS_AT + DAY]


@pytest.mark.django_db
class TestClashesOfATime:
    def found(self):
        return clashes_within(STARTS_AT - DAY, STARTS_AT + DAY)

    def test_each_of_two_knows_the_other(self):
        one = EventFactory(title_en="One")
        two = EventFactory(title_en="Two", brand=one.brand, branch=one.branch)
        EventFactory(branch=one.branch)
        by_event = {event: event.sessions.get().pk for event in (one, two)}
        found = self.found()
        assert set(found) == set(by_event.values())
        [clash] = found[by_event[one]]
        assert (clash.kind, "“Two”" in clash.sentence) == (ClashKind.BRAND, True)

    def test_one_audience_within_a_district(self):
        district = BranchFactory(level=BranchLevel.DISTRICT)
        events = [
            EventFactory(branch=branch, audience=Audience.ELDERS)
            for branch in (
                BranchFactory(level=BranchLevel.TOWN, parent=district),
                BranchFactory(
                    level=BranchLevel.VILLAGE,
                    parent=BranchFactory(level=BranchLevel.TOWN, parent=district),
                ),
                BranchFactory(level=BranchLevel.TOWN),
            )
        ]
        near = {event.sessions.get().pk for event in events[:2]}
        assert set(self.found()) == near

    def test_is_what_each_alone_would_be_told(self):
        """Leads, brands and audiences in all mixtures, against a look at each by itself."""
        district = BranchFactory(level=BranchLevel.DISTRICT)
        branches = [BranchFactory(level=BranchLevel.TOWN, parent=district) for _number in "ab"]
        brands = [None, BrandFactory()]
        programmes = ProgrammeFactory.create_batch(2)
        lead = UserFactory(name="Wei")
        for programme in programmes:
            ProgrammeLead.objects.create(programme=programme, user=lead, starts_on=NOW.date())
        for number in range(24):
            event = EventFactory(
                branch=branches[number % 2],
                brand=brands[number % 3 % 2],
                programme=[*programmes, None][number % 3],
                audience=[Audience.ELDERS, Audience.EVERYONE, Audience.TEENS][number % 5 % 3],
                sessions=0,
            )
            SessionFactory(
                event=event,
                branch=branches[number % 2],
                starts_at=STARTS_AT + timedelta(minutes=45 * (number % 7)),
            )
        alone = {}
        for session in Session.objects.select_related("event", "branch"):
            slot = Slot(session.starts_at, session.ends_at)
            [told] = clashes_of(
                [slot], of=session.event, branch=session.branch, without=[session.event_id]
            )
            if told:
                alone[session.pk] = told
        assert self.found() == alone
        assert {clash.kind for told in alone.values() for clash in told} == {
            ClashKind.LEAD,
            ClashKind.BRAND,
            ClashKind.AUDIENCE,
        }

    def test_costs_the_same_for_many(self, django_assert_num_queries):
        event = EventFactory()
        with django_assert_num_queries(3):
            self.found()
        for _number in range(5):
            EventFactory(brand=event.brand, branch=event.branch)
        with django_assert_num_queries(3):
            assert len(self.found()) == 6

"""Moving the events of a series together: told first, all or none, and once."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import ChangedSince
from events.choices import EventStatus, MessageKind
from events.errors import CannotMove, NothingToMove
from events.models import Event, Series, Session
from events.models.series import weekly
from events.services.making.moving.as_told import outlook_of
from events.services.making.moving.series import SeriesMove, move_series, prospect_of_series
from events.services.making.series.dates import Asked
from events.services.making.series.making import make_series
from notifications.models import OutboxMessage
from staff.choices import StaffRole
from tests.events.parties import sign_up
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory, CalendarEntryFactory, RoomFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.racing import race

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SATURDAYS = [date(2026, 5, day) for day in (9, 16, 23)]
A_WEEK_LATER = SeriesMove(from_day=SATURDAYS[0], days=7)


@pytest.fixture
def room():
    return RoomFactory(name_en="Loft")


@pytest.fixture
def series(room):
    return made_series(room)


def made_series(room):
    series = Series(
        key=uuid4(),
        programme=ProgrammeFactory(closes_hours_before=24),
        branch=room.branch,
        room=room,
        rule=weekly([5]),
        first_day=SATURDAYS[0],
        last_day=SATURDAYS[-1],
        starts_at=time(10),
    )
    dates = [Asked(day, time(10), room) for day in SATURDAYS]
    make_series(series, dates, publishes=True, user=UserFactory(), now=NOW)
    series.events.update(first_published_at=NOW)
    return series


def looked(series, asked, events=None):
    events = Event.objects.all() if events is None else events
    return prospect_of_series(series, asked, events=events, now=NOW)


def meetings(series, asked, events=None):
    return looked(series, asked, events).meetings


def digest_now(series, asked, events=None):
    return outlook_of(looked(series, asked, events), user=None, now=NOW).digest


def move(series, asked, *, digest=None, events=None):
    events = Event.objects.all() if events is None else events
    outlook = move_series(
        series_id=series.pk,
        move=asked,
        events=events,
        digest=digest or digest_now(series, asked, events),
        user=None,
        now=NOW,
    )
    return outlook.prospect.events


def starts():
    """When the events of the series begin, on the library's clocks."""
    sessions = Session.objects.filter(event__series__isnull=False).order_by("starts_at")
    return [timezone.localtime(each.starts_at).strftime("%d %H:%M") for each in sessions]


@pytest.mark.django_db
class TestMoving:
    def test_by_a_week_each_takes_the_room_that_another_leaves(self, series):
        assert move(series, A_WEEK_LATER) == 3
        assert starts() == ["16 10:00", "23 10:00", "30 10:00"]
        assert move(series, SeriesMove(from_day=SATURDAYS[0], days=-7)) == 3
        assert starts() == ["09 10:00", "16 10:00", "23 10:00"]

    def test_from_a_day_on_to_another_weekday_time_and_room(self, series, room):
        other = RoomFactory(branch=room.branch)
        asked = SeriesMove(from_day=SATURDAYS[1], days=1, starts_at=time(15), room=other)
        assert move(series, asked) == 2
        assert starts() == ["09 10:00", "17 15:00", "24 15:00"]
        last = series.events.order_by("first_starts_at").last().sessions.get()
        assert (last.room, last.ends_at - last.starts_at) == (other, timedelta(minutes=90))

    def test_registration_closes_as_long_before_as_it_did(self, series):
        first = series.events.order_by("first_starts_at").first()
        before = first.intake.closes_at
        move(series, A_WEEK_LATER)
        first.intake.refresh_from_db()
        assert first.intake.closes_at == before + timedelta(days=7)

    def test_who_is_registered_is_counted_and_written_to(self, series):
        first = series.events.order_by("first_starts_at").first()
        sign_up(first, now=NOW)
        told = meetings(series, A_WEEK_LATER)
        assert [each.registered for each in told] == [1, 0, 0]
        move(series, A_WEEK_LATER)
        assert OutboxMessage.objects.filter(kind=MessageKind.PLAN_CHANGED).exists()

    def test_a_taken_room_moves_nothing(self, series, room):
        event = EventFactory(branch=room.branch, sessions=0)
        SessionFactory(event=event, room=room, starts_at=datetime(2026, 5, 30, 2, tzinfo=UTC))
        assert [each.step.is_taken for each in meetings(series, A_WEEK_LATER)] == [
            False,
            False,
            True,
        ]
        with pytest.raises(CannotMove):
            move(series, A_WEEK_LATER)
        assert starts() == ["09 10:00", "16 10:00", "23 10:00"]

    def test_what_does_not_move_says_why(self, series):
        first, second, _third = series.events.order_by("first_starts_at")
        first.intake.status = EventStatus.CANCELLED
        first.intake.save()
        back = SeriesMove(from_day=SATURDAYS[0], days=-16)
        assert [each.why_not for each in meetings(series, back)] == ["It would be in the past.", ""]
        assert meetings(series, back)[0].step.session.event == second
        same = SeriesMove(from_day=SATURDAYS[0], starts_at=time(10))
        assert {each.why_not for each in meetings(series, same)} == {"It is there already."}
        with pytest.raises(NothingToMove):
            move(series, same)

    def test_holidays_on_the_new_days_are_told(self, series):
        entry = CalendarEntryFactory(first_day=date(2026, 5, 30))
        assert [each.step.entries for each in meetings(series, A_WEEK_LATER)] == [[], [], [entry]]

    def test_what_has_changed_since_is_not_moved(self, series):
        digest = digest_now(series, A_WEEK_LATER)
        move(series, A_WEEK_LATER, digest=digest)
        with pytest.raises(ChangedSince):
            move(series, A_WEEK_LATER, digest=digest)
        assert starts() == ["16 10:00", "23 10:00", "30 10:00"]


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_move_once():
    series = made_series(RoomFactory())
    digest = digest_now(series, A_WEEK_LATER)

    def press():
        try:
            return move(series, A_WEEK_LATER, digest=digest)
        except ChangedSince:
            return 0

    assert sorted(race(*[partial(press)] * 3)) == [0, 0, 3]
    assert starts() == ["16 10:00", "23 10:00", "30 10:00"]


@pytest.mark.django_db
class TestInTheAdmin:
    @pytest.fixture(autouse=True)
    def _now(self, set_clock):
        set_clock(NOW)

    def test_is_told_then_done(self, client, series, room):
        client.force_login(StaffScopeFactory(branch=room.branch).user)
        url = reverse("series:move", args=[series.pk])
        asked = {"from_day": "2026-05-09", "days": "7"}
        page = client.get(url, asked)
        assert "Move 3 events" in page.text
        assert starts() == ["09 10:00", "16 10:00", "23 10:00"]
        data = asked | {"digest": page.context["outlook"].digest}
        client.post(url, data)
        assert starts() == ["16 10:00", "23 10:00", "30 10:00"]
        again = client.post(url, data)
        assert "Something has changed since this page was shown." in again.text
        assert starts() == ["16 10:00", "23 10:00", "30 10:00"]

    def test_each_event_is_judged_as_it_is_stored(self, client, series, room):
        handed_over = series.events.order_by("first_starts_at").first()
        handed_over.branch = BranchFactory()
        handed_over.save()
        client.force_login(StaffScopeFactory(branch=room.branch).user)
        url = reverse("series:move", args=[series.pk])
        asked = {"from_day": "2026-05-09", "days": "1"}
        page = client.get(url, asked)
        assert "1 event of this series is not yours to change." in page.text
        client.post(url, asked | {"digest": page.context["outlook"].digest})
        assert starts() == ["09 10:00", "17 10:00", "24 10:00"]

    def test_series_of_others_are_not_there_and_lookers_move_nothing(self, client, series):
        url = reverse("series:move", args=[series.pk])
        client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
        assert client.get(url).status_code == 404
        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        assert client.get(url).status_code in (302, 403)
        client.post(url, {"from_day": "2026-05-09", "days": "7", "digest": ""})
        assert starts() == ["09 10:00", "16 10:00", "23 10:00"]

    def test_rooms_of_other_libraries_are_not_offered(self, client, series, room):
        elsewhere = RoomFactory()
        client.force_login(StaffScopeFactory().user)
        page = client.get(
            reverse("series:move", args=[series.pk]),
            {"from_day": "2026-05-09", "days": "0", "room": elsewhere.pk},
        )
        assert page.context["form"].errors

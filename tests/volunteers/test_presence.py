"""Coming and leaving, what counts of it, and what a coordinator says where nobody knows."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.models import OutboxMessage
from tests.factories.events import STARTS_AT
from tests.factories.hours import ClaimFactory
from tests.factories.people import UserFactory
from tests.factories.shifts import NeedFactory
from tests.racing import race
from tests.volunteers.hours import (
    ENDS_AT,
    after,
    amounts,
    come,
    demand_books_in_order,
    leave,
    serve,
)
from volunteers.choices import ClaimState, ShiftState
from volunteers.errors import (
    MoreThanTheShift,
    NotCheckedIn,
    NothingToReview,
    NothingToUndo,
    NotOnThisShift,
    OwnHours,
    ReasonNeeded,
    ShiftIsOver,
    TooEarlyToCheckIn,
)
from volunteers.models import HoursEntry, Presence
from volunteers.services.hours.presence import (
    ask_about_forgotten,
    review_presence,
    undo_presence,
)

pytestmark = pytest.mark.django_db

LATER = ENDS_AT + timedelta(hours=1)


@pytest.fixture
def coordinator():
    return UserFactory()


@pytest.mark.parametrize(
    ("came", "left", "minutes"),
    [
        (0, 120, 120),
        (-50, 150, 120),
        (10, 110, 120),
        (11, 120, 109),
        (0, 109, 109),
        (30, 31, 1),
    ],
    ids=["on time", "early and longer", "nearly on time", "late", "left early", "a minute"],
)
def test_what_lies_within_the_shift_counts(came, left, minutes):
    claim = ClaimFactory()
    come(claim, at=after(came))
    leave(claim, at=after(left))
    assert amounts() == [minutes]


def test_hours_are_of_the_day_on_which_the_shift_began():
    """From 23:00 to 01:00 in Shanghai."""
    claim = ClaimFactory(need__shift__starts_at=datetime(2026, 5, 9, 15, tzinfo=UTC))
    come(claim, at=claim.busy_from)
    leave(claim, at=claim.busy_until)
    assert str(HoursEntry.objects.get().day) == "2026-05-09"


def test_a_night_on_which_the_clocks_are_put_back_has_an_hour_more(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    claim = ClaimFactory(
        need__shift__starts_at=datetime(2026, 10, 24, 23, tzinfo=UTC), need__shift__hours=3
    )
    come(claim, at=claim.busy_from.astimezone())
    leave(claim, at=claim.busy_until.astimezone())
    assert amounts() == [180]


def test_coming_and_leaving_twice_is_doing_so_once():
    claim = ClaimFactory()
    first, again = come(claim), come(claim, at=after(5))
    assert (first.is_new, again.is_new) == (True, False)
    assert again.presence == first.presence
    assert leave(claim).checked_out_at == leave(claim, at=after(140)).checked_out_at == ENDS_AT
    assert come(claim, at=after(119)).is_new is False
    assert amounts() == [120]


@pytest.mark.parametrize("state", [ClaimState.RELEASED, ClaimState.HANDED_OVER])
def test_only_who_has_a_place_is_let_in(state):
    claim = ClaimFactory(state=state, ended_at=STARTS_AT)
    with pytest.raises(NotOnThisShift):
        come(claim)


def test_a_cancelled_shift_lets_nobody_in():
    claim = ClaimFactory(need__shift__state=ShiftState.CANCELLED)
    with pytest.raises(NotOnThisShift):
        come(claim)


def test_the_time_to_come_begins_an_hour_before_and_ends_with_the_shift():
    claim = ClaimFactory()
    with pytest.raises(TooEarlyToCheckIn, match="from 09:00"):
        come(claim, at=after(-61))
    with pytest.raises(ShiftIsOver):
        come(claim, at=ENDS_AT)


def test_who_is_not_here_cannot_leave():
    with pytest.raises(NotCheckedIn):
        leave(ClaimFactory())


def test_what_no_minute_of_the_shift_counts_for_is_looked_at():
    claim = ClaimFactory()
    come(claim, at=after(-40))
    assert leave(claim, at=after(-10)).needs_review
    assert amounts() == []


def test_people_are_counted_once_for_the_shift_and_the_last_figure_holds(coordinator):
    need = NeedFactory(places=2, taken=2)
    for people, claim in zip((30, 34), ClaimFactory.create_batch(2, need=need), strict=True):
        come(claim)
        leave(claim, people=people, by=coordinator)
    assert need.shift.people_served.people == 34


class TestForgotten:
    def test_is_put_before_a_coordinator_an_hour_after_the_end(self):
        claim = ClaimFactory()
        come(claim)
        assert ask_about_forgotten(now=LATER - timedelta(seconds=1)) == 0
        assert ask_about_forgotten(now=LATER) == 1
        assert ask_about_forgotten(now=LATER) == 0
        assert amounts() == []

    def test_is_answered_by_the_telephone_that_knew_it_all_along(self):
        claim = ClaimFactory()
        come(claim)
        ask_about_forgotten(now=LATER)
        assert leave(claim, at=after(100), now=LATER).needs_review is False
        assert amounts() == [100]

    def test_counts_as_a_coordinator_says(self, coordinator):
        claim = ClaimFactory()
        presence = come(claim).presence
        ask_about_forgotten(now=LATER)
        review_presence(presence_id=presence.pk, minutes=120, now=LATER, by=coordinator)
        assert amounts() == [120]
        assert OutboxMessage.objects.get().kind == "hours-reviewed"
        assert leave(claim, at=after(60), now=LATER).reviewed_at
        assert amounts() == [120]

    def test_needs_a_reason_where_it_is_not_as_proposed(self, coordinator):
        presence = come(ClaimFactory(), at=after(20)).presence
        ask_about_forgotten(now=LATER)
        say = {"presence_id": presence.pk, "now": LATER, "by": coordinator}
        with pytest.raises(ReasonNeeded):
            review_presence(minutes=120, **say)
        with pytest.raises(MoreThanTheShift, match="120 minutes"):
            review_presence(minutes=121, reason="She stayed.", **say)
        review_presence(minutes=0, reason="He went home at once.", **say)
        assert amounts() == []
        with pytest.raises(NothingToReview):
            review_presence(minutes=100, **say)

    def test_is_not_for_oneself_to_decide(self):
        claim = ClaimFactory()
        presence = come(claim).presence
        ask_about_forgotten(now=LATER)
        with pytest.raises(OwnHours):
            review_presence(presence_id=presence.pk, minutes=120, now=LATER, by=claim.person.user)


class TestUndoing:
    def test_takes_the_hours_back_and_coming_again_earns_again(self, coordinator):
        claim = ClaimFactory()
        presence = serve(claim)
        undo_presence(
            presence_id=presence.pk, reason="The wrong person.", now=ENDS_AT, by=coordinator
        )
        assert amounts() == [120, -120]
        come(claim, at=after(30))
        leave(claim)
        assert amounts() == [120, -120, 90]
        demand_books_in_order()

    def test_wants_a_reason_and_happens_once(self, coordinator):
        presence = serve(ClaimFactory())
        undo = {"presence_id": presence.pk, "now": ENDS_AT, "by": coordinator}
        with pytest.raises(ReasonNeeded):
            undo_presence(reason=" ", **undo)
        undo_presence(reason="A mistake.", **undo)
        with pytest.raises(NothingToUndo):
            undo_presence(reason="A mistake.", **undo)
        assert amounts() == [120, -120]


@pytest.mark.django_db(transaction=True)
def test_two_doors_let_a_volunteer_in_and_out_once():
    claim = ClaimFactory()
    arrivals = race(*[lambda: come(claim)] * 8)
    assert [arrival.is_new for arrival in arrivals].count(True) == 1
    race(*[lambda: leave(claim)] * 8)
    assert Presence.objects.count() == 1
    assert amounts() == [120]
    demand_books_in_order()

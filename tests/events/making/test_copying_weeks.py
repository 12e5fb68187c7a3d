"""Copying a week: shown before, all copies or none, and once for each form."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from events.choices import ClashKind
from events.errors import DateTaken, NoDates, SeriesTooLong
from events.models import Event, Session
from events.services.making.copying import (
    Copy,
    copies_into,
    copy_week,
    look_at_copies,
    week_of,
)
from events.services.making.series.dates import Asked
from network.choices import DayKind, ReviewRule, Weekday
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory, CalendarEntryFactory, RoomFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 1, tzinfo=UTC)
MONDAY = date(2026, 5, 4)
WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock(NOW)


@pytest.fixture
def branch():
    return BranchFactory()


@pytest.fixture
def user(branch):
    return StaffScopeFactory(branch=branch).user


def week(branch=None, brand=None):
    return week_of(Event.objects.all(), MONDAY, branch=branch, brand=brand)


def copies(branch, *, weeks=1):
    return copies_into(week(branch), [MONDAY + WEEK * number for number in range(1, weeks + 1)])


def make(some, user, *, key=None, publishes=False):
    return copy_week(
        some, key=key or uuid4(), monday=MONDAY, publishes=publishes, user=user, now=NOW
    )


class TestWeek:
    def test_holds_what_can_be_copied_and_says_why_not_the_rest(self, branch):
        single = EventFactory(branch=branch)
        EventFactory(branch=branch, sessions=2)
        exhibition = EventFactory(branch=branch, sessions=0)
        SessionFactory(event=exhibition, is_all_day=True, ends_at=STARTS_AT + 2 * WEEK)
        EventFactory()
        found = week(branch)
        assert [session.event for session in found.sessions] == [single]
        assert {why_not for _session, why_not in found.left} == {
            "It has several meetings. Copy it at its desk.",
            "It lasts for days. Copy it at its desk.",
        }

    def test_of_a_brand_holds_it_at_every_library(self):
        one = EventFactory()
        two = EventFactory(brand=one.brand)
        EventFactory()
        assert {session.event for session in week(brand=one.brand).sessions} == {one, two}

    def test_more_than_anyone_looks_through_is_refused(self, branch):
        for _number in range(8):
            EventFactory(branch=branch)
        with pytest.raises(SeriesTooLong):
            copies(branch, weeks=8)


class TestLooking:
    def test_each_copy_keeps_weekday_and_time(self, branch):
        EventFactory(branch=branch)
        found = look_at_copies(copies(branch, weeks=2), now=NOW)
        assert [each.slot.starts_at for each in found] == [STARTS_AT + WEEK, STARTS_AT + 2 * WEEK]
        assert all(each.is_suggested for each in found)

    def test_special_days_are_not_suggested_and_say_why(self, branch):
        EventFactory(branch=branch)
        CalendarEntryFactory(
            kind=DayKind.CLOSED_DAY, branch=branch, first_day=date(2026, 5, 16), name_en="Painting"
        )
        [found] = look_at_copies(copies(branch), now=NOW)
        assert (found.is_suggested, found.why_not) == (False, "Closed day: Painting.")

    def test_closed_by_the_hours_counts_where_it_is_new(self, branch):
        EventFactory(branch=branch)
        branch.opening_hours.create(weekday=Weekday.SUNDAY, opens_at=time(9), closes_at=time(17))
        [same_weekday] = copies(branch)
        moved = Copy(same_weekday.source, Asked(date(2026, 5, 15), time(10), None))
        found = look_at_copies([same_weekday, moved], now=NOW)
        assert [each.is_suggested for each in found] == [True, True]
        branch.opening_hours.create(weekday=Weekday.SATURDAY, opens_at=time(9), closes_at=time(17))
        found = look_at_copies([same_weekday, moved], now=NOW)
        assert [each.why_not for each in found] == [
            "",
            "The library has no opening hours on this day.",
        ]

    def test_clashes_are_shown_and_a_taken_room_is_not_suggested(self, branch):
        room = RoomFactory(branch=branch)
        event = EventFactory(branch=branch, sessions=0)
        SessionFactory(event=event, room=room)
        other = EventFactory(branch=branch, brand=event.brand, sessions=0)
        taken = SessionFactory(event=other, starts_at=STARTS_AT + WEEK)
        [found] = look_at_copies(copies(branch), now=NOW)
        assert ([clash.kind for clash in found.clashes], found.is_suggested) == (
            [ClashKind.BRAND],
            True,
        )
        Session.objects.filter(pk=taken.pk).update(room=room)
        [found] = look_at_copies(copies(branch), now=NOW)
        assert (found.is_taken, found.is_suggested) == (True, False)

    def test_what_was_copied_is_there_already(self, branch, user):
        EventFactory(branch=branch)
        make(copies(branch), user)
        [found] = look_at_copies(copies(branch), now=NOW)
        assert found.why_not == "It is there already."

    def test_costs_the_same_for_many(self, branch):
        EventFactory(branch=branch)
        with statements() as few:
            look_at_copies(copies(branch), now=NOW)
        for _number in range(5):
            EventFactory(branch=branch)
        some = copies(branch, weeks=4)
        with statements() as many:
            assert len(look_at_copies(some, now=NOW)) == 24
        assert len(many) == len(few) - 1  # The week was read before.


class TestMaking:
    def test_copies_tell_the_same_and_open_as_long_before(self, branch, user):
        room = RoomFactory(branch=branch)
        event = EventFactory(branch=branch, title_en="Storytime", sessions=0, places=12)
        SessionFactory(event=event, room=room)
        event.intake.closes_at = STARTS_AT - timedelta(hours=3)
        event.intake.save()
        [copy] = make(copies(branch), user).events
        copy = Event.objects.get(pk=copy.pk)
        session = copy.sessions.get()
        assert (copy.title_en, copy.live, copy.pools.get().capacity) == ("Storytime", False, 12)
        assert (copy.first_starts_at, session.room) == (STARTS_AT + WEEK, room)
        assert session.ends_at - session.starts_at == timedelta(minutes=90)
        assert copy.intake.closes_at == STARTS_AT + WEEK - timedelta(hours=3)
        assert LogEntry.objects.filter(action="events.week_copied").count() == 1

    def test_published_at_once_or_after_their_review(self, branch, user):
        EventFactory(branch=branch)
        assert make(copies(branch), user, publishes=True).outcomes == {"published": 1}
        branch.review_rule = ReviewRule.ONE
        branch.save()
        later = copies_into(week(branch), [MONDAY + 2 * WEEK])
        assert make(later, user, publishes=True).outcomes == {"submitted": 1}

    def test_a_form_sent_twice_makes_them_once(self, branch, user):
        EventFactory(branch=branch)
        key, some = uuid4(), copies(branch)
        make(some, user, key=key)
        assert make(some, user, key=key).was_there
        assert Event.objects.count() == 2

    def test_all_or_none(self, branch, user):
        room = RoomFactory(branch=branch)
        for hour in (0, 3):
            event = EventFactory(branch=branch, sessions=0)
            SessionFactory(event=event, room=room, starts_at=STARTS_AT + timedelta(hours=hour))
        other = EventFactory(branch=branch, sessions=0)
        some = copies(branch)
        SessionFactory(event=other, room=room, starts_at=STARTS_AT + WEEK + timedelta(hours=3))
        with pytest.raises(DateTaken):
            make(some, user)
        assert Event.objects.count() == 3
        with pytest.raises(NoDates):
            make([], user)


class TestInTheAdmin:
    url = "events_admin:copy_week"

    def asked(self, branch):
        return {
            "key": str(uuid4()),
            "branch": branch.pk,
            "day": "2026-05-09",
            "into": "2026-05-16",
            "weeks": "2",
        }

    def sent(self, page):
        """The table as it was shown."""
        formset = page.context["dates"]
        sent = {f"copies-{name}": formset.management_form[name].value() for name in
                ("TOTAL_FORMS", "INITIAL_FORMS")}  # fmt: skip
        for form in formset.forms:
            sent |= {form.add_prefix(name): form[name].value() or "" for name in form.fields}
        return sent

    @pytest.mark.parametrize("day", ["2026-05-09", "2026-13-40"])
    def test_begins_with_ones_own_library_and_the_week_after(self, client, branch, user, day):
        client.force_login(user)
        first = client.get(reverse(self.url), {"day": day}).context["form"].initial
        assert first["into"] - first["day"] == timedelta(weeks=1)
        assert first["branch"] == branch.pk

    def test_is_shown_then_made_as_ticked(self, client, branch, user):
        client.force_login(user)
        EventFactory(branch=branch, title_en="Storytime")
        asked = self.asked(branch)
        page = client.get(reverse(self.url), asked)
        assert page.text.count("<strong>Storytime</strong>") == 2
        assert Event.objects.count() == 1
        sent = asked | self.sent(page) | {"copies-1-is_wanted": "", "copies-0-starts_at": "15:00"}
        answer = client.post(reverse(self.url), sent | {"then": "publish"}, follow=True)
        assert answer.redirect_chain[0][0] == "/admin/planner/?week=2026-W20"
        assert "1 event is published." in answer.text
        made = Event.objects.latest("pk")
        assert made.first_starts_at == STARTS_AT + WEEK + timedelta(hours=5)
        again = client.post(reverse(self.url), sent | {"then": "publish"}, follow=True)
        assert "This week was copied already, by this form." in again.text
        assert Event.objects.count() == 2

    def test_events_of_others_are_neither_shown_nor_copied(self, client, branch, user):
        client.force_login(user)
        mine = EventFactory(branch=branch)
        theirs = EventFactory(title_en="Not for you", sessions=0)
        foreign = SessionFactory(event=theirs, branch=branch)
        asked = self.asked(branch)
        page = client.get(reverse(self.url), asked)
        assert "Not for you" not in page.text
        sent = asked | self.sent(page) | {"copies-0-source": foreign.pk, "then": "draft"}
        answer = client.post(reverse(self.url), sent)
        assert "This event is not in the week any more." in answer.text
        assert set(Event.objects.all()) == {mine, theirs}
        refused = client.get(reverse(self.url), asked | {"branch": theirs.branch_id})
        assert refused.context["form"].errors.keys() == {"branch"}

    def test_is_for_those_who_make_events(self, client, branch):
        client.force_login(StaffScopeFactory(branch=branch, role=StaffRole.DIRECTOR).user)
        assert client.get(reverse(self.url)).status_code in (302, 403)

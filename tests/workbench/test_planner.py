"""The planner: what its user may see of some weeks, and moving a meeting with all that follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from brands.choices import Audience
from brands.models import ProgrammeLead
from events.choices import EventStatus, Standing
from network.choices import DayKind
from staff.choices import StaffRole
from tests.events.parties import sign_up
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory, CalendarEntryFactory, RoomFactory
from tests.factories.shifts import NeedFactory, ShiftFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements
from volunteers.choices import ShiftState
from workbench.choices import PlannerRows
from workbench.services.planner import planner_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SATURDAY = date(2026, 5, 9)
MAY = (date(2026, 5, 1), date(2026, 5, 31))


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock(NOW)


@pytest.fixture
def branch():
    return BranchFactory(name_en="North Library")


@pytest.fixture
def scope(branch):
    return StaffScopeFactory(branch=branch)


@pytest.fixture
def desk(scope):
    client = Client()
    client.force_login(scope.user)
    return client


def planned(user, *, rows=PlannerRows.BRANCHES, **narrowing):
    return planner_of(user, first=MAY[0], last=MAY[1], rows=rows, narrowing=narrowing, now=NOW)


def cards(planner):
    return [
        card.title for week in planner.weeks for day in week.days for cell in day.cells
        for card in cell.cards
    ]  # fmt: skip


def day_of(planner, day):
    return next(each for week in planner.weeks for each in week.days if each.day == day)


class TestWhatStandsThere:
    def test_each_meeting_on_its_day_in_the_row_of_its_library(self, scope, branch):
        event = EventFactory(branch=branch, title_en="Storytime", sessions=2)
        planner = planned(scope.user)
        assert (planner.count, cards(planner)) == (2, ["Storytime", "Storytime"])
        [cell] = day_of(planner, SATURDAY).cells
        [card] = cell.cards
        assert (cell.row.name, card.event, card.places, card.taken) == (
            "North Library",
            event,
            30,
            0,
        )
        assert (card.standing, card.state, card.may_move) == (Standing.PUBLISHED, "", True)

    def test_nothing_of_others(self, scope):
        EventFactory()
        planner = planned(scope.user)
        assert (planner.count, [row.name for row in planner.weeks[0].rows]) == (
            0,
            ["North Library"],
        )

    def test_rows_of_brands_tell_weeks_without_any(self, scope, branch):
        event = EventFactory(branch=branch)
        planner = planned(scope.user, rows=PlannerRows.BRANDS)
        week = planner.weeks[1]
        assert [row.name for row in week.rows] == [event.brand.name]
        assert not week.gaps
        assert planner.weeks[0].gaps == {event.brand_id}

    def test_states_are_words_and_what_is_cancelled_stays_to_be_seen(self, scope, branch):
        EventFactory(branch=branch, title_en="A", live=False)
        EventFactory(branch=branch, title_en="B", intake__status=EventStatus.CANCELLED)
        [cell] = day_of(planned(scope.user), SATURDAY).cells
        assert [(card.state, card.may_move) for card in cell.cards] == [
            ("draft", True),
            ("cancelled", False),
        ]
        assert cards(planned(scope.user, state="draft")) == ["A"]

    @pytest.mark.parametrize(
        "narrowing", [{"audience": Audience.ELDERS}, {"kind": "lecture"}, {"mine": True}]
    )
    def test_is_narrowed(self, scope, branch, narrowing):
        programme = ProgrammeFactory()
        ProgrammeLead.objects.create(programme=programme, user=scope.user, starts_on=MAY[0])
        EventFactory(
            branch=branch, title_en="Yes", audience="elders", kind="lecture", programme=programme
        )
        EventFactory(branch=branch, title_en="No")
        assert cards(planned(scope.user, **narrowing)) == ["Yes"]

    def test_what_lasts_for_weeks_stands_once_a_week(self, scope, branch):
        event = EventFactory(branch=branch, sessions=0)
        SessionFactory(event=event, is_all_day=True, ends_at=STARTS_AT + timedelta(days=10))
        planner = planned(scope.user)
        days = [day.day for week in planner.weeks for day in week.days if day.count]
        assert days == [SATURDAY, date(2026, 5, 11), date(2026, 5, 18)]
        assert planner.count == 1

    def test_days_that_are_over_are_told_apart_unless_something_goes_on(self, scope, branch):
        lecture, exhibition = (EventFactory(branch=branch, sessions=0) for _ in range(2))
        tuesday = STARTS_AT + timedelta(days=3)
        SessionFactory(event=lecture, starts_at=tuesday, ends_at=tuesday + timedelta(hours=1))
        SessionFactory(event=exhibition, is_all_day=True, ends_at=STARTS_AT + timedelta(days=5))
        now = datetime(2026, 5, 13, 4, tzinfo=UTC)
        planner = planner_of(
            scope.user, first=MAY[0], last=MAY[1], rows=PlannerRows.BRANCHES, narrowing={}, now=now
        )
        over = [day.day.day for week in planner.weeks for day in week.days if day.is_over]
        # The exhibition stands under its first day and under each Monday; it ends on the 14th.
        assert over == [27, 28, 29, 30, *range(1, 9), 10, 12]
        assert [week.is_over for week in planner.weeks] == [True, False, False, False, False]
        assert planner.has_begun
        assert not planned(scope.user).has_begun

    def test_a_month_that_is_over_shows_all_of_itself(self, scope, branch):
        now = datetime(2026, 6, 13, tzinfo=UTC)
        planner = planner_of(
            scope.user, first=MAY[0], last=MAY[1], rows=PlannerRows.BRANCHES, narrowing={}, now=now
        )
        assert all(week.is_over for week in planner.weeks)
        assert not planner.has_begun

    def test_special_days_of_the_network_and_of_one_library(self, scope, branch):
        holiday = CalendarEntryFactory(first_day=SATURDAY)
        closed = CalendarEntryFactory(kind=DayKind.CLOSED_DAY, branch=branch, first_day=SATURDAY)
        CalendarEntryFactory(kind=DayKind.CLOSED_DAY, branch=BranchFactory(), first_day=SATURDAY)
        CalendarEntryFactory(kind=DayKind.SCHOOL_TERM, first_day=SATURDAY)
        day = day_of(planned(scope.user), SATURDAY)
        assert (day.entries, [cell.entries for cell in day.cells]) == ([holiday], [[closed]])

    def test_clashes_count_those_of_others(self, scope, branch):
        event = EventFactory(branch=branch)
        other = EventFactory(branch=BranchFactory(), brand=event.brand, sessions=0)
        SessionFactory(event=other, branch=branch)
        planner = planned(scope.user)
        assert (planner.count, planner.clashing) == (1, 1)

    def test_new_events_only_where_one_may_make_them_and_to_come(self, scope, branch):
        first = planned(scope.user).weeks[0]
        assert [bool(day.cells[0].new_url) for day in first.days] == [False] * 4 + [True] * 3
        assert f"day=2026-05-01&branch={branch.pk}" in first.days[4].cells[0].new_url
        looker = StaffScopeFactory(branch=branch, role=StaffRole.DIRECTOR).user
        assert not any(day.cells[0].new_url for day in planned(looker).weeks[1].days)


class TestPage:
    def test_costs_the_same_for_many(self, desk, branch):
        url = reverse("planner:planner")
        EventFactory(branch=branch)
        desk.get(url)
        with statements() as few:
            desk.get(url)
        for _number in range(8):
            EventFactory(branch=branch, sessions=2)
        with statements() as many:
            page = desk.get(url)
        assert page.text.count("<article") == 17
        assert len(many) == len(few) <= 25

    def test_address_names_the_week_and_keeps_what_was_chosen(self, desk):
        page = desk.get(reverse("planner:planner"), {"week": "2026-W19", "rows": "brands"})
        assert page.context["previous_url"] == "?week=2026-W18&rows=brands"
        assert page.context["month_url"] == "?month=2026-05&rows=brands"

    def test_what_cannot_be_read_shows_this_month(self, desk):
        page = desk.get(reverse("planner:planner"), {"month": "soon", "branch": "x"})
        assert page.context["period"].name == "2026-05"

    def test_is_for_those_who_see_events(self, client):
        client.force_login(StaffScopeFactory(role=StaffRole.DOOR).user)
        assert client.get(reverse("planner:planner")).status_code in (302, 403)

    def test_new_event_has_its_day_and_library(self, desk, branch):
        programme = ProgrammeFactory()
        query = {"day": "2026-05-16", "branch": branch.pk}
        page = desk.get(reverse("events_admin:new"), query)
        address = f"{reverse('events_admin:from_programme', args=[programme.pk])}?"
        assert f"{address}day=2026-05-16&amp;branch={branch.pk}" in page.text
        form = desk.get(address, query).context["form"]
        assert form["branch"].value() == branch.pk
        assert form["starts_at"].value() == datetime(2026, 5, 16, 10)  # noqa: DTZ001


class TestMove:
    @pytest.fixture
    def session(self, branch):
        return EventFactory(branch=branch, title_en="Storytime").sessions.get()

    def url(self, session):
        return reverse("planner:move", args=[session.pk])

    def test_says_first_then_does_and_offers_the_way_back(self, desk, session):
        sign_up(session.event, now=NOW)
        asked = {"day": "2026-05-10", "next": "/admin/planner/?week=2026-W19"}
        page = desk.get(self.url(session), asked)
        assert "1 person who has a place" in page.text
        session.refresh_from_db()
        assert session.starts_at == STARTS_AT
        done = {
            "time": "10:00",
            "branch": session.branch_id,
            "digest": page.context["outlook"].digest,
        }
        answer = desk.post(self.url(session), asked | done, follow=True)
        assert answer.redirect_chain[0][0] == (
            f"/admin/planner/?week=2026-W19#session-{session.pk}"
        )
        assert "is moved to" in answer.text
        assert "day=2026-05-09&amp;time=10%3A00" in answer.text
        session.refresh_from_db()
        assert session.starts_at == STARTS_AT + timedelta(days=1)

    def test_a_form_sent_twice_moves_once_and_says_so(self, desk, session):
        asked = {"day": "2026-05-10", "time": "10:00", "branch": session.branch_id}
        digest = desk.get(self.url(session), asked).context["outlook"].digest
        desk.post(self.url(session), asked | {"digest": digest})
        again = desk.post(self.url(session), asked | {"digest": digest})
        assert "Something has changed since this page was shown." in again.text

    def test_tells_no_rooms_of_other_libraries(self, desk, session):
        RoomFactory(branch=session.branch, name_en="Reading room")
        foreign = RoomFactory(name_en="Staff room")
        assert "Reading room" in desk.get(self.url(session)).text
        assert "Staff room" not in desk.get(self.url(session), {"branch": foreign.branch_id}).text

    def test_goes_to_libraries_of_the_scope_and_to_no_others(self, desk, scope, session):
        own = BranchFactory(parent=session.branch)
        room = RoomFactory(branch=own)
        offered = desk.get(self.url(session), {"branch": own.pk}).context["form"]
        assert list(offered.fields["branch"].queryset.order_by("pk")) == [session.branch, own]
        assert list(offered.fields["room"].queryset) == [room]
        refused = desk.get(self.url(session), {"branch": BranchFactory().pk})
        assert refused.context["form"].errors.keys() == {"branch"}
        assert "outlook" not in refused.context

    def test_events_of_others_are_not_there_and_lookers_move_nothing(self, desk, client, session):
        theirs = EventFactory().sessions.get()
        assert desk.get(self.url(theirs)).status_code == 404
        assert desk.post(self.url(theirs), {"day": "2026-05-10"}).status_code == 404
        looker = StaffScopeFactory(branch=session.branch, role=StaffRole.DIRECTOR)
        client.force_login(looker.user)
        client.post(self.url(session), {"day": "2026-05-10", "digest": ""})
        session.refresh_from_db()
        assert session.starts_at == STARTS_AT

    def test_shifts_go_along_and_those_who_help_are_counted(self, desk, session):
        shift = ShiftFactory(
            event=session.event,
            session=session,
            branch=session.branch,
            starts_at=STARTS_AT - timedelta(hours=1),
            ends_at=STARTS_AT + timedelta(hours=2),
            state=ShiftState.PUBLISHED,
        )
        NeedFactory(shift=shift)
        asked = {"day": "2026-05-10", "time": "10:00", "branch": session.branch_id}
        page = desk.get(self.url(session), asked)
        assert "1 shift of volunteers goes along." in page.text
        shift.refresh_from_db()
        assert shift.starts_at == STARTS_AT - timedelta(hours=1)
        desk.post(self.url(session), asked | {"digest": page.context["outlook"].digest})
        shift.refresh_from_db()
        assert shift.starts_at == STARTS_AT + timedelta(hours=23)

    def test_the_planner_asks_for_parts(self, desk, session):
        part = desk.get(self.url(session), {"day": "2026-05-10"}, headers={"HX-Target": "follows"})
        assert part.text.lstrip().startswith('<div id="follows"')
        form = desk.get(self.url(session), headers={"HX-Target": "planner-dialog"})
        assert "<html" not in form.text

"""Series: the dates of a rule with what the calendar says, and making them all or none."""

from datetime import UTC, date, datetime, time
from functools import partial
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from brands.choices import Audience
from events.choices import Treatment
from events.errors import DateTaken, NoDates, SeriesTooLong
from events.models import Event, Series
from events.models.series import monthly, weekly
from events.services.making.series.dates import Asked, days_by_rule, look_at
from events.services.making.series.making import make_series
from network.choices import DayKind, ReviewRule, Weekday
from staff.choices import StaffRole
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory, CalendarEntryFactory, RoomFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.racing import race

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SATURDAYS = [date(2026, 5, day) for day in (2, 9, 16, 23, 30)]


def series_of(programme=None, branch=None, *, treatments=None, **fields):
    """Every Saturday in May at ten, not saved."""
    return Series(
        **{
            "key": uuid4(),
            "programme": programme or ProgrammeFactory(),
            "branch": branch or BranchFactory(),
            "rule": weekly([Weekday.SATURDAY]),
            "first_day": date(2026, 5, 1),
            "last_day": date(2026, 5, 31),
            "starts_at": time(10),
            "treatments": {str(kind): str(how) for kind, how in (treatments or {}).items()},
        }
        | fields
    )


def looked(series):
    dates = [Asked(day, series.starts_at, series.room) for day in days_by_rule(series)]
    return look_at(series, dates, now=NOW)


def suggested(series):
    return [each.asked.day for each in looked(series) if each.is_suggested]


@pytest.mark.django_db
class TestRule:
    @pytest.mark.parametrize(
        ("rule", "days", "words"),
        [
            (weekly([5]), SATURDAYS, "Every week: Saturday"),
            (weekly([5], every=2), SATURDAYS[::2], "Every 2 weeks: Saturday"),
            (
                weekly([6, 2]),
                [date(2026, 5, day) for day in (3, 6, 10, 13, 17, 20, 24, 27, 31)],
                "Every week: Wednesday, Sunday",
            ),
            (
                monthly([5], position=2),
                [date(2026, 5, 9)],
                "The second in each month: Saturday",
            ),
            (monthly([5], position=-1), [date(2026, 5, 30)], "The last in each month: Saturday"),
        ],
    )
    def test_names_days_and_says_so(self, rule, days, words):
        series = series_of(rule=rule)
        assert days_by_rule(series) == days
        assert series.rule_in_words == words

    def test_more_than_anyone_looks_through_is_refused(self):
        with pytest.raises(SeriesTooLong):
            days_by_rule(series_of(rule=weekly(Weekday.values), last_day=date(2026, 12, 31)))

    def test_last_day_is_included(self):
        assert days_by_rule(series_of(last_day=SATURDAYS[1])) == SATURDAYS[:2]


@pytest.mark.django_db
class TestSpecialDays:
    @pytest.fixture(autouse=True)
    def _calendar(self):
        CalendarEntryFactory(
            first_day=date(2026, 5, 1), last_day=date(2026, 5, 5), name_en="Labour Day"
        )
        CalendarEntryFactory(
            kind=DayKind.WORKING_DAY, first_day=date(2026, 5, 9), name_en="Working day"
        )

    @pytest.mark.parametrize(
        ("treatments", "days"),
        [
            ({}, SATURDAYS),
            ({DayKind.PUBLIC_HOLIDAY: Treatment.SKIP}, SATURDAYS[1:]),
            (
                {
                    DayKind.PUBLIC_HOLIDAY: Treatment.SKIP,
                    DayKind.WORKING_DAY: Treatment.SKIP,
                },
                SATURDAYS[2:],
            ),
            ({DayKind.WORKING_DAY: Treatment.ONLY}, SATURDAYS[1:2]),
            (
                {DayKind.PUBLIC_HOLIDAY: Treatment.ALSO},
                [*(date(2026, 5, day) for day in (1, 2, 3, 4, 5)), *SATURDAYS[1:]],
            ),
            (
                {
                    DayKind.PUBLIC_HOLIDAY: Treatment.ALSO,
                    DayKind.WORKING_DAY: Treatment.SKIP,
                },
                [*(date(2026, 5, day) for day in (1, 2, 3, 4, 5)), *SATURDAYS[2:]],
            ),
        ],
    )
    def test_mean_what_was_chosen(self, treatments, days):
        assert suggested(series_of(treatments=treatments)) == days

    def test_what_is_left_out_is_shown_with_the_reason(self):
        first = looked(series_of(treatments={DayKind.PUBLIC_HOLIDAY: Treatment.SKIP}))[0]
        assert first.why_not == "Public holiday: Labour Day."
        assert first.other_entries == []

    def test_school_terms_frame_a_series(self):
        CalendarEntryFactory(
            kind=DayKind.SCHOOL_TERM, first_day=date(2026, 5, 10), last_day=date(2026, 5, 24)
        )
        series = series_of(treatments={DayKind.SCHOOL_TERM: Treatment.ONLY})
        assert suggested(series) == SATURDAYS[2:4]

    def test_days_that_one_library_is_closed_on(self):
        branch = BranchFactory()
        CalendarEntryFactory(kind=DayKind.CLOSED_DAY, branch=branch, first_day=SATURDAYS[2])
        CalendarEntryFactory(
            kind=DayKind.CLOSED_DAY, branch=BranchFactory(), first_day=SATURDAYS[3]
        )
        closed = {DayKind.CLOSED_DAY: Treatment.SKIP}
        assert SATURDAYS[2] not in suggested(series_of(branch=branch, treatments=closed))
        assert SATURDAYS[3] in suggested(series_of(branch=branch, treatments=closed))
        branch.opening_hours.create(weekday=Weekday.SUNDAY, opens_at=time(9), closes_at=time(17))
        assert suggested(series_of(branch=branch, treatments=closed)) == []

    def test_what_is_past_and_rooms_that_are_taken_are_not_suggested(self):
        room = RoomFactory()
        SessionFactory(event=EventFactory(branch=room.branch, sessions=0), room=room)
        series = series_of(branch=room.branch, room=room, first_day=date(2026, 4, 20))
        found = looked(series)
        assert next(each.why_not for each in found) == "This is past."
        assert [each.asked.day for each in found if each.is_taken] == [date(2026, 5, 9)]
        assert suggested(series) == [SATURDAYS[0], *SATURDAYS[2:]]

    def test_costs_the_same_for_many_dates(self, django_assert_num_queries):
        series = series_of()
        with django_assert_num_queries(6):
            looked(series)
        series.last_day = date(2027, 5, 1)
        with django_assert_num_queries(6):
            looked(series)


@pytest.mark.django_db
class TestMaking:
    def make(self, series, days=SATURDAYS[1:], *, publishes=False, user=None):
        dates = [Asked(day, series.starts_at, series.room) for day in days]
        user = user or UserFactory()
        return make_series(series, dates, publishes=publishes, user=user, now=NOW)

    def test_drafts_with_all_that_the_programme_says(self):
        series = series_of(ProgrammeFactory(capacity=12, audience=Audience.FAMILIES))
        made = self.make(series)
        assert [
            timezone.localtime(each.first_starts_at)
            for each in made.series.events.order_by("first_starts_at")
        ] == [timezone.make_aware(datetime.combine(day, time(10))) for day in SATURDAYS[1:]]
        event = made.series.events.first()
        assert (event.live, event.programme, event.pools.get().capacity) == (
            False,
            series.programme,
            12,
        )

    def test_published_at_once_or_waiting_for_their_review(self):
        self.make(series_of(), publishes=True)
        assert Event.objects.filter(live=True).count() == 4
        reviewed = series_of(branch=BranchFactory(review_rule=ReviewRule.ONE))
        made = self.make(reviewed, publishes=True)
        assert made.outcomes == {"submitted": 4}
        assert not made.series.events.filter(live=True).exists()

    def test_a_taken_room_makes_nothing_at_all(self):
        room = RoomFactory()
        SessionFactory(event=EventFactory(branch=room.branch, sessions=0), room=room)
        with pytest.raises(DateTaken) as refused:
            self.make(series_of(branch=room.branch, room=room), publishes=True)
        assert "2026-05-09" in str(refused.value) or "May 9" in str(refused.value)
        assert not Series.objects.exists()
        assert Event.objects.count() == 1

    def test_two_dates_that_take_the_room_from_each_other_make_nothing(self):
        room = RoomFactory()
        with pytest.raises(DateTaken):
            self.make(series_of(branch=room.branch, room=room), [SATURDAYS[1]] * 2)
        assert not Event.objects.exists()

    def test_without_a_date_there_is_no_series(self):
        with pytest.raises(NoDates):
            self.make(series_of(), [])
        assert not Series.objects.exists()

    def test_the_same_form_twice_makes_one(self):
        series = series_of()
        first = self.make(series)
        again = self.make(series_of(series.programme, series.branch, key=first.series.key))
        assert (again.was_there, again.series) == (True, first.series)
        assert Event.objects.count() == 4

    def test_no_revision_takes_an_event_out_of_its_series(self):
        event = self.make(series_of()).series.events.first()
        revision = event.latest_revision
        revision.content["series"] = None
        revision.save()
        revision.publish()
        event.refresh_from_db()
        assert event.series is not None


@pytest.mark.django_db(transaction=True)
def test_two_who_send_one_form_at_once_make_one_series():
    programme, branch, user, key = ProgrammeFactory(), BranchFactory(), UserFactory(), uuid4()
    dates = [Asked(day, time(10), None) for day in SATURDAYS[1:3]]

    def send():
        series = series_of(programme, branch, key=key)
        return make_series(series, dates, publishes=False, user=user, now=NOW)

    answers = race(*[partial(send)] * 3)
    assert sorted(made.was_there for made in answers) == [False, True, True]
    assert Event.objects.count() == 2


@pytest.mark.django_db
class TestInTheAdmin:
    @pytest.fixture(autouse=True)
    def _now(self, set_clock):
        set_clock(NOW)

    @pytest.fixture
    def branch(self):
        return BranchFactory(name_en="North")

    @pytest.fixture
    def programme(self):
        return ProgrammeFactory(name_en="Story hour")

    @pytest.fixture
    def coordinator(self, client, branch):
        client.force_login(StaffScopeFactory(branch=branch).user)
        return client

    def rule(self, branch, **changes):
        return {
            "key": str(uuid4()),
            "branch": str(branch.pk),
            "starts_at": "10:00",
            "repeats": "week-1",
            "weekdays": "5",
            "first_day": "2026-05-02",
            "last_day": "2026-05-31",
            **{f"on_{kind}": "keep" for kind in DayKind.values},
            "on_public_holiday": "skip",
        } | changes

    def rows(self, page):
        """What the table of dates holds, as a browser would send it."""
        formset = page.context["dates"]
        data: dict[str, int | str] = {
            "dates-TOTAL_FORMS": len(formset.forms),
            "dates-INITIAL_FORMS": len(formset.forms),
        }
        for form in formset.forms:
            for field in form:
                value = field.value()
                if value not in (False, None):
                    data[field.html_name] = "on" if value is True else str(value)
        return data

    def test_the_dates_are_shown_changed_and_made(self, coordinator, branch, programme):
        CalendarEntryFactory(first_day=date(2026, 5, 2), name_en="Labour Day")
        room = RoomFactory(branch=branch, name_en="Loft")
        url = reverse("events_admin:new_series", args=[programme.pk])
        asked = self.rule(branch)
        page = coordinator.get(url, asked)
        assert "Public holiday: Labour Day." in page.text
        assert not Series.objects.exists()
        data = asked | self.rows(page) | {"dates-1-starts_at": "15:00", "dates-1-room": room.pk}
        del data["dates-4-is_wanted"]
        looked_again = coordinator.post(url, data | {"then": "look"})
        assert not Series.objects.exists()
        assert self.rows(looked_again)["dates-1-starts_at"] == "15:00"
        answer = coordinator.post(url, data | {"then": "publish"})
        series = Series.objects.get()
        assert answer.url == reverse("series:series", args=[series.pk])
        starts = [
            timezone.localtime(event.first_starts_at).strftime("%d %H:%M")
            for event in series.events.order_by("first_starts_at")
        ]
        assert starts == ["09 15:00", "16 10:00", "23 10:00"]
        assert not series.events.filter(live=False).exists()
        again = coordinator.post(url, data | {"then": "publish"}, follow=True)
        assert "This series was made already." in again.text
        assert Event.objects.count() == 3

    def test_a_taken_room_is_said_and_loses_nothing(self, coordinator, branch, programme):
        room = RoomFactory(branch=branch)
        url = reverse("events_admin:new_series", args=[programme.pk])
        asked = self.rule(branch, room=str(room.pk))
        data = asked | self.rows(coordinator.get(url, asked))
        SessionFactory(event=EventFactory(branch=branch, sessions=0), room=room)
        answer = coordinator.post(url, data | {"then": "draft"})
        assert "so nothing was made" in answer.text
        assert self.rows(answer)["dates-1-is_wanted"] == "on"
        assert not Series.objects.exists()

    def test_what_cannot_be_read_stays_in_its_field(self, coordinator, branch, programme):
        url = reverse("events_admin:new_series", args=[programme.pk])
        asked = self.rule(branch)
        data = asked | self.rows(coordinator.get(url, asked)) | {"dates-0-starts_at": "soon"}
        answer = coordinator.post(url, data | {"then": "publish"})
        assert 'value="soon"' in answer.text
        assert "Enter a valid time." in answer.text
        assert not Series.objects.exists()

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_days_at_the_end_of_the_calendar_get_a_sentence(
        self, coordinator, branch, programme, day
    ):
        url = reverse("events_admin:new_series", args=[programme.pk])
        asked = self.rule(branch)
        rows = self.rows(coordinator.get(url, asked))
        page = coordinator.get(url, asked | {"first_day": day, "last_day": day})
        assert page.status_code == 200
        assert set(page.context["form"].errors) == {"first_day", "last_day"}
        answer = coordinator.post(url, asked | rows | {"dates-0-day": day, "then": "look"})
        assert answer.status_code == 200
        assert answer.context["dates"].forms[0].errors

    def test_rooms_libraries_and_programmes_of_others_are_not_there(
        self, client, coordinator, branch, programme
    ):
        elsewhere = RoomFactory(name_en="Elsewhere")
        url = reverse("events_admin:new_series", args=[programme.pk])
        assert "Elsewhere" not in coordinator.get(url).text
        asked = self.rule(branch)
        assert coordinator.get(url, self.rule(elsewhere.branch)).context["form"].errors
        data = asked | self.rows(coordinator.get(url, asked))
        answer = coordinator.post(url, data | {"dates-0-room": elsewhere.pk, "then": "draft"})
        assert answer.status_code == 200
        assert not Series.objects.exists()
        client.force_login(StaffScopeFactory(brand=ProgrammeFactory().brand).user)
        assert client.get(url).status_code == 404

    def test_a_series_shows_the_events_in_scope(self, client, branch, programme):
        theirs = make_series(
            series_of(programme),
            [Asked(SATURDAYS[1], time(10), None)],
            publishes=False,
            user=UserFactory(),
            now=NOW,
        ).series
        url = reverse("series:series", args=[theirs.pk])
        client.force_login(StaffScopeFactory(branch=branch).user)
        assert client.get(url).status_code == 404
        client.force_login(StaffScopeFactory(branch=theirs.branch).user)
        assert "Story hour" in client.get(url).text
        theirs.events.update(branch=branch)
        assert "No event of this series" in client.get(url).text

    def test_who_only_looks_makes_none(self, client, programme):
        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        url = reverse("events_admin:new_series", args=[programme.pk])
        assert client.get(url).status_code in (302, 403, 404)

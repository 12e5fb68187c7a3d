import csv
import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from brands.choices import EventKind
from events.choices import (
    AttendanceMode,
    EventStatus,
    OfficialCount,
    PlaceState,
    RegistrationChannel,
    SessionState,
)
from events.models import Event
from events.services.making.imports import import_past_events
from network.services.tree import place
from reports.errors import PeriodEndsBeforeItStarts
from reports.services.figures import Figures, report
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.registrations import (
    AttendanceFactory,
    AttendeeFactory,
    HeadcountFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db

DAY = STARTS_AT.date()
LATER = STARTS_AT + timedelta(days=10)
SAMPLE = Path(__file__).parents[1] / "events" / "making" / "data" / "past-events.csv"


def figures_of(first_day=DAY, last_day=DAY, *, now=LATER, events=None, branch=None):
    events = Event.objects.all() if events is None else events
    return report(events, first_day=first_day, last_day=last_day, now=now, branch=branch)


def labelled(lines):
    return {line.label: line.figures for line in lines}


def test_nothing_is_all_zero():
    assert figures_of().total == Figures()
    assert figures_of(events=Event.objects.none()).total == Figures()


def test_registered_attended_and_missed():
    event = EventFactory()
    came = RegistrationFactory(event=event, party=2)
    for attendee in came.attendees.all():
        AttendanceFactory(attendee=attendee)
    RegistrationFactory(event=event, party=3)
    assert figures_of().total == Figures(
        events=1, sessions=1, registrations=2, registered=5, attendances=2, no_shows=3
    )


def test_undone_attendance_does_not_count():
    AttendanceFactory(undone_at=STARTS_AT)
    assert figures_of().total.attendances == 0


def test_cancelled_waiting_and_walk_in_are_no_registrations_but_walk_ins_attend():
    event = EventFactory()
    RegistrationFactory(event=event, state=PlaceState.CANCELLED)
    RegistrationFactory(event=event, state=PlaceState.WAITING, queue_no=1)
    walk_in = RegistrationFactory(event=event, channel=RegistrationChannel.WALK_IN)
    AttendanceFactory(attendee=walk_in.attendees.get())
    assert figures_of().total == Figures(events=1, sessions=1, attendances=1)


def test_no_shows_are_judged_two_days_after_and_only_where_a_door_was_kept():
    event = EventFactory()
    AttendanceFactory(attendee=AttendeeFactory(registration__event=event))
    RegistrationFactory(event=event)
    RegistrationFactory(event=EventFactory())
    ends_at = event.last_ends_at
    assert figures_of(now=ends_at + timedelta(hours=48)).total.no_shows == 0
    assert figures_of(now=ends_at + timedelta(hours=49)).total.no_shows == 1


def test_who_came_to_one_session_of_a_course_is_no_no_show():
    course = EventFactory(sessions=2)
    attendee = AttendeeFactory(registration__event=course)
    AttendanceFactory(attendee=attendee, session=course.sessions.last())
    last_day = DAY + timedelta(days=7)
    assert figures_of(last_day=last_day, now=LATER + timedelta(days=9)).total == Figures(
        events=1, sessions=2, registrations=1, registered=1, attendances=1
    )


@pytest.mark.parametrize(
    ("official", "attendances"),
    [(OfficialCount.BOTH, 8), (OfficialCount.NAMED, 1), (OfficialCount.HEADCOUNT, 7)],
)
def test_each_session_says_which_count_is_official(official, attendances):
    event = EventFactory()
    event.sessions.update(official_count=official)
    AttendanceFactory(attendee=AttendeeFactory(registration__event=event))
    HeadcountFactory(session=event.sessions.get(), adults=4, children=3)
    assert figures_of().total.attendances == attendances


def test_headcount_corrected_by_a_reversing_line_counts_what_is_left():
    line = HeadcountFactory(adults=9)
    HeadcountFactory(session=line.session, adults=-9, reverses=line)
    HeadcountFactory(session=line.session, adults=4)
    assert figures_of().total.attendances == 4


def test_visitors_of_an_exhibition_fall_into_the_period_in_which_they_came():
    exhibition = SessionFactory(
        starts_at=STARTS_AT, ends_at=STARTS_AT + timedelta(days=5), event__places=0
    )
    HeadcountFactory(session=exhibition, day=DAY, adults=10)
    HeadcountFactory(session=exhibition, day=DAY + timedelta(days=2), adults=20)
    began = figures_of()
    went_on = figures_of(DAY + timedelta(days=1), DAY + timedelta(days=4))
    assert (began.total.events, began.total.attendances) == (1, 10)
    assert (went_on.total.events, went_on.total.attendances) == (0, 20)


def test_internal_draft_cancelled_and_future_are_left_out():
    EventFactory(kind=EventKind.INTERNAL)
    EventFactory(live=False)
    EventFactory(intake__status=EventStatus.CANCELLED)
    SessionFactory(state=SessionState.CANCELLED)
    EventFactory()
    assert figures_of(now=STARTS_AT - timedelta(days=1)).total == Figures()
    assert figures_of(now=STARTS_AT).total == Figures(events=1, sessions=1)


class TestOnline:
    """Attendance in person and virtual attendance are counted apart (ISO 2789)."""

    def attend(self, mode, *, is_online=False, **event):
        registration = RegistrationFactory(
            event=EventFactory(attendance_mode=mode, **event), is_online=is_online
        )
        AttendanceFactory(attendee=registration.attendees.get())
        return registration.event

    @pytest.mark.parametrize(
        ("mode", "is_online", "counted"),
        [
            (AttendanceMode.ONSITE, False, (1, 1, 0)),
            (AttendanceMode.MIXED, False, (1, 1, 0)),
            (AttendanceMode.MIXED, True, (1, 0, 1)),
            (AttendanceMode.ONLINE, False, (1, 0, 1)),
            # The choice is left from the time when it could be made.
            (AttendanceMode.ONSITE, True, (1, 1, 0)),
        ],
    )
    def test_people_count_where_they_took_part(self, mode, is_online, counted):
        self.attend(mode, is_online=is_online)
        total = figures_of().total
        found = (total.attendances, total.attendances_on_site, total.attendances_online)
        assert found == counted

    @pytest.mark.parametrize(
        ("mode", "online"), [(AttendanceMode.ONLINE, 7), (AttendanceMode.MIXED, 0)]
    )
    def test_headcount_is_of_the_room_if_there_is_one(self, mode, online):
        event = EventFactory(attendance_mode=mode)
        HeadcountFactory(session=event.sessions.get(), adults=7)
        total = figures_of().total
        assert (total.attendances, total.attendances_online) == (7, online)

    def test_who_takes_part_online_is_missed_at_no_door(self):
        event = self.attend(AttendanceMode.MIXED)
        RegistrationFactory(event=event, is_online=True)
        assert figures_of().total.no_shows == 0
        RegistrationFactory(event=event)
        assert figures_of().total.no_shows == 1

    def test_internal_events_stay_out(self):
        self.attend(AttendanceMode.ONLINE, kind=EventKind.INTERNAL)
        assert figures_of().total == Figures()

    def test_both_stand_in_the_table_and_add_up(self):
        self.attend(AttendanceMode.ONSITE)
        self.attend(AttendanceMode.ONLINE)
        heading, total, *_lines = figures_of().as_rows()
        counted = dict(zip(heading, total, strict=True))
        assert counted["attendances"] == 2
        assert (counted["attendances_on_site"], counted["attendances_online"]) == (1, 1)
        assert figures_of().as_dict()["total"]["attendances_online"] == 1


def test_a_day_is_the_librarys_day():
    """Half past midnight in Shanghai is still the day before in UTC."""
    SessionFactory(starts_at=datetime(2026, 5, 31, 16, 30, tzinfo=UTC))
    june = figures_of(date(2026, 6, 1), date(2026, 6, 30), now=datetime(2026, 7, 1, tzinfo=UTC))
    assert june.total.sessions == 1
    assert [line.key for line in june.by_month] == [date(2026, 6, 1)]


def test_splits_add_up_by_brand_programme_and_branch():
    brand = BrandFactory(name_en="Leling")
    programme = ProgrammeFactory(brand=brand, name_en="Smartphones")
    east, west = BranchFactory(name_en="East"), BranchFactory(name_en="West")
    for branch in (east, east, west):
        HeadcountFactory(session__event=EventFactory(brand=brand, branch=branch, sessions=0))
    HeadcountFactory(
        session__event=EventFactory(brand=brand, programme=programme, branch=east, sessions=0)
    )
    HeadcountFactory(session__event=EventFactory(brand=None, branch=west, sessions=0))
    figures = figures_of()
    one = Figures(events=1, sessions=1, attendances=1)
    two, three, four = (Figures(events=n, sessions=n, attendances=n) for n in (2, 3, 4))
    assert labelled(figures.by_brand) == {"Leling": four, "none": one}
    assert sorted((line.label, line.figures.events) for line in figures.by_programme) == [
        ("Smartphones", 1),
        ("none", 1),
        ("none", 3),
    ]
    assert labelled(figures.by_branch) == {"East": three, "West": two}


def test_a_branch_counts_all_below_it_by_the_tree_of_the_day():
    east, west = BranchFactory(), BranchFactory()
    room = BranchFactory(parent=east)
    place(room, west, on=DAY + timedelta(days=7))
    EventFactory(branch=room, sessions=2)
    period = {"last_day": DAY + timedelta(days=7)}
    assert figures_of(branch=east, **period).total.sessions == 1
    assert figures_of(branch=west, **period).total.sessions == 1
    assert figures_of(branch=room, **period).total.sessions == 2


def test_period_must_not_end_before_it_starts():
    with pytest.raises(PeriodEndsBeforeItStarts):
        figures_of(DAY, DAY - timedelta(days=1))


class TestAgainstAnIndependentCount:
    """The report over an imported file equals what plain Python counts in the file."""

    @pytest.fixture
    def rows(self):
        import_past_events(
            SAMPLE, brand_slug="past-events", today=DAY, now=timezone.now(), parent_branch=None
        )
        with SAMPLE.open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    @pytest.mark.parametrize(
        ("first_day", "last_day"),
        [
            (date(2019, 1, 1), date(2019, 6, 30)),
            (date(2018, 11, 5), date(2018, 11, 5)),
            (date(2018, 1, 1), date(2019, 12, 31)),
        ],
    )
    def test_for_any_period_branch_programme_and_month(self, rows, first_day, last_day):
        period = [r for r in rows if first_day <= date.fromisoformat(r["Event date"]) <= last_day]
        assert period, "the period must hold something"
        figures = figures_of(first_day, last_day)
        assert counts(figures.total) == counted(period, lambda row: "total")["total"]
        assert by_label(figures.by_branch) == counted(period, lambda row: row["Library name"])
        assert by_label(figures.by_month) == counted(period, lambda row: row["Event date"][:7])
        assert {
            label.casefold(): count for label, count in by_label(figures.by_programme).items()
        } == counted(period, lambda row: row["Name"].casefold())

    def test_command_prints_the_same_in_every_format(self, rows):
        options = ["--from", "2019-01-01", "--to", "2019-06-30", "--branch", "canal-side"]
        expected = counted(
            [r for r in rows if "2019-01-01" <= r["Event date"] <= "2019-06-30"],
            lambda row: row["Library name"],
        )["Canal Side"]
        printed = json.loads(output_of("report", *options, "--format", "json"))
        assert (printed["total"]["events"], printed["total"]["attendances"]) == expected
        table = list(csv.DictReader(StringIO(output_of("report", *options, "--format", "csv"))))
        assert (int(table[0]["events"]), int(table[0]["attendances"])) == expected
        total = output_of("report", *options).splitlines()[-1].split()
        assert (int(total[1]), int(total[5])) == expected


def test_command_writes_names_that_are_no_formulas(set_clock):
    set_clock(LATER)
    EventFactory(brand__name_en="=HYPERLINK(1)")
    period = ["--from", DAY.isoformat(), "--to", DAY.isoformat()]
    table = output_of("report", *period, "--format", "csv")
    assert "'=HYPERLINK(1)" in [row["name"] for row in csv.DictReader(StringIO(table))]


def test_command_refuses_what_it_does_not_know():
    options = ["--from", "2019-01-01", "--to", "2018-06-30"]
    with pytest.raises(CommandError, match="ends before it starts"):
        call_command("report", *options)
    with pytest.raises(CommandError, match="no brand with the address"):
        call_command("report", *options, "--brand", "nowhere")


def output_of(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def counts(figures):
    return figures.events, figures.attendances


def by_label(lines):
    return {line.label: counts(line.figures) for line in lines}


def counted(rows, key):
    tally = defaultdict(Counter)
    for row in rows:
        tally[key(row)].update(events=1, attendances=int(row["Attendees"]))
    return {name: (count["events"], count["attendances"]) for name, count in tally.items()}

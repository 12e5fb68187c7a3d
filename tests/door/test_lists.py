"""What the door lists: sessions, the log, figures."""

import uuid
from datetime import date, timedelta

import pytest

from core.days import midnight
from door.services.agenda import agenda
from door.services.check_in import check_in
from door.services.figures import (
    DayCount,
    days_counted,
    days_to_count,
    with_figures,
)
from door.services.log import recent_scans
from events.choices import CheckInMethod, PlaceState
from events.models import Session
from events.services.attendance import count_heads, reverse_headcount, undo_attendance
from events.services.making.sessions import cancel_session
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 9)


def scan(session, clerk, code, *, now=STARTS_AT, **options):
    return check_in(
        session=session,
        code=code,
        by=clerk,
        method=CheckInMethod.SCAN,
        client_id=uuid.uuid4(),
        now=now,
        **options,
    )


def count(session, *, adults, children, day=DAY):
    return count_heads(
        session=session,
        adults=adults,
        children=children,
        by=None,
        source=str(uuid.uuid4()),
        now=STARTS_AT,
        day=day,
    )


def test_figures_count_seated_present_and_the_days_heads(session, clerk):
    family = ticket(session.event, "Lin Yue", children=["Bean", "Pip"])
    ticket(session.event, state=PlaceState.WAITING)
    ticket(session.event, state=PlaceState.CANCELLED)
    ticket(EventFactory())
    scan(session, clerk, family.code)
    undo_attendance(
        session.attendances.filter(attendee=family.attendees.last()),
        by=clerk,
        reason="not here",
        now=STARTS_AT,
    )
    count(session, adults=4, children=2)
    reverse_headcount(line=count(session, adults=1, children=0), by=None, now=STARTS_AT)
    count(session, adults=100, children=100, day=DAY + timedelta(days=1))

    with statements() as sql:
        [told] = with_figures(Session.objects.filter(pk=session.pk), day=DAY)
    assert (told.expected, told.here, told.adults, told.children) == (3, 2, 4, 2)
    assert len(sql) == 1


def test_headcount_is_told_by_day(session):
    count(session, adults=4, children=2)
    count(session, adults=1, children=0)
    fair = SessionFactory(ends_at=STARTS_AT + timedelta(days=4))
    count(fair, adults=1, children=1)
    with statements() as sql:
        assert days_counted([session, fair], today=DAY + timedelta(days=1)) == {
            session.pk: [
                DayCount(DAY + timedelta(days=1), adults=0, children=0),
                DayCount(DAY, adults=5, children=2),
            ],
            fair.pk: [
                DayCount(DAY + timedelta(days=1), adults=0, children=0),
                DayCount(DAY, adults=1, children=1),
            ],
        }
    assert len(sql) == 1


def test_past_days_of_an_exhibition_can_be_counted():
    fair = SessionFactory(ends_at=STARTS_AT + timedelta(days=4))
    days = days_to_count(fair, today=DAY + timedelta(days=2))
    assert days == [DAY + timedelta(days=2), DAY + timedelta(days=1), DAY]


def test_what_ends_at_midnight_is_not_counted_on_the_next_day():
    evening = SessionFactory(ends_at=midnight(DAY + timedelta(days=1)))
    assert days_to_count(evening, today=DAY + timedelta(days=1)) == [DAY + timedelta(days=1), DAY]
    assert days_to_count(evening, today=DAY + timedelta(days=2)) == [DAY + timedelta(days=2), DAY]


def test_today_can_be_counted_even_if_the_session_is_on_another_day(session):
    before, after = DAY - timedelta(days=3), DAY + timedelta(days=10)
    assert days_to_count(session, today=before) == [before]
    assert days_to_count(session, today=after) == [after, DAY]


def test_agenda_goes_by_day_from_this_morning_on():
    ended = SessionFactory(starts_at=STARTS_AT - timedelta(hours=2))
    running = SessionFactory(starts_at=STARTS_AT)
    exhibition = SessionFactory(
        starts_at=STARTS_AT - timedelta(days=3), ends_at=STARTS_AT + timedelta(days=3)
    )
    next_week = SessionFactory(starts_at=STARTS_AT + timedelta(days=7))
    SessionFactory(starts_at=STARTS_AT - timedelta(days=1))
    SessionFactory(starts_at=STARTS_AT + timedelta(days=15))
    cancel_session(SessionFactory(starts_at=STARTS_AT), now=STARTS_AT)

    days = agenda(Session.objects.all(), now=STARTS_AT + timedelta(minutes=20))
    assert [(day.day, day.is_today, day.sessions) for day in days] == [
        (DAY, True, (exhibition, ended, running)),
        (DAY + timedelta(days=7), False, (next_week,)),
    ]


def test_agenda_is_searched_in_both_languages():
    story = SessionFactory(event__title_en="Storytime", event__title_zh="故事会")
    SessionFactory(event__title_en="Chess", event__title_zh="象棋")
    for query in ("STORY", "故事"):
        (day,) = agenda(Session.objects.all(), now=STARTS_AT, query=query)
        assert day.sessions == (story,)


def test_agenda_costs_one_statement():
    for _ in range(5):
        SessionFactory()
    with statements() as sql:
        days = agenda(Session.objects.all(), now=STARTS_AT)
        assert [str(s.event) + str(s.branch) + str(s.expected) for d in days for s in d.sessions]
    assert len(sql) == 1


@pytest.fixture
def parties(session):
    """王芳, Lin Yue with her child Bean, 陈晓明, and one each without a place."""
    return {
        "wang": ticket(session.event, "王芳"),
        "lin": ticket(session.event, "Lin Yue", children=["Bean"]),
        "chen": ticket(session.event, "陈晓明", reference="7K2M9QX0"),
        "waiting": ticket(session.event, "Zhao Lei", state=PlaceState.WAITING),
        "cancelled": ticket(session.event, "Qian Duo", state=PlaceState.CANCELLED),
    }


def test_log_shows_the_newest_first_and_what_can_be_taken_back(session, clerk, parties):
    lin = parties["lin"]
    mother, _bean = lin.attendees.all()
    scan(session, clerk, lin.code)
    scan(session, clerk, parties["waiting"].code)
    scan(session, clerk, ticket(EventFactory(), "Stranger").code)
    scan(session, clerk, "no such code")
    undo_attendance(
        session.attendances.filter(attendee=mother), by=clerk, reason="left", now=STARTS_AT
    )

    with statements() as sql:
        lines = recent_scans(session)
        shown = [(line.answer.value, line.who, len(line.let_in)) for line in lines]
    assert shown == [
        ("unknown", "", 0),
        ("other_event", "", 0),
        ("waiting", "Zhao Lei · 1 adult", 0),
        ("welcome", "Lin Yue · 1 child", 1),
    ]
    assert len(sql) == 2


def test_log_says_what_was_taken_back(session, clerk, parties):
    scan(session, clerk, parties["lin"].code)
    undo_attendance(session.attendances.all(), by=clerk, reason="mistake", now=STARTS_AT)
    (line,) = recent_scans(session)
    assert (line.was_taken_back, line.let_in) == (True, ())

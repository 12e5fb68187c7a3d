from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from events.models import Headcount
from events.services.attendance import (
    correct_headcount,
    count_heads,
    reverse_headcount,
    undo_attendance,
)
from tests.factories.door import arrive, ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 9)


@pytest.fixture
def session():
    return EventFactory().sessions.get()


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def family(session):
    """Attendees of one ticket: a mother and two children."""
    return list(ticket(session.event, "Lin Yue", children=["Bean", "Pip"]).attendees.all())


def totals(session, day=DAY):
    lines = Headcount.objects.filter(session=session, day=day)
    return lines.aggregate(adults=Sum("adults"), children=Sum("children"))


def test_presence_is_once_per_session(session, family):
    second = SessionFactory(event=session.event, starts_at=STARTS_AT + timedelta(days=7))
    for each in (session, second):
        arrive(each, *family)
    with pytest.raises(IntegrityError), transaction.atomic():
        arrive(second, family[0])


def test_attendee_of_another_event_cannot_be_present(session):
    stranger = ticket(EventFactory()).attendees.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        arrive(session, stranger)


def test_undone_attendance_stays_and_the_next_check_in_is_a_new_row(session, family, clerk):
    mother = family[0]
    arrive(session, mother)
    undone_at = STARTS_AT + timedelta(minutes=1)
    assert (
        undo_attendance(session.attendances.all(), by=clerk, reason="wrong person", now=undone_at)
        == 1
    )

    arrive(session, mother, at=STARTS_AT + timedelta(minutes=2))
    rows = session.attendances.values_list("checked_in_at", "undone_at", "undone_by", "undo_reason")
    assert list(rows) == [
        (STARTS_AT, undone_at, clerk.pk, "wrong person"),
        (STARTS_AT + timedelta(minutes=2), None, None, ""),
    ]


def test_second_undo_changes_nothing(session, family, clerk):
    arrive(session, family[0])
    undo_attendance(session.attendances.all(), by=clerk, reason="first", now=STARTS_AT)
    assert undo_attendance(session.attendances.all(), by=None, reason="second", now=STARTS_AT) == 0
    assert session.attendances.get().undo_reason == "first"


def test_headcount_of_one_source_is_one_line(session, clerk):
    for _ in range(2):
        count_heads(session=session, adults=2, children=3, by=clerk, source="door:1", now=STARTS_AT)
    line = Headcount.objects.get()
    assert (line.day, line.adults, line.children, line.counted_by) == (DAY, 2, 3, clerk)


def test_day_of_a_headcount_is_the_librarys_day(session, clerk):
    half_past_midnight = STARTS_AT.replace(hour=16, minute=30)
    line = count_heads(
        session=session, adults=1, children=0, by=clerk, source="door:1", now=half_past_midnight
    )
    assert line.day == date(2026, 5, 10)


def test_reversal_is_the_exact_opposite_and_happens_once(session, clerk):
    line = count_heads(
        session=session, adults=2, children=3, by=clerk, source="door:1", now=STARTS_AT
    )
    opposites = {reverse_headcount(line=line, by=clerk, now=STARTS_AT).pk for _ in range(2)}
    assert len(opposites) == 1
    assert totals(session) == {"adults": 0, "children": 0}
    assert list(Headcount.objects.values_list("adults", "children")) == [(2, 3), (-2, -3)]


@pytest.mark.parametrize(
    ("adults", "children"), [(7, 9), (4, 4), (0, 0), (9, 0), (0, 9), (5, 4), (6, 3)]
)
def test_correction_reaches_any_figure_by_adding_lines(session, clerk, adults, children):
    for number in range(4):
        count_heads(
            session=session, adults=1, children=1, by=clerk, source=f"door:{number}", now=STARTS_AT
        )
    before = set(Headcount.objects.values_list("pk", "adults", "children"))
    for _ in range(2):
        correct_headcount(
            session=session,
            day=DAY,
            adults=adults,
            children=children,
            by=clerk,
            source="door:correction",
            now=STARTS_AT,
        )
    assert totals(session) == {"adults": adults, "children": children}
    assert before <= set(Headcount.objects.values_list("pk", "adults", "children"))


def test_correction_of_one_day_leaves_the_others(session, clerk):
    tomorrow = date(2026, 5, 10)
    for day in (DAY, tomorrow):
        count_heads(
            session=session,
            day=day,
            adults=5,
            children=0,
            by=clerk,
            source=f"door:{day}",
            now=STARTS_AT,
        )
    correct_headcount(
        session=session, day=DAY, adults=3, children=0, by=clerk, source="door:c", now=STARTS_AT
    )
    assert totals(session) == {"adults": 3, "children": 0}
    assert totals(session, tomorrow) == {"adults": 5, "children": 0}

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connections

from door.choices import DoorAnswer
from door.errors import NotOnThisTicket, ScanOfAnotherSession, SessionIsCancelled
from door.models import Scan
from door.services.check_in import check_in
from events.choices import CheckInMethod, EventStatus, PlaceState
from events.models import Attendance
from events.services.attendance import undo_attendance
from events.services.making.sessions import cancel_session
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

TWO_MINUTES_TO_TEN = STARTS_AT - timedelta(minutes=2)


@pytest.fixture
def family(session):
    return ticket(session.event, "Lin Yue", children=["Bean", "Pip"])


def scan(session, clerk, code="", *, client_id=None, now=TWO_MINUTES_TO_TEN, **options):
    return check_in(
        session=session,
        code=code,
        by=clerk,
        method=CheckInMethod.SCAN,
        client_id=client_id or uuid.uuid4(),
        now=now,
        **options,
    )


def names(members):
    return [member.name for member in members]


def log():
    return list(Scan.objects.order_by("pk").values_list("answer", "registration"))


def test_welcome_lets_in_the_whole_party(session, clerk, family):
    result = scan(session, clerk, family.code)
    assert result.answer == DoorAnswer.WELCOME
    assert names(result.let_in) == ["Lin Yue", "Bean", "Pip"]
    assert not result.party.missing
    assert sorted(result.scan.attendance_ids) == sorted(
        Attendance.objects.values_list("pk", flat=True)
    )
    assert log() == [("welcome", family.pk)]


def test_everyone_who_enters_gets_one_attendance(session, clerk, family):
    scan(session, clerk, family.code)
    rows = Attendance.objects.values_list(
        "attendee_id", "event_id", "session_id", "checked_in_at", "checked_in_by", "method"
    )
    assert list(rows) == [
        (person.pk, session.event_id, session.pk, TWO_MINUTES_TO_TEN, clerk.pk, "scan")
        for person in family.attendees.all()
    ]


def test_second_scan_says_since_when(session, clerk, family):
    scan(session, clerk, family.code)
    result = scan(session, clerk, family.code, now=STARTS_AT)
    assert (result.answer, result.since) == (DoorAnswer.ALREADY_HERE, TWO_MINUTES_TO_TEN)
    assert result.let_in == ()
    assert Attendance.objects.count() == 3
    assert log() == [("welcome", family.pk), ("already_here", family.pk)]


def test_chosen_members_enter_and_the_rest_may_follow(session, clerk, family):
    mother, _bean, pip = family.attendees.values_list("pk", flat=True)
    first = scan(session, clerk, family.code, attendee_ids=[mother, pip])
    assert names(first.let_in) == ["Lin Yue", "Pip"]
    assert names(first.party.missing) == ["Bean"]

    second = scan(session, clerk, family.code, now=STARTS_AT)
    assert (second.answer, names(second.let_in)) == (DoorAnswer.WELCOME, ["Bean"])
    assert not second.party.missing


def test_ticket_is_found_by_registration(session, clerk, family):
    result = scan(session, clerk, registration_id=family.pk)
    assert (result.answer, len(result.let_in)) == (DoorAnswer.WELCOME, 3)


def test_registration_of_another_event_is_unknown_here(session, clerk):
    stranger = ticket(EventFactory())
    assert scan(session, clerk, registration_id=stranger.pk).answer == DoorAnswer.UNKNOWN


def test_ticket_is_good_at_each_session_of_its_event(session, clerk, family):
    next_week = SessionFactory(event=session.event, starts_at=STARTS_AT + timedelta(weeks=1))
    scan(session, clerk, family.code)
    assert scan(next_week, clerk, family.code).answer == DoorAnswer.WELCOME
    assert Attendance.objects.count() == 6


def test_ticket_of_another_event_says_where_it_belongs(session, clerk):
    other = EventFactory(sessions=3)
    stranger = ticket(other)
    result = scan(session, clerk, stranger.code, now=STARTS_AT + timedelta(days=3))
    assert result.answer == DoorAnswer.OTHER_EVENT
    assert result.right_event == other
    assert result.right_session == other.sessions.all()[1]
    assert not Attendance.objects.exists()
    assert log() == [("other_event", stranger.pk)]


def test_right_event_is_told_even_without_a_session(session, clerk):
    other = EventFactory(sessions=0)
    result = scan(session, clerk, ticket(other).code)
    assert (result.right_event, result.right_session) == (other, None)


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (PlaceState.CANCELLED, DoorAnswer.CANCELLED),
        (PlaceState.WAITING, DoorAnswer.WAITING),
    ],
)
def test_ticket_without_a_place_writes_only_the_log(session, clerk, state, answer):
    registration = ticket(session.event, state=state)
    result = scan(session, clerk, registration.code)
    assert (result.answer, result.let_in) == (answer, ())
    assert not Attendance.objects.exists()
    assert log() == [(answer.value, registration.pk)]


@pytest.mark.parametrize("code", ["", "hello", "A" * 26, "0" * 8, "九" * 26, "A" * 2000])
def test_unknown_codes_write_only_the_log(session, clerk, family, code):
    result = scan(session, clerk, code)
    assert (result.answer, result.party) == (DoorAnswer.UNKNOWN, None)
    assert not Attendance.objects.exists()
    assert log() == [("unknown", None)]


def test_reference_finds_only_tickets_of_this_event(session, clerk, family):
    stranger = ticket(EventFactory())
    assert scan(session, clerk, family.reference).answer == DoorAnswer.WELCOME
    assert scan(session, clerk, stranger.reference).answer == DoorAnswer.UNKNOWN


def test_resend_gets_the_same_answer_and_writes_nothing(session, clerk, family):
    client_id = uuid.uuid4()
    first = scan(session, clerk, family.code, client_id=client_id)
    again = scan(session, clerk, family.code, client_id=client_id, now=STARTS_AT)
    assert (again.answer, again.scan) == (DoorAnswer.WELCOME, first.scan)
    assert again.let_in == first.let_in
    assert (Attendance.objects.count(), len(log())) == (3, 1)


def test_resend_after_an_undo_lets_nobody_in_again(session, clerk, family):
    client_id = uuid.uuid4()
    scan(session, clerk, family.code, client_id=client_id)
    undo_attendance(session.attendances.all(), by=clerk, reason="mistake", now=STARTS_AT)
    again = scan(session, clerk, family.code, client_id=client_id, now=STARTS_AT)
    assert (again.answer, again.let_in) == (DoorAnswer.WELCOME, ())
    assert not Attendance.objects.filter(undone_at__isnull=True).exists()


def test_resend_of_a_refusal_repeats_it(session, clerk):
    other = EventFactory()
    stranger, client_id = ticket(other), uuid.uuid4()
    for _ in range(2):
        result = scan(session, clerk, stranger.code, client_id=client_id)
        assert (result.answer, result.right_event) == (DoorAnswer.OTHER_EVENT, other)
    assert len(log()) == 1


def test_resend_with_another_code_gets_the_first_answer(session, clerk, family):
    client_id = uuid.uuid4()
    scan(session, clerk, "nonsense", client_id=client_id)
    assert scan(session, clerk, family.code, client_id=client_id).answer == DoorAnswer.UNKNOWN
    assert not Attendance.objects.exists()


def test_scan_cannot_be_resent_to_another_session(session, clerk, family):
    client_id = uuid.uuid4()
    scan(session, clerk, family.code, client_id=client_id)
    elsewhere = EventFactory().sessions.get()
    with pytest.raises(ScanOfAnotherSession):
        scan(elsewhere, clerk, "nonsense", client_id=client_id)


def test_nobody_enters_a_cancelled_session(session, clerk, family):
    cancel_session(session, now=STARTS_AT)
    with pytest.raises(SessionIsCancelled):
        scan(session, clerk, family.code)
    assert log() == []


def test_nobody_enters_a_cancelled_event(session, clerk, family):
    session.event.intake.status = EventStatus.CANCELLED
    with pytest.raises(SessionIsCancelled):
        scan(session, clerk, family.code)


def test_people_of_another_ticket_cannot_be_chosen(session, clerk, family):
    neighbour = ticket(session.event, "Wang Fang").attendees.get()
    with pytest.raises(NotOnThisTicket):
        scan(session, clerk, family.code, attendee_ids=[neighbour.pk])
    assert (Attendance.objects.count(), log()) == (0, [])


def test_member_who_cancelled_cannot_be_chosen(session, clerk, family):
    bean = family.attendees.all()[1]
    bean.state = PlaceState.CANCELLED
    bean.save()
    with pytest.raises(NotOnThisTicket):
        scan(session, clerk, family.code, attendee_ids=[bean.pk])
    assert names(scan(session, clerk, family.code).let_in) == ["Lin Yue", "Pip"]


def test_scan_costs_at_most_three_statements(session, clerk, family):
    other = ticket(EventFactory()).code
    waiting = ticket(session.event, state=PlaceState.WAITING).code
    cancelled = ticket(session.event, state=PlaceState.CANCELLED).code
    client_id = uuid.uuid4()

    def cost(code, **options):
        with statements() as sql:
            result = scan(session, clerk, code, **options)
        return result.answer.value, len(sql)

    assert [
        cost(family.code, client_id=client_id),
        cost(family.code),
        cost(family.code, client_id=client_id),
        cost(other),
        cost(waiting),
        cost(cancelled),
        cost("A" * 26),
        cost("no code at all"),
    ] == [
        ("welcome", 2),
        ("already_here", 2),
        ("welcome", 3),
        ("other_event", 2),
        ("waiting", 2),
        ("cancelled", 2),
        ("unknown", 2),
        ("unknown", 1),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_make_one_attendance_each(session, clerk, family):
    rounds = [ticket(session.event, "Lin Yue", children=["Bean", "Pip"]) for _ in range(5)]
    devices, results = 4, []

    def device(barrier):
        for registration in rounds:
            barrier.wait()
            results.append(scan(session, clerk, registration.code))
        connections.close_all()

    barrier = threading.Barrier(devices)
    threads = [threading.Thread(target=device, args=[barrier]) for _ in range(devices)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Attendance.objects.count() == 3 * len(rounds)
    assert Scan.objects.count() == devices * len(rounds)
    for registration in rounds:
        answers = sorted(
            result.answer for result in results if result.party.registration == registration
        )
        assert answers == ["already_here"] * (devices - 1) + ["welcome"]
    assert not any(result.party.missing for result in results)


@pytest.mark.django_db(transaction=True)
def test_simultaneous_resends_make_one_scan(session, clerk, family):
    client_id, results = uuid.uuid4(), []

    def device(barrier):
        barrier.wait()
        results.append(scan(session, clerk, family.code, client_id=client_id))
        connections.close_all()

    barrier = threading.Barrier(4)
    threads = [threading.Thread(target=device, args=[barrier]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {(result.answer, result.scan) for result in results} == {
        (DoorAnswer.WELCOME, Scan.objects.get())
    }
    assert Attendance.objects.count() == 3

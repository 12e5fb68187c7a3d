"""Events attended: a check-in earns once, and what is undone is taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.choices import ConsentPurpose
from accounts.models import Consent, ConsentText, Person
from door.services.check_in import check_in
from events.choices import CheckInMethod
from events.models import Attendance
from events.services.attendance import undo_attendance
from rewards.choices import CHECK_IN_UNDONE, Activity, ChallengeState, Joining, Unit, Way
from rewards.models import Challenge, Reader, TallyEntry
from rewards.services.earning.attendance import count_attendances
from rewards.services.reading.joining import join, leave
from rewards.tasks import count_events_attended
from tests.factories.brands import ProgrammeFactory
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import ChildFactory, HolderFactory, HouseholdFactory, UserFactory
from tests.factories.registrations import AttendanceFactory
from tests.factories.rewards import ChallengeFactory, PointRuleFactory, ReaderFactory
from tests.rewards.readings import demand_books_in_order, earned, total
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = STARTS_AT + timedelta(hours=3)


def events(**options: Any) -> Challenge:
    """A challenge of events attended in which one takes part by coming."""
    return ChallengeFactory(
        **{"unit": Unit.EVENTS, "ways": [Way.ATTENDANCE], "joining": Joining.BY_ITSELF} | options
    )


def come(person: Person | None = None, **options: Any) -> Attendance:
    """Somebody with an account is checked in to an event."""
    return AttendanceFactory(attendee__person=person or HolderFactory(), **options)


def count(*attendances: Attendance) -> int:
    return count_attendances([attendance.pk for attendance in attendances], now=NOW)


def undo(attendance: Attendance) -> None:
    undo_attendance(Attendance.objects.filter(pk=attendance.pk), by=None, reason="A slip.", now=NOW)


class TestCounting:
    def test_whoever_comes_takes_part_and_has_earned_something(self) -> None:
        challenge = events(tiers=[1])
        attendance = come()

        assert count(attendance) == 1

        reader = Reader.objects.get()
        assert (reader.person, reader.branch) == (
            attendance.attendee.person,
            attendance.session.branch,
        )
        entry = TallyEntry.objects.get()
        assert (entry.challenge, entry.source, entry.amount) == (
            challenge,
            f"attendance:{attendance.pk}",
            1,
        )
        assert earned(reader) == [1]

    def test_sent_again_it_counts_once(self) -> None:
        events()
        attendance = come()
        count(attendance)
        assert count(attendance) == 0

    def test_undone_it_is_taken_back_and_a_new_check_in_earns_anew(self) -> None:
        events(tiers=[1])
        first = come()
        count(first)

        undo(first)
        assert count(first) == 1
        assert TallyEntry.objects.latest("pk").reason == CHECK_IN_UNDONE
        assert total(Reader.objects.get()) == 0
        assert count(first) == 0

        again = AttendanceFactory(attendee=first.attendee)
        assert count(first, again) == 1
        assert total(Reader.objects.get()) == 1
        demand_books_in_order()

    def test_it_earns_points_where_points_are_counted(self) -> None:
        challenge = events(unit=Unit.POINTS)
        attendance = come()
        assert count(attendance) == 0
        PointRuleFactory(challenge=challenge, activity=Activity.EVENT, points=20)
        assert count(attendance) == 1
        assert total(Reader.objects.get()) == 20

    def test_of_another_day_or_programme_nothing_counts(self) -> None:
        programme = ProgrammeFactory()
        events(programme=programme)
        events(last_day=date(2026, 2, 1))
        elsewhere = come()
        here = come(attendee__registration__event=EventFactory(programme=programme))
        assert count(elsewhere, here) == 1

    def test_only_published_challenges_that_take_attendance(self) -> None:
        events(state=ChallengeState.DRAFT)
        ChallengeFactory()
        assert count(come()) == 0

    def test_many_cost_as_few_statements_as_one(self) -> None:
        events(tiers=[1])

        def cost(*attendances: Attendance) -> int:
            with statements() as run:
                count(*attendances)
            return len(run)

        one = cost(come())
        assert cost(*(come() for _ in range(10))) == one


class TestWhoTakesPart:
    def test_where_one_signs_up_only_those_who_have(self) -> None:
        challenge = events(joining=Joining.BY_SIGN_UP)
        reader = ReaderFactory(challenge=challenge)
        assert count(come(), come(reader.person)) == 1
        assert total(reader) == 1

    def test_events_before_one_joins_count_too(self) -> None:
        challenge = events(joining=Joining.BY_SIGN_UP)
        person = HolderFactory()
        count(come(person))
        reader = join(
            challenge_id=challenge.pk,
            membership=person.memberships.get(),
            branch=challenge.branch,
            by=person.user,
            now=NOW,
        )
        assert total(reader) == 1

    def test_children_only_with_a_guardians_consent(self) -> None:
        events()
        child = ChildFactory(household=HouseholdFactory()).person
        attendance = come(child)
        assert count(attendance) == 0
        text = ConsentText.objects.get(purpose=ConsentPurpose.MINOR_READER)
        Consent.objects.create(person=child, text=text, given_at=NOW)
        assert count(attendance) == 1

    def test_guests_and_those_who_have_left_are_passed_over(self) -> None:
        challenge = events()
        left = ReaderFactory(challenge=challenge)
        leave(reader_id=left.pk, now=NOW)
        assert count(AttendanceFactory(), come(left.person)) == 0


class TestNews:
    @staticmethod
    def jobs() -> list[Any]:
        jobs = ProcrastinateJob.objects.filter(task_name=count_events_attended.name)
        return [job.args["attendance_ids"] for job in jobs.order_by("pk")]

    def test_a_check_in_at_a_door_sends_a_job_and_undoing_it_another(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        events()
        session = SessionFactory()
        family = ticket(session.event, "Lin Yue", children=["Bean"])
        clerk = UserFactory()
        with django_capture_on_commit_callbacks(execute=True):
            for client_id in ("a" * 32, "b" * 32):
                check_in(
                    session=session,
                    code=family.code,
                    by=clerk,
                    method=CheckInMethod.SCAN,
                    client_id=UUID(client_id),
                    now=STARTS_AT,
                )
        keys = sorted(Attendance.objects.values_list("pk", flat=True))
        assert [sorted(job) for job in self.jobs()] == [keys]

        with django_capture_on_commit_callbacks(execute=True):
            undo(Attendance.objects.first())
            undo(Attendance.objects.first())

        assert self.jobs()[1:] == [keys[:1]]

    def test_nothing_is_sent_where_no_challenge_counts_events(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        ChallengeFactory()
        with django_capture_on_commit_callbacks(execute=True):
            undo(come())
        assert self.jobs() == []

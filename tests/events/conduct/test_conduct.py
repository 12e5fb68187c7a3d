"""No-shows: nobody is accused in doubt, and every line can be taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from brands.choices import EventKind, WayIn
from events.choices import (
    AttendanceMode,
    ConductKind,
    EventStatus,
    MessageKind,
    OfficialCount,
    PlaceState,
)
from events.models import Attendance, ConductEntry, ConductPolicy, Registration, Session
from events.services.attendance import NO_SHOWS_JUDGED_AFTER, undo_attendance
from events.services.conduct.answerable import Answerable, answerable_for, guest_hash
from events.services.conduct.judging import JUDGED_WITHIN, Judged, judge_no_shows
from events.services.conduct.ledger import grounds_of, restriction_of, take_back
from events.services.conduct.policy import months_before, policy_for
from notifications.models import OutboxMessage
from tests.factories.brands import BrandFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import HouseholdFactory, PersonFactory
from tests.factories.registrations import (
    AttendanceFactory,
    AttendeeFactory,
    HeadcountFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db

ENDS_AT = STARTS_AT + timedelta(minutes=90)
JUDGED_AT = ENDS_AT + NO_SHOWS_JUDGED_AFTER

NO_SHOW, RESTRICTED = ConductKind.NO_SHOW, ConductKind.RESTRICTED


@pytest.fixture
def guest():
    return PersonFactory(email="lin@example.org")


def missed(person=None, *, event=None, **kwargs):
    """A registration whose party stayed away, while somebody else was checked in."""
    event = event or EventFactory()
    someone_came(event)
    kwargs["contact"] = person or PersonFactory(email="lin@example.org")
    return RegistrationFactory(event=event, created_at=STARTS_AT - timedelta(days=9), **kwargs)


def someone_came(event):
    attendee = AttendeeFactory(registration=RegistrationFactory(event=event, party=0))
    for session in event.sessions.all():
        AttendanceFactory(attendee=attendee, session=session)
    return attendee


def ledger():
    return list(ConductEntry.objects.values_list("kind", "source"))


def weeks_later(event, weeks):
    for session in event.sessions.all():
        session.starts_at += timedelta(weeks=weeks)
        session.ends_at += timedelta(weeks=weeks)
        session.save()
    event.first_starts_at += timedelta(weeks=weeks)
    event.last_ends_at += timedelta(weeks=weeks)
    event.save()
    return event


def miss_several(person, number=3, **kwargs):
    """One event a week, each judged in its time; returns the registrations and the last moment."""
    registrations = []
    for week in range(number):
        event = weeks_later(EventFactory(**kwargs), week)
        registrations.append(missed(person, event=event))
        judge_no_shows(now=JUDGED_AT + timedelta(weeks=week))
    return registrations, JUDGED_AT + timedelta(weeks=number - 1)


class TestJudging:
    def test_one_line_for_each_registration_whoever_of_the_party_was_meant_to_come(self, guest):
        registration = missed(guest, party=3)
        assert judge_no_shows(now=JUDGED_AT) == Judged(no_shows=1, taken_back=0)
        [entry] = ConductEntry.objects.all()
        assert (entry.kind, entry.source) == (NO_SHOW, f"registration:{registration.pk}")
        assert (entry.happened_at, entry.recorded_at) == (ENDS_AT, JUDGED_AT)
        assert (entry.household_id, entry.guest) == (None, guest_hash("lin@example.org"))

    def test_again_changes_nothing(self, guest):
        missed(guest)
        judge_no_shows(now=JUDGED_AT)
        before = ledger()
        assert judge_no_shows(now=JUDGED_AT + timedelta(hours=1)) == Judged(0, 0)
        assert ledger() == before
        assert OutboxMessage.objects.filter(kind=MessageKind.NO_SHOW).count() == 1

    def test_a_family_answers_as_one(self):
        household = HouseholdFactory()
        holder = household.people.get()
        missed(holder, household=household)
        judge_no_shows(now=JUDGED_AT)
        assert ConductEntry.objects.get().household == household

    def test_only_after_the_stations_have_reported_and_not_for_ever(self, guest):
        missed(guest)
        judge_no_shows(now=JUDGED_AT - timedelta(seconds=1))
        judge_no_shows(now=ENDS_AT + JUDGED_WITHIN)
        assert ledger() == []

    def test_whoever_came_to_one_session_came(self, guest):
        event = EventFactory(sessions=2)
        registration = missed(guest, event=event, party=2)
        AttendanceFactory(attendee=registration.attendees.last(), session=event.sessions.last())
        judge_no_shows(now=JUDGED_AT + timedelta(weeks=1))
        assert ledger() == []

    @pytest.mark.parametrize(
        "state", [state for state in PlaceState if state not in (PlaceState.SEATED,)]
    )
    def test_only_those_with_places_are_missed(self, guest, state):
        registration = missed(guest)
        registration.attendees.update(state=state)
        Registration.objects.filter(pk=registration.pk).update(
            state=state,
            queue_no=1 if state == PlaceState.WAITING else None,
            offer_ends_at=STARTS_AT if state == PlaceState.OFFERED else None,
        )
        judge_no_shows(now=JUDGED_AT)
        assert ledger() == []

    def test_who_left_no_address_is_nobody(self):
        missed(PersonFactory())
        judge_no_shows(now=JUDGED_AT)
        assert ledger() == []

    def test_whoever_moved_up_at_the_last_moment_may_not_have_known(self, guest):
        registration = missed(guest, queue_no=1)
        change = registration.changes.create(
            state=PlaceState.SEATED, changed_at=STARTS_AT - timedelta(hours=23)
        )
        judge_no_shows(now=JUDGED_AT)
        assert ledger() == []
        registration.changes.filter(pk=change.pk).update(changed_at=STARTS_AT - timedelta(days=2))
        judge_no_shows(now=JUDGED_AT)
        assert len(ledger()) == 1

    def test_where_it_is_switched_off_nobody_is_missed(self, guest):
        ConductPolicy.objects.update(is_on=False)
        missed(guest)
        judge_no_shows(now=JUDGED_AT)
        assert ledger() == []


class TestEventsThatAccuseNobody:
    @pytest.mark.parametrize(
        "kwargs",
        [
            {"intake__way_in": WayIn.DROP_IN},
            {"intake__status": EventStatus.CANCELLED},
            {"kind": EventKind.INTERNAL},
            {"attendance_mode": AttendanceMode.ONLINE},
            {"attendance_mode": AttendanceMode.MIXED},
        ],
    )
    def test_events_of_such_a_kind(self, guest, kwargs):
        missed(guest, event=EventFactory(**kwargs))
        judge_no_shows(now=JUDGED_AT)
        assert ledger() == []

    def test_the_door_was_never_opened(self, guest):
        RegistrationFactory(contact=guest)
        judge_no_shows(now=JUDGED_AT)
        assert ledger() == []

    def test_the_only_check_in_was_taken_back(self, guest):
        registration = missed(guest)
        undo_attendance(Attendance.objects.all(), by=None, reason="", now=ENDS_AT)
        judge_no_shows(now=JUDGED_AT)
        assert ledger() == []
        assert registration.is_seated

    def test_names_were_taken_at_some_sessions_only(self, guest):
        event = EventFactory()
        registration = missed(guest, event=event)
        SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=1))
        judge_no_shows(now=JUDGED_AT + timedelta(days=1))
        assert ledger() == []
        assert registration.is_seated

    def test_heads_were_counted_instead(self, guest):
        registration = missed(guest)
        HeadcountFactory(session=registration.event.sessions.get())
        Session.objects.update(official_count=OfficialCount.HEADCOUNT)
        judge_no_shows(now=JUDGED_AT)
        assert ledger() == []


class TestFollowingAttendance:
    def test_a_late_scan_takes_it_back_and_undoing_it_says_it_again(self, guest):
        registration = missed(guest)
        judge_no_shows(now=JUDGED_AT)
        AttendanceFactory(attendee=registration.attendees.get())
        later = JUDGED_AT + timedelta(hours=1)
        assert judge_no_shows(now=later) == Judged(no_shows=0, taken_back=1)
        undo_attendance(
            Attendance.objects.filter(attendee__registration=registration),
            by=None,
            reason="mistaken",
            now=later,
        )
        assert judge_no_shows(now=later + timedelta(hours=1)) == Judged(no_shows=1, taken_back=0)
        first, opposite, second = ConductEntry.objects.all()
        assert (opposite.kind, opposite.reverses) == (ConductKind.ATTENDED, first)
        assert second.source == f"registration:{registration.pk}:after:{opposite.pk}"
        assert judge_no_shows(now=later + timedelta(hours=2)) == Judged(0, 0)

    def test_what_was_excused_stays_excused(self, guest):
        missed(guest)
        judge_no_shows(now=JUDGED_AT)
        take_back(ConductEntry.objects.get(), ConductKind.EXCUSED, now=JUDGED_AT)
        assert judge_no_shows(now=JUDGED_AT + timedelta(hours=1)) == Judged(0, 0)


class TestRestricting:
    def test_the_third_within_six_months_and_for_thirty_days(self, guest):
        registrations, last = miss_several(guest)
        who = answerable_for(registrations[0])
        restriction = restriction_of(who, None, now=last)
        assert restriction.ends_at == last + timedelta(days=30)
        assert restriction.registration == registrations[-1]
        assert [entry.registration for entry in grounds_of(restriction, policy_for(None))] == (
            registrations
        )
        assert restriction_of(who, None, now=restriction.ends_at) is None
        assert list(OutboxMessage.objects.order_by("pk").values_list("kind", "subject_id")) == [
            (MessageKind.NO_SHOW, registrations[0].pk),
            (MessageKind.NO_SHOW, registrations[1].pk),
            (MessageKind.RESTRICTED, registrations[2].pk),
        ]

    def test_then_the_count_begins_anew(self, guest):
        miss_several(guest)
        for week in (3, 4):
            missed(guest, event=weeks_later(EventFactory(), week))
            judge_no_shows(now=JUDGED_AT + timedelta(weeks=week))
        assert ConductEntry.objects.restrictions().count() == 1

    def test_what_is_longer_ago_does_not_count(self, guest):
        missed(guest)
        judge_no_shows(now=JUDGED_AT)
        missed(guest, event=weeks_later(EventFactory(), 4))
        judge_no_shows(now=JUDGED_AT + timedelta(weeks=4))
        missed(guest, event=weeks_later(EventFactory(), 27))
        judge_no_shows(now=JUDGED_AT + timedelta(weeks=27))
        assert not ConductEntry.objects.restrictions().exists()

    def test_those_of_others_do_not_count(self, guest):
        miss_several(guest, 2)
        missed(PersonFactory(email="chen@example.org"), event=weeks_later(EventFactory(), 2))
        judge_no_shows(now=JUDGED_AT + timedelta(weeks=2))
        assert not ConductEntry.objects.restrictions().exists()

    def test_a_brand_with_rules_of_its_own_counts_for_itself_alone(self, guest):
        brand = BrandFactory()
        ConductPolicy.objects.create(brand=brand, no_shows=2, days=7)
        miss_several(guest, 2)
        [first, _second], last = miss_several(guest, 2, brand=brand)
        who = answerable_for(first)
        restriction = restriction_of(who, brand.pk, now=last)
        assert restriction.ends_at == last + timedelta(days=7)
        assert restriction_of(who, None, now=last) is None

    def test_it_ends_when_one_of_its_grounds_is_taken_back(self, guest):
        registrations, last = miss_several(guest)
        restriction = ConductEntry.objects.restrictions().get()
        AttendanceFactory(attendee=registrations[0].attendees.get())
        later = last + timedelta(days=1)
        judge_no_shows(now=later)
        assert restriction_of(answerable_for(registrations[0]), None, now=later) is None
        assert restriction.taken_back.kind == ConductKind.ENDED
        told = OutboxMessage.objects.get(kind=MessageKind.RESTRICTION_ENDED)
        assert told.subject_id == restriction.registration_id

    def test_grounds_that_are_left_still_count(self, guest):
        registrations, last = miss_several(guest)
        AttendanceFactory(attendee=registrations[0].attendees.get())
        judge_no_shows(now=last)
        missed(guest, event=weeks_later(EventFactory(), 3))
        judge_no_shows(now=last + timedelta(weeks=1))
        assert ConductEntry.objects.restrictions().in_force(now=last).count() == 1


class TestTheLedgerStands:
    """The database holds it, whoever asks."""

    @pytest.fixture
    def entry(self, guest):
        missed(guest)
        judge_no_shows(now=JUDGED_AT)
        return ConductEntry.objects.get()

    def test_lines_are_not_changed(self, entry):
        with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
            ConductEntry.objects.update(happened_at=JUDGED_AT)

    def test_lines_are_not_deleted(self, entry):
        with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
            entry.delete()

    def test_one_line_for_each_source(self, entry):
        with pytest.raises(IntegrityError, match="conduct_once_per_source"), transaction.atomic():
            ConductEntry.objects.create(
                kind=NO_SHOW,
                source=entry.source,
                registration=entry.registration,
                guest=entry.guest,
                happened_at=JUDGED_AT,
            )

    def test_taken_back_once_and_later_calls_say_by_what(self, entry):
        excused = take_back(entry, ConductKind.EXCUSED, now=JUDGED_AT)
        assert take_back(entry, ConductKind.ATTENDED, now=JUDGED_AT) == excused

    def test_nobody_else_is_cleared_by_it(self, entry):
        other = missed(PersonFactory(email="chen@example.org"))
        with (
            pytest.raises(IntegrityError, match="conduct_taken_back_for_the_same_registration"),
            transaction.atomic(),
        ):
            ConductEntry.objects.create(
                kind=ConductKind.EXCUSED,
                source=entry.source,
                registration=other,
                guest=entry.guest,
                happened_at=JUDGED_AT,
                reverses=entry,
            )

    def test_lifting_needs_a_reason(self, guest):
        miss_several(guest)
        restriction = ConductEntry.objects.restrictions().get()
        with (
            pytest.raises(IntegrityError, match="restriction_is_lifted_for_a_reason"),
            transaction.atomic(),
        ):
            take_back(restriction, ConductKind.LIFTED, now=JUDGED_AT)


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        (datetime(2026, 8, 31, 9, tzinfo=UTC), 6, datetime(2026, 2, 28, 9, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 1, datetime(2025, 12, 15, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), 24, datetime(2024, 12, 1, tzinfo=UTC)),
    ],
)
def test_months_before(moment, months, expected):
    assert months_before(moment, months) == expected


def test_the_network_has_rules_from_the_beginning_and_without_its_row_as_well():
    usual = (True, 3, 6, 30)
    for _ in range(2):
        policy = policy_for(None)
        assert (policy.is_on, policy.no_shows, policy.months, policy.days) == usual
        ConductPolicy.objects.all().delete()


def test_nobody_can_be_looked_up():
    who = Answerable(guest=guest_hash("lin@example.org"))
    assert "lin" not in who.guest
    assert guest_hash("lin@example.org") != guest_hash("lin@example.com")

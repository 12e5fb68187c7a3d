"""Credentials: verified, renewed, granted by attendance, and told before they run out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from events.choices import SessionState
from events.models import Attendance, Attendee, Event, Session
from notifications.models import OutboxMessage
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import (
    AttendanceFactory,
    AttendeeFactory,
    RegistrationFactory,
)
from tests.factories.volunteers import CredentialFactory, CredentialKindFactory, VolunteerFactory
from volunteers.errors import EndsTooSoon, NotAboutYourself, VerifiedAlready
from volunteers.models import Credential, CredentialKind, Volunteer
from volunteers.services.people.credentials import (
    grant_for_attendance,
    last_day,
    revoke,
    take_back_what_was_undone,
    tell_what_expires,
    verify,
)

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> User:
    return UserFactory()


@pytest.mark.parametrize(
    ("months", "verified_on", "last"),
    [
        (None, date(2026, 11, 23), None),
        (12, date(2026, 11, 23), date(2027, 11, 22)),
        (1, date(2027, 1, 31), date(2027, 2, 27)),
        (24, date(2026, 1, 1), date(2027, 12, 31)),
    ],
)
def test_a_kind_says_until_when_it_holds(
    months: int | None, verified_on: date, last: date | None
) -> None:
    assert last_day(CredentialKind(good_for_months=months), verified_on) == last


class TestVerifying:
    def test_who_saw_the_proof_stands_beside_it(self, coordinator: User) -> None:
        volunteer, kind = VolunteerFactory(), CredentialKindFactory(good_for_months=12)
        verify(volunteer=volunteer, kind=kind, verified_on=TODAY, expires_on=None, by=coordinator)
        credential = Credential.objects.get()
        assert (credential.verified_by, credential.expires_on) == (coordinator, date(2027, 11, 22))

    def test_refused(self, coordinator: User) -> None:
        volunteer, kind = VolunteerFactory(), CredentialKindFactory()
        said = {"volunteer": volunteer, "kind": kind, "verified_on": TODAY}
        with pytest.raises(EndsTooSoon):
            verify(**said, expires_on=TODAY - DAY, by=coordinator)
        with pytest.raises(NotAboutYourself):
            verify(**said, expires_on=None, by=volunteer.person.user)
        verify(**said, expires_on=None, by=coordinator)
        with pytest.raises(VerifiedAlready):
            verify(**said, expires_on=None, by=coordinator)

    def test_a_revoked_one_can_be_verified_anew(self, coordinator: User) -> None:
        credential = CredentialFactory(verified_on=TODAY)
        for moment in (NOW, NOW + DAY):
            revoke(credential=credential, by=coordinator, now=moment)
        credential.refresh_from_db()
        assert credential.revoked_at == NOW
        verify(
            volunteer=credential.volunteer,
            kind=credential.kind,
            verified_on=TODAY,
            expires_on=None,
            by=coordinator,
        )
        assert Credential.objects.in_force(on=TODAY).count() == 1


@pytest.fixture
def kind() -> CredentialKind:
    return CredentialKindFactory(good_for_months=12)


@pytest.fixture
def training(kind: CredentialKind) -> Event:
    """Two sessions, of which the last was five days ago."""
    event = EventFactory(sessions=0, programme=ProgrammeFactory())
    kind.granted_by.add(event.programme)
    for days in (6, 5):
        SessionFactory(event=event, starts_at=NOW - days * DAY)
    return event


def comes(event: Event, volunteer: Volunteer, *, to: int) -> Attendee:
    """The volunteer has a place, and is at so many sessions."""
    registration = RegistrationFactory(event=event, party=0)
    attendee = AttendeeFactory(registration=registration, person=volunteer.person)
    for session in event.sessions.order_by("starts_at")[:to]:
        AttendanceFactory(attendee=attendee, session=session)
    return attendee


class TestGranting:
    def test_who_was_at_every_session_gets_it_once(
        self, training: Event, kind: CredentialKind
    ) -> None:
        volunteer, late = VolunteerFactory(), VolunteerFactory()
        attendee = comes(training, volunteer, to=2)
        comes(training, late, to=1)

        assert [grant_for_attendance(now=NOW) for _time in range(2)] == [1, 0]

        credential = Credential.objects.get()
        assert (credential.volunteer, credential.kind) == (volunteer, kind)
        assert credential.attendee == attendee
        assert (credential.verified_on, credential.expires_on) == (
            date(2026, 11, 18),
            date(2027, 11, 17),
        )
        assert OutboxMessage.objects.get().kind == "credential_granted"

    def test_attendance_that_was_undone_does_not_count(self, training: Event) -> None:
        attendee = comes(training, VolunteerFactory(), to=2)
        first: Attendance = attendee.attendances.earliest("checked_in_at")
        first.undone_at = NOW
        first.save()
        assert grant_for_attendance(now=NOW) == 0

    def test_goes_with_the_attendance_that_is_undone_later(self, training: Event) -> None:
        attendee = comes(training, VolunteerFactory(), to=2)
        comes(training, VolunteerFactory(), to=2)
        grant_for_attendance(now=NOW)
        CredentialFactory(volunteer=attendee.person.volunteer)
        attendee.attendances.filter(session=training.sessions.first()).update(undone_at=NOW)
        assert [take_back_what_was_undone(now=NOW) for _time in range(2)] == [1, 0]
        assert Credential.objects.get(revoked_at=NOW).attendee == attendee

    def test_stays_where_they_were_checked_in_anew(self, training: Event) -> None:
        attendee = comes(training, VolunteerFactory(), to=2)
        grant_for_attendance(now=NOW)
        session = training.sessions.first()
        attendee.attendances.filter(session=session).update(undone_at=NOW)
        AttendanceFactory(attendee=attendee, session=session)
        assert take_back_what_was_undone(now=NOW) == 0

    def test_a_cancelled_session_is_not_waited_for(self, training: Event) -> None:
        comes(training, VolunteerFactory(), to=1)
        last: Session = training.sessions.latest("starts_at")
        last.state = SessionState.CANCELLED
        last.save()
        assert grant_for_attendance(now=NOW) == 1

    def test_not_before_the_training_is_over(self, training: Event) -> None:
        comes(training, VolunteerFactory(), to=2)
        assert grant_for_attendance(now=NOW - 5 * DAY) == 0

    def test_what_was_revoked_is_not_granted_again(
        self, training: Event, coordinator: User
    ) -> None:
        comes(training, VolunteerFactory(), to=2)
        grant_for_attendance(now=NOW)
        revoke(credential=Credential.objects.get(), by=coordinator, now=NOW)
        assert grant_for_attendance(now=NOW) == 0

    @pytest.mark.parametrize("state", ["declined", "left"])
    def test_who_is_no_volunteer_gets_nothing(self, state: str, training: Event) -> None:
        comes(training, VolunteerFactory(state=state), to=2)
        assert grant_for_attendance(now=NOW) == 0


class TestRunningOut:
    def test_they_are_told_once_within_a_month(self) -> None:
        ending = CredentialFactory(expires_on=TODAY + 30 * DAY)
        CredentialFactory(expires_on=TODAY + 31 * DAY)
        CredentialFactory(expires_on=TODAY - DAY)
        for day in range(2):
            tell_what_expires(now=NOW + day * timedelta(hours=1))
        message = OutboxMessage.objects.get()
        assert (message.kind, message.data) == ("credential_expires", {"credential": ending.pk})

    def test_who_has_renewed_it_is_not_bothered(self) -> None:
        ending = CredentialFactory(expires_on=TODAY + DAY)
        CredentialFactory(
            volunteer=ending.volunteer, kind=ending.kind, verified_on=TODAY, expires_on=None
        )
        assert tell_what_expires(now=NOW) == 0

    def test_only_volunteers_are_told(self) -> None:
        CredentialFactory(volunteer__state="left", expires_on=TODAY + DAY)
        assert tell_what_expires(now=NOW) == 0

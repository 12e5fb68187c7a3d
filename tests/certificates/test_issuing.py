"""Issuing: who gets one and why not, numbers under load, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import transaction

from accounts.choices import LegalPurpose
from accounts.services.erasure import erase_person
from certificates.choices import BasisAnswer, CertificateState, Languages, Purpose
from certificates.errors import (
    CharacterMissing,
    GuardianConsentMissing,
    IssuedAlready,
    NameIsForgotten,
    NameMissing,
    NameTooLong,
    NotEarned,
    NothingHeldYet,
    NothingToAnswer,
    NotValidAnyMore,
    RecipientForgotten,
    RevocationReasonMissing,
    TemplateDoesNotFit,
    TemplateRetired,
    ValueMissing,
)
from certificates.models import Certificate, NumberSeries
from certificates.services.issuing.afterwards import keep, reissue, revoke
from certificates.services.issuing.basis import check_bases
from certificates.services.issuing.dry_run import dry_run
from certificates.services.issuing.issue import issue, issue_many
from certificates.services.issuing.masking import masked
from certificates.services.sources.attendance import CourseFinished, TakenPart
from certificates.services.sources.by_hand import ByHand, Line, OfList
from certificates.services.sources.words import days_in
from core.reconciliation import checks
from events.choices import SessionState
from events.models import Attendance
from events.services.attendance import undo_attendance
from notifications.models import OutboxMessage
from staff.models import LogEntry
from tests.factories.certificates import TemplateFactory
from tests.factories.door import arrive, ticket
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import (
    ChildFactory,
    HouseholdFactory,
    LegalIdentityFactory,
    PersonFactory,
    UserFactory,
)
from tests.factories.registrations import AttendeeFactory, RegistrationFactory
from tests.racing import race

pytestmark = pytest.mark.django_db

AFTERWARDS = STARTS_AT + timedelta(weeks=20)
FORM = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")


@pytest.fixture
def template():
    return TemplateFactory()


@pytest.fixture
def course():
    """Eight weeks; two of them were cancelled, so six were held."""
    event = EventFactory(
        title_en="Phones for Elders", title_zh="智能手机课", sessions=8, branch__slug="city-library"
    )
    for session in list(event.sessions.all())[2:4]:
        session.state = SessionState.CANCELLED
        session.save()
    return event


def at(event, attendee, times):
    """The attendee was at so many of the sessions, the cancelled ones not among them."""
    for session in list(event.sessions.planned())[:times]:
        arrive(session, attendee, at=session.starts_at)


def reasons(outcomes):
    return {
        outcome.candidate.name: [refusal.code for refusal in outcome.refusals]
        for outcome in outcomes
    }


def run(source, template, now=AFTERWARDS):
    return dry_run(source.candidates(now=now), template=template, now=now)


def one_line(name="Lin Yue", *, issuer=None, line=None, purpose=Purpose.ATTENDANCE):
    """Of the library whose sign is CL, unless another one issues it."""
    source = ByHand(
        key_of_form=FORM,
        purpose=purpose,
        issuer=issuer or BranchFactory(slug="city-library"),
        day=date(2026, 5, 9),
        lines=[line or Line(name=name)],
        event=EventFactory(),
    )
    (candidate,) = source.candidates(now=AFTERWARDS)
    return candidate


class TestWhoGetsOne:
    def test_six_of_eight_counts_what_was_held(self, course, template):
        often, once, _never = ticket(course, "Often", "Once", "Never").attendees.all()
        at(course, often, 6)
        at(course, once, 1)
        outcomes = run(TakenPart(course, at_least=6), template)
        assert reasons(outcomes) == {
            "Often": [],
            "Once": [NotEarned.code],
            "Never": [NotEarned.code],
        }
        assert str(outcomes[1].refusals[0]) == (
            "1 of 6 sessions attended; this certificate takes 6."
        )

    def test_nobody_has_to_come_more_often_than_sessions_were_held(self, course, template):
        (lin,) = ticket(course).attendees.all()
        at(course, lin, 6)
        assert reasons(run(TakenPart(course, at_least=8), template)) == {"Lin Yue": []}
        assert reasons(run(TakenPart(course), template)) == {"Lin Yue": []}

    def test_what_was_undone_or_cancelled_counts_not(self, course, template):
        (lin,) = ticket(course).attendees.all()
        at(course, lin, 6)
        undo_attendance(
            Attendance.objects.filter(session=course.sessions.first()),
            by=None,
            reason="mistake",
            now=AFTERWARDS,
        )
        arrive(course.sessions.filter(state=SessionState.CANCELLED)[0], lin)
        assert reasons(run(TakenPart(course), template)) == {"Lin Yue": [NotEarned.code]}

    def test_before_the_first_session_nobody_has_earned_it(self, course, template):
        ticket(course)
        before = run(TakenPart(course), template, now=STARTS_AT)
        assert reasons(before) == {"Lin Yue": [NothingHeldYet.code]}

    def test_who_walked_in_after_cancelling_counts_and_groups_do_not(self, template):
        event = EventFactory()
        gone = ticket(event, "Gone", state="cancelled").attendees.get()
        ticket(event, "Never came", state="cancelled")
        arrive(event.sessions.get(), gone)
        ticket(event, "Class 3b", group_name="Class 3b")
        assert reasons(run(TakenPart(event), template)) == {"Gone": []}

    def test_a_guardian_agrees_first(self, template):
        event = EventFactory()
        child = ChildFactory(agreed=False, person__name="Bean").person
        attendee = AttendeeFactory(
            registration=RegistrationFactory(event=event, party=0), person=child
        )
        arrive(event.sessions.get(), attendee)
        outcomes = run(TakenPart(event), template)
        assert reasons(outcomes) == {"Bean": [GuardianConsentMissing.code]}

    def test_the_name_given_for_certificates_is_printed(self, template):
        event = EventFactory()
        lin, other = ticket(event, "Bean", "Pip").attendees.all()
        LegalIdentityFactory(
            person=lin.person, purpose=LegalPurpose.CERTIFICATE, name="林小豆", number=""
        )
        LegalIdentityFactory(person=other.person, name="For the record only")
        arrive(event.sessions.get(), lin, other)
        assert reasons(run(TakenPart(event), template)) == {"林小豆": [], "Pip": []}

    def test_what_cannot_be_printed_is_said_with_the_character(self, template):
        event = EventFactory()
        arrive(event.sessions.get(), *ticket(event, "王\U00031350", "", "N" * 80).attendees.all())
        outcomes = run(TakenPart(event), template)
        assert reasons(outcomes) == {
            "王\U00031350": [CharacterMissing.code],
            "": [NameMissing.code],
            "N" * 80: [],
        }
        assert "\U00031350" in str(outcomes[0].refusals[0])
        assert "U+31350" in str(outcomes[0].refusals[0])

    def test_a_name_has_an_end(self, template):
        with pytest.raises(NameTooLong):
            issue(one_line("N" * 121), template=template, by=None, now=AFTERWARDS)

    def test_who_is_forgotten_gets_none(self, template):
        event = EventFactory()
        attendee = ticket(event).attendees.get()
        arrive(event.sessions.get(), attendee)
        erase_person(person_id=attendee.person_id, now=AFTERWARDS)
        assert reasons(run(TakenPart(event), template)) == {"": [RecipientForgotten.code]}

    def test_a_sentence_with_a_hole_is_not_printed(self):
        template = TemplateFactory(purpose=Purpose.CONTEST, body_zh="荣获{prize}")
        city = BranchFactory()
        bare = one_line(purpose=Purpose.CONTEST, issuer=city)
        with pytest.raises(ValueMissing, match=r"\{prize\}"):
            issue(bare, template=template, by=None, now=AFTERWARDS)
        line = Line(name="Lin Yue", values={"prize": "First prize"})
        first = one_line(purpose=Purpose.CONTEST, issuer=city, line=line)
        words = issue(first, template=template, by=None, now=AFTERWARDS).wording
        assert words["zh"]["body"] == ["荣获First prize"]

    def test_a_template_is_in_use_and_fits(self, template):
        candidate = one_line(purpose=Purpose.STAR)
        with pytest.raises(TemplateDoesNotFit):
            issue(candidate, template=template, by=None, now=AFTERWARDS)
        retired = TemplateFactory(purpose=Purpose.STAR, retired_on=date(2026, 1, 1))
        with pytest.raises(TemplateRetired):
            issue(candidate, template=retired, by=None, now=AFTERWARDS)
        for_all = TemplateFactory(purpose=Purpose.ANYTHING, body_en="Well done.", body_zh="好。")
        assert issue(candidate, template=for_all, by=None, now=AFTERWARDS).is_valid

    def test_it_takes_the_same_statements_for_one_as_for_many(
        self, template, django_assert_num_queries
    ):
        event = EventFactory()
        arrive(event.sessions.get(), *ticket(event, *map(str, range(10))).attendees.all())
        with django_assert_num_queries(5):
            run(TakenPart(event), template)


class TestIssuing:
    def test_words_figures_and_look_are_those_of_the_day(self, course):
        template = TemplateFactory(
            purpose=Purpose.COURSE,
            body_en="{name} came to {sessions} of {held}: {event}, {date}, {library}.",
            body_zh="{name}于{date}参加{event}{sessions}次。",
            languages=Languages.EN,
        )
        (lin,) = ticket(course).attendees.all()
        at(course, lin, 6)
        clerk = UserFactory()
        (candidate,) = CourseFinished(course, at_least=5).candidates(now=AFTERWARDS)
        certificate = issue(candidate, template=template, by=clerk, now=AFTERWARDS)
        certificate.refresh_from_db()

        assert certificate.number == "CL-2026-000001"
        assert certificate.source == f"course:{lin.pk}"
        assert (certificate.event, certificate.issued_by) == (course, clerk)
        assert certificate.wording["en"]["body"] == [
            "",
            f" came to 6 of 6: Phones for Elders, 9 May to 27 June 2026, {course.branch.name_en}.",
        ]
        assert certificate.wording["en"]["day"] == "26 September 2026"
        assert "body" not in certificate.wording["zh"]
        assert certificate.wording["zh"]["about"] == "智能手机课"
        assert {key: certificate.figures[key] for key in ("sessions", "held", "needed")} == {
            "sessions": 6,
            "held": 6,
            "needed": 5,
        }
        assert certificate.look["design"] == "classic"
        assert (certificate.holder.name, certificate.holder.masked_name) == ("Lin Yue", "L•• Y••")
        assert certificate.holder.person == lin.person

    def test_another_library_may_issue(self, template):
        city = BranchFactory(slug="city")
        template.issuer = city
        template.save()
        certificate = issue(one_line(), template=template, by=None, now=AFTERWARDS)
        assert (certificate.issuer, certificate.number) == (city, "CITY-2026-000001")

    def test_once_for_each_source(self, template, course):
        (lin,) = ticket(course).attendees.all()
        at(course, lin, 6)
        candidates = TakenPart(course).candidates(now=AFTERWARDS)
        first = issue_many(candidates, template=template, by=None, now=AFTERWARDS)
        again = issue_many(candidates, template=template, by=None, now=AFTERWARDS)
        assert [len(first.certificates), len(again.certificates)] == [1, 0]
        assert [type(refusal) for refusal in again.others[0].refusals] == [IssuedAlready]
        single = issue(candidates[0], template=template, by=None, now=AFTERWARDS)
        assert single == first.certificates[0]

    def test_a_list_sent_twice_is_issued_once(self, template):
        lines = [Line(name="Bean"), Line(name="Pip"), Line(name="")]
        form = partial(
            OfList,
            key_of_form=FORM,
            purpose=Purpose.ATTENDANCE,
            issuer=BranchFactory(slug="city"),
            day=date(2026, 5, 9),
            lines=lines,
            event=EventFactory(),
        )
        for _ in range(2):
            candidates = form().candidates(now=AFTERWARDS)
            issued = issue_many(candidates, template=template, by=None, now=AFTERWARDS)
        assert list(Certificate.objects.order_by("no").values_list("number", "holder__name")) == [
            ("CITY-2026-000001", "Bean"),
            ("CITY-2026-000002", "Pip"),
        ]
        assert reasons(issued.others)[""] == [NameMissing.code]

    def test_the_letter_is_written_with_the_certificate_or_not_at_all(self, template):
        reader = HouseholdFactory(user__email="parent@example.org").memberships.get().person
        line = one_line(line=Line(person=reader))
        with transaction.atomic():
            issue(line, template=template, by=None, now=AFTERWARDS)
            transaction.set_rollback(True)
        assert not OutboxMessage.objects.exists()
        certificate = issue(line, template=template, by=None, now=AFTERWARDS)
        assert OutboxMessage.objects.get().data["certificates"] == [certificate.pk]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def candidates(self, how_many):
        event = EventFactory(branch__slug="city", places=how_many)
        arrive(event.sessions.get(), *ticket(event, *map(str, range(how_many))).attendees.all())
        return TakenPart(event).candidates(now=AFTERWARDS)

    def test_two_issuers_leave_no_gap_and_no_duplicate(self):
        template, candidates = TemplateFactory(), self.candidates(12)
        attempts = [
            partial(issue, candidate, template=template, by=None, now=AFTERWARDS)
            for candidate in candidates
        ]
        race(*attempts)
        assert sorted(Certificate.objects.values_list("no", flat=True)) == list(range(1, 13))

    def test_the_same_people_at_once_get_one_each(self):
        template, candidates = TemplateFactory(), self.candidates(5)
        attempt = partial(issue_many, candidates, template=template, by=None, now=AFTERWARDS)
        results = race(attempt, attempt, attempt)
        assert sorted(len(issued.certificates) for issued in results) == [0, 0, 5]
        assert sorted(Certificate.objects.values_list("no", flat=True)) == [1, 2, 3, 4, 5]

    def test_what_is_rolled_back_leaves_no_gap(self):
        template, (first, second) = TemplateFactory(), self.candidates(2)

        def fails():
            with transaction.atomic():
                issue(first, template=template, by=None, now=AFTERWARDS)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fails()
        certificate = issue(second, template=template, by=None, now=AFTERWARDS)
        assert certificate.no == 1
        assert NumberSeries.objects.get().last == 1

    def test_the_same_for_two_libraries_at_once_is_issued_by_one(self):
        (candidate,) = self.candidates(1)
        templates = [TemplateFactory(issuer=BranchFactory(slug=slug)) for slug in ("a", "b")]
        results = race(
            *(
                partial(issue, candidate, template=template, by=None, now=AFTERWARDS)
                for template in templates
            )
        )
        assert results[0] == results[1]
        assert Certificate.objects.count() == 1

    def test_of_two_reissues_one_comes_too_late(self):
        (candidate,) = self.candidates(1)
        old = issue(candidate, template=TemplateFactory(), by=None, now=AFTERWARDS)
        attempt = partial(reissue, certificate=old, by=None, now=AFTERWARDS)
        results = race(attempt, attempt)
        assert sorted(type(result).__name__ for result in results) == [
            "Certificate",
            "NotValidAnyMore",
        ]
        assert sorted(Certificate.objects.values_list("no", flat=True)) == [1, 2]


class TestAfterwards:
    @pytest.fixture
    def certificate(self, template):
        return issue(one_line(), template=template, by=None, now=AFTERWARDS)

    def test_a_new_one_takes_its_place(self, certificate):
        clerk = UserFactory()
        later = AFTERWARDS + timedelta(days=1)
        new = reissue(certificate=certificate, name="Lin Yuè", by=clerk, now=later)
        certificate.refresh_from_db()
        assert certificate.state == CertificateState.REPLACED
        assert (new.replaces, certificate.replaced_by) == (certificate, new)
        assert (new.number, new.source) == ("CL-2026-000002", certificate.source)
        assert new.holder.name == "Lin Yuè"
        assert new.wording["en"]["body"] == certificate.wording["en"]["body"]
        assert new.wording["en"]["day"] == "27 September 2026"
        assert new.code != certificate.code
        assert LogEntry.objects.filter(action="certificates.reissued", user=clerk).exists()

    def test_in_the_words_of_another_template(self, certificate):
        other = TemplateFactory(body_en="was at {event} on {date}", languages=Languages.EN)
        new = reissue(certificate=certificate, template=other, by=None, now=AFTERWARDS)
        about = certificate.wording["en"]["about"]
        assert new.wording["en"]["body"] == [f"was at {about} on 9 May 2026"]

    def test_with_the_figures_of_today(self, course):
        template = TemplateFactory(body_en="{sessions} sessions.")
        (lin,) = ticket(course).attendees.all()
        at(course, lin, 5)
        source = TakenPart(course, at_least=4)
        (then,) = source.candidates(now=AFTERWARDS)
        old = issue(then, template=template, by=None, now=AFTERWARDS)
        arrive(course.sessions.last(), lin)
        (today,) = source.candidates(now=AFTERWARDS)
        new = reissue(certificate=old, afresh=today, by=None, now=AFTERWARDS)
        assert [old.wording["en"]["body"], new.wording["en"]["body"]] == [
            ["5 sessions."],
            ["6 sessions."],
        ]

    def test_what_cannot_be_printed_is_not_issued_anew(self, certificate):
        with pytest.raises(CharacterMissing):
            reissue(certificate=certificate, name="\U00031350", by=None, now=AFTERWARDS)
        certificate.refresh_from_db()
        assert certificate.is_valid

    def test_nobody_can_reissue_for_the_forgotten(self, template):
        person = PersonFactory(name="Lin Yue")
        line = Line(person=person)
        certificate = issue(one_line(line=line), template=template, by=None, now=AFTERWARDS)
        erase_person(person_id=person.pk, now=AFTERWARDS)
        with pytest.raises(NameIsForgotten):
            reissue(certificate=certificate, by=None, now=AFTERWARDS)

    def test_revoked_for_a_reason_once(self, certificate):
        with pytest.raises(RevocationReasonMissing):
            revoke(certificate=certificate, reason=" ", by=None, now=AFTERWARDS)
        clerk = UserFactory()
        revoked = revoke(certificate=certificate, reason="Typo.", by=clerk, now=AFTERWARDS)
        assert (revoked.state, revoked.revoked_at, revoked.revoked_by) == (
            CertificateState.REVOKED,
            AFTERWARDS,
            clerk,
        )
        for too_late in (
            partial(revoke, reason="Again."),
            reissue,
        ):
            with pytest.raises(NotValidAnyMore):
                too_late(certificate=certificate, by=None, now=AFTERWARDS)

    def test_what_was_revoked_can_be_issued_again(self, certificate, template):
        revoke(certificate=certificate, reason="Typo.", by=None, now=AFTERWARDS)
        again = issue(
            one_line(issuer=certificate.issuer), template=template, by=None, now=AFTERWARDS
        )
        assert again.no == 2


class TestBasis:
    @pytest.fixture
    def event(self):
        return EventFactory(branch__slug="city")

    @pytest.fixture
    def attendee(self, event):
        (attendee,) = ticket(event).attendees.all()
        arrive(event.sessions.get(), attendee)
        return attendee

    @pytest.fixture
    def certificate(self, event, attendee, template):
        (candidate,) = TakenPart(event).candidates(now=AFTERWARDS)
        return issue(candidate, template=template, by=None, now=AFTERWARDS)

    def undo(self):
        undo_attendance(Attendance.objects.all(), by=None, reason="mistake", now=AFTERWARDS)

    def to_decide(self):
        return list(Certificate.objects.to_decide())

    def test_undone_attendance_is_for_people_to_decide(
        self, certificate, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            self.undo()
        assert self.to_decide() == [certificate]
        certificate.refresh_from_db()
        assert certificate.is_valid

    def test_a_session_that_was_cancelled_after_all_too(
        self, certificate, event, django_capture_on_commit_callbacks
    ):
        event.sessions.update(state=SessionState.CANCELLED)
        check_bases(Certificate.objects.filter(event=event), now=AFTERWARDS)
        assert self.to_decide() == [certificate]

    def test_what_was_lost_is_found_and_mended(self, certificate, event, attendee):
        check = checks["certificates"]
        assert list(check(AFTERWARDS, False)) == []
        self.undo()
        assert list(check(AFTERWARDS, False)) == [
            "certificate CITY-2026-000001: its basis has changed, and nobody was told"
        ]
        assert self.to_decide() == []
        list(check(AFTERWARDS, True))
        assert self.to_decide() == [certificate]
        arrive(event.sessions.get(), attendee)
        list(check(AFTERWARDS, True))
        assert self.to_decide() == []
        assert list(check(AFTERWARDS, False)) == []

    def test_who_decides_to_keep_it_is_not_asked_again(self, certificate):
        with pytest.raises(NothingToAnswer):
            keep(certificate=certificate, by=None, now=AFTERWARDS)
        self.undo()
        check_bases(Certificate.objects.all(), now=AFTERWARDS)
        clerk = UserFactory()
        keep(certificate=certificate, by=clerk, now=AFTERWARDS)
        assert check_bases(Certificate.objects.all(), now=AFTERWARDS) == 0
        assert self.to_decide() == []
        certificate.refresh_from_db()
        assert (certificate.basis_answer, certificate.basis_answered_by) == (
            BasisAnswer.KEPT,
            clerk,
        )

    def test_revoking_answers_it(self, certificate):
        self.undo()
        check_bases(Certificate.objects.all(), now=AFTERWARDS)
        revoked = revoke(certificate=certificate, reason="Was not there.", by=None, now=AFTERWARDS)
        assert revoked.basis_answer == BasisAnswer.REVOKED

    def test_what_somebody_wrote_down_stands(self, template):
        issue(one_line(), template=template, by=None, now=AFTERWARDS)
        assert check_bases(Certificate.objects.all(), now=AFTERWARDS) == 0

    def test_many_are_asked_about_at_once(
        self, event, attendee, certificate, django_assert_num_queries
    ):
        with django_assert_num_queries(2):
            check_bases(Certificate.objects.all(), now=AFTERWARDS)


@pytest.mark.parametrize(
    ("name", "hidden"),
    [("Lin Yue", "L•• Y••"), ("林悦", "林••"), ("欧阳小豆", "欧••"), (" Bean ", "B••")],
)
def test_a_masked_name_tells_nobody_how_long_it_is(name, hidden):
    assert masked(name) == hidden


@pytest.mark.parametrize(
    ("last", "english", "chinese"),
    [
        (date(2026, 5, 9), "9 May 2026", "2026年5月9日"),
        (date(2026, 6, 27), "9 May to 27 June 2026", "2026年5月9日至6月27日"),
        (date(2027, 1, 2), "9 May 2026 to 2 January 2027", "2026年5月9日至2027年1月2日"),
    ],
)
def test_days_are_said_in_the_language_of_the_paper(last, english, chinese):
    first = date(2026, 5, 9)
    assert [days_in(first, last, suffix) for suffix in ("en", "zh")] == [english, chinese]

"""Every way back: said by those who were missed, decided by staff, and forgotten in time."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.services.erasure import erase_person
from events.choices import AppealState, ConductKind, ExcuseReason, MessageKind
from events.errors import AppealAnswered, NothingToTakeBack, ReasonMissing
from events.models import Appeal, ConductEntry
from events.services.conduct.answerable import Answerable, guest_hash
from events.services.conduct.appeals import answer_appeal, appeal, take_back_unasked
from events.services.conduct.forgetting import KEPT_LONGER_BY_MONTHS, forget_old_conduct
from events.services.conduct.judging import judge_no_shows
from events.services.conduct.ledger import restriction_of, take_back
from events.services.conduct.policy import months_before
from notifications.models import OutboxMessage
from notifications.services.outbox import deliver_due
from tests.events.conduct.test_conduct import JUDGED_AT, miss_several, missed
from tests.factories.conduct import NoShowFactory, RestrictionFactory
from tests.factories.people import PersonFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

NOW = JUDGED_AT + timedelta(days=1)
LIN = Answerable(guest=guest_hash("lin@example.org"))


@pytest.fixture
def colleague():
    return StaffScopeFactory().user


@pytest.fixture
def no_show():
    missed()
    judge_no_shows(now=JUDGED_AT)
    return ConductEntry.objects.get()


@pytest.fixture
def restriction():
    miss_several(PersonFactory(email="lin@example.org"))
    return ConductEntry.objects.restrictions().get()


def ill(entry, words="A fever."):
    return appeal(entry, reason=ExcuseReason.ILL, words=words, by=None, now=NOW)


def answer(asked, *, accepts, said="", by=None, now=NOW):
    return answer_appeal(appeal_id=asked.pk, accepts=accepts, answer=said, by=by, now=now)


class TestAppealing:
    def test_once_about_each_line_however_often_it_is_sent(self, no_show):
        first = ill(no_show)
        assert ill(no_show, "Another story.") == first
        first.refresh_from_db()
        assert (first.reason, first.words, first.state) == ("ill", "A fever.", AppealState.OPEN)

    def test_not_about_what_was_taken_back(self, no_show):
        take_back(no_show, ConductKind.EXCUSED, now=NOW)
        with pytest.raises(NothingToTakeBack):
            ill(ConductEntry.objects.no_shows().get())

    def test_yes_takes_it_back(self, no_show, colleague):
        asked = answer(ill(no_show), accepts=True, said="Get well soon!", by=colleague)
        assert (asked.state, asked.decided_by, asked.decided_at) == (
            AppealState.ACCEPTED,
            colleague,
            NOW,
        )
        excused = ConductEntry.objects.get(reverses=no_show)
        assert (excused.kind, excused.recorded_by, excused.reason) == (
            ConductKind.EXCUSED,
            colleague,
            "Get well soon!",
        )

    def test_no_leaves_it_and_needs_a_reason(self, no_show, colleague):
        asked = ill(no_show)
        with pytest.raises(ReasonMissing):
            answer(asked, accepts=False, by=colleague)
        declined = answer(asked, accepts=False, said="You were at the other event.", by=colleague)
        assert declined.state == AppealState.DECLINED
        assert ConductEntry.objects.standing().get() == no_show

    def test_is_answered_once(self, no_show):
        asked = ill(no_show)
        answer(asked, accepts=True)
        with pytest.raises(AppealAnswered):
            answer(asked, accepts=False, said="No.")

    def test_excusing_one_of_its_grounds_ends_a_restriction_in_one_letter(self, restriction):
        first = ConductEntry.objects.no_shows().first()
        OutboxMessage.objects.all().delete()
        answer(ill(first), accepts=True)
        assert restriction_of(LIN, None, now=NOW) is None
        assert OutboxMessage.objects.get().kind == MessageKind.APPEAL_ANSWERED
        deliver_due(now=NOW + timedelta(days=1))
        assert "With that, others go first no longer." in mail.outbox[-1].body

    def test_lifting_a_restriction_needs_a_reason(self, restriction, colleague):
        asked = appeal(restriction, words="My mother was in hospital.", by=None, now=NOW)
        with pytest.raises(ReasonMissing):
            answer(asked, accepts=True, by=colleague)
        answer(asked, accepts=True, said="Of course.", by=colleague)
        assert restriction_of(LIN, None, now=NOW) is None
        lifted = ConductEntry.objects.get(reverses=restriction)
        assert (lifted.kind, lifted.reason, lifted.recorded_by) == (
            ConductKind.LIFTED,
            "Of course.",
            colleague,
        )


class TestUnasked:
    def test_staff_excuse_who_has_telephoned(self, no_show, colleague):
        with pytest.raises(ReasonMissing):
            take_back_unasked(no_show, reason="", by=colleague, now=NOW)
        take_back_unasked(no_show, reason="She was there.", by=colleague, now=NOW)
        assert not ConductEntry.objects.standing().exists()
        with pytest.raises(NothingToTakeBack):
            take_back_unasked(
                ConductEntry.objects.no_shows().get(), reason="Again.", by=colleague, now=NOW
            )

    def test_what_was_asked_is_answered_with_it(self, no_show, colleague):
        ill(no_show)
        entry = ConductEntry.objects.get()
        take_back_unasked(entry, reason="She was there.", by=colleague, now=NOW)
        assert Appeal.objects.get().state == AppealState.ACCEPTED

    def test_lifting_is_told_with_its_reason(self, restriction, colleague):
        OutboxMessage.objects.all().delete()
        take_back_unasked(restriction, reason="A mistake of ours.", by=colleague, now=NOW)
        deliver_due(now=NOW + timedelta(days=1))
        [letter] = mail.outbox
        assert letter.subject == "You are back with everyone else"
        assert "A mistake of ours." in letter.body


class TestLetters:
    def letters(self):
        deliver_due(now=NOW + timedelta(days=60))
        return [(letter.subject, letter.body) for letter in mail.outbox]

    def test_first_one_is_friendly_and_tells_what_counts(self, no_show):
        [(subject, body)] = self.letters()
        assert subject == f"We missed you: {no_show.registration.event.title}"
        assert "It is the first time within 6 months. Nothing follows from it." in body
        assert f"/tickets/{no_show.registration.code}/missed/" in body
        assert "What you borrow has nothing to do with it." in body

    def test_count_goes_up_and_the_last_tells_what_follows(self, restriction):
        letters = self.letters()
        assert "number 2 within 6 months" in letters[1][1]
        subject, body = letters[2]
        assert subject.endswith("others go first")
        for entry in ConductEntry.objects.no_shows():
            assert entry.registration.event.title in body
        assert len(letters) == 3

    def test_what_was_taken_back_meanwhile_is_not_told(self, no_show):
        take_back(no_show, ConductKind.ATTENDED, now=JUDGED_AT)
        assert self.letters() == []


class TestForgetting:
    def test_what_cannot_count_any_more(self, no_show, colleague):
        answer(ill(no_show), accepts=True, by=colleague)
        kept_for = timedelta(days=366)
        assert forget_old_conduct(now=JUDGED_AT) == 0
        assert months_before(JUDGED_AT + kept_for, 6 + KEPT_LONGER_BY_MONTHS) > no_show.happened_at
        assert forget_old_conduct(now=JUDGED_AT + kept_for) == 2
        assert not Appeal.objects.exists()

    def test_a_restriction_that_still_holds_stays(self):
        long_ago = JUDGED_AT - timedelta(days=500)
        RestrictionFactory(happened_at=long_ago, ends_at=JUDGED_AT + timedelta(days=1))
        assert forget_old_conduct(now=JUDGED_AT) == 0

    def test_nobody_else_can_delete_after_it(self, no_show):
        NoShowFactory(happened_at=JUDGED_AT - timedelta(days=500))
        assert forget_old_conduct(now=JUDGED_AT) == 1
        with pytest.raises(Exception, match="stands"):
            no_show.delete()

    def test_whoever_is_erased_leaves_nothing(self, no_show):
        ill(no_show)
        NoShowFactory(registration__contact__email="chen@example.org")
        erase_person(person_id=no_show.registration.contact_id, now=NOW)
        assert [entry.guest for entry in ConductEntry.objects.all()] == [
            guest_hash("chen@example.org")
        ]
        assert not Appeal.objects.exists()

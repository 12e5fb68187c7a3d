"""Writing to those who registered: to whom, how often, and what they read."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.utils.translation import override

from events.choices import Recipients
from events.errors import NobodyToWriteTo, SaidAlready
from events.models import Announcement, Attendee
from events.services.messages.announcements import (
    PROBABLY_A_SLIP,
    announce,
    draft_letter,
    leaves_at,
    reach_of,
    recipients_of,
)
from events.services.registration.cancellation import cancel_registration
from notifications.choices import Channel, MessageState
from notifications.models import OutboxMessage
from notifications.services.outbox import deliver_due
from staff.models import LogEntry
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import AttendanceFactory, RegistrationFactory
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return EventFactory(title_en="Storytime", places=2)


@pytest.fixture
def user():
    return UserFactory()


def sheet(event, **kwargs):
    """What somebody has written, not sent yet."""
    fields = {
        "key": uuid.uuid4(),
        "recipients": Recipients.REGISTERED,
        "title_en": "Bring an umbrella",
        "text_en": "It will rain.\r\n\r\nWe meet inside.",
    }
    return Announcement(event=event, **fields | kwargs)


def addresses(event, recipients, session=None):
    found = recipients_of(event, recipients, session)
    return [registration.contact.email.partition("@")[0] for registration in found]


class TestRecipients:
    @pytest.fixture
    def event(self):
        """Ada and Ben have places, Ada is here; Cai waits, Dan has cancelled."""
        event = EventFactory(places=2)
        ada, _ben, _cai, dan = (
            sign_up(event, guest(name)) for name in ("Ada", "Ben", "Cai", "Dan")
        )
        cancel_registration(registration_id=dan.pk, now=NOW)
        AttendanceFactory(attendee=Attendee.objects.get(registration=ada))
        return event

    @pytest.mark.parametrize(
        ("recipients", "names"),
        [
            (Recipients.REGISTERED, ["ada", "ben", "cai"]),
            (Recipients.SEATED, ["ada", "ben"]),
            (Recipients.WAITING, ["cai"]),
            (Recipients.CANCELLED, ["dan"]),
            (Recipients.HERE, ["ada"]),
            (Recipients.NOT_HERE, ["ben"]),
        ],
    )
    def test_are_those_who_are_meant(self, event, recipients, names):
        session = event.sessions.get() if "here" in recipients else None
        assert addresses(event, recipients, session) == names

    def test_of_one_session_are_not_those_of_another(self):
        event = EventFactory(sessions=2)
        registration = sign_up(event, guest("Ada"))
        AttendanceFactory(attendee=Attendee.objects.get(registration=registration))
        first, second = event.sessions.all()
        assert addresses(event, Recipients.HERE, first) == ["ada"]
        assert addresses(event, Recipients.HERE, second) == []
        assert addresses(event, Recipients.NOT_HERE, second) == ["ada"]

    def test_whose_check_in_was_undone_are_not_here(self, event):
        attendance = Attendee.objects.get(registration__contact__name="Ada").attendances.get()
        type(attendance).objects.update(undone_at=NOW)
        assert addresses(event, Recipients.HERE, event.sessions.get()) == []

    def test_are_counted_by_channel(self):
        event = EventFactory()
        sign_up(event, guest("Ada"))
        sign_up(event, guest("Ben", email="", phone="+8613800138000"))
        RegistrationFactory(event=event, contact=None)
        reach = reach_of(recipients_of(event, Recipients.REGISTERED))
        assert reach.by_channel == Counter({Channel.EMAIL: 1, Channel.SMS: 1})
        assert (reach.total, reach.unreachable) == (2, 1)


class TestSending:
    def test_everyone_gets_it_once_and_it_is_written_down(self, event, user):
        registrations = [sign_up(event, guest(name)) for name in ("Ada", "Ben", "Cai")]
        said = announce(sheet(event), user=user, now=NOW)
        assert (said.written_to, said.sent_by, said.sent_at) == (3, user, NOW)
        messages = OutboxMessage.objects.filter(kind="announcement")
        assert sorted(messages.values_list("subject_id", flat=True)) == [
            registration.pk for registration in registrations
        ]
        [line] = LogEntry.objects.for_instance(event)
        assert (line.action, line.user) == ("events.announced", user)
        assert line.data == {"announcement": said.pk, "to": "registered", "parties": 3}

    def test_same_sheet_handed_in_twice_is_sent_once(self, event, user):
        sign_up(event)
        paper = sheet(event)
        first = announce(paper, user=user, now=NOW)
        again = announce(sheet(event, key=paper.key), user=user, now=NOW + timedelta(days=1))
        assert again == first
        assert OutboxMessage.objects.filter(kind="announcement").count() == 1

    def test_same_words_within_minutes_are_asked_about(self, event, user):
        sign_up(event)
        announce(sheet(event), user=user, now=NOW)
        with pytest.raises(SaidAlready) as refusal:
            announce(sheet(event), user=user, now=NOW + timedelta(minutes=3))
        assert "3 minutes ago" in str(refusal.value)
        announce(sheet(event), user=user, now=NOW + timedelta(minutes=3), again=True)
        assert Announcement.objects.count() == 2

    def test_same_words_later_other_words_and_other_events_are_fine(self, event, user):
        other = EventFactory()
        sign_up(event)
        sign_up(other)
        announce(sheet(event), user=user, now=NOW)
        announce(sheet(event, text_en="It will snow."), user=user, now=NOW)
        announce(sheet(other), user=user, now=NOW)
        announce(sheet(event), user=user, now=NOW + PROBABLY_A_SLIP)
        assert Announcement.objects.count() == 4

    def test_nobody_is_no_recipient(self, event, user):
        RegistrationFactory(event=event, contact=None)
        with pytest.raises(NobodyToWriteTo):
            announce(sheet(event), user=user, now=NOW)
        assert not Announcement.objects.exists()

    def test_those_it_does_not_concern_any_more_are_left_alone(self, event, user):
        registration = sign_up(event)
        announce(sheet(event), user=user, now=NOW)
        cancel_registration(registration_id=registration.pk, now=NOW)
        deliver_due(now=NOW)
        assert OutboxMessage.objects.get(kind="announcement").state == MessageState.DROPPED

    def test_waits_for_the_morning_unless_it_is_about_today(self, event, user):
        sign_up(event)
        night, eve = NOW + timedelta(hours=12), STARTS_AT - timedelta(hours=12)
        assert leaves_at(event, now=night) == NOW + timedelta(hours=22)
        assert leaves_at(event, now=eve) == eve
        announce(sheet(event), user=user, now=night)
        announce(sheet(event), user=user, now=eve)
        waits = OutboxMessage.objects.filter(kind="announcement").order_by("pk")
        assert list(waits.values_list("waits_for_morning", flat=True)) == [True, False]


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_send_one_letter(event, user):
    sign_up(event)
    answers = race(*(lambda: announce(sheet(event), user=user, now=NOW) for _ in range(2)))
    assert sorted(type(answer).__name__ for answer in answers) == ["Announcement", "SaidAlready"]
    assert OutboxMessage.objects.filter(kind="announcement").count() == 1


class TestLetter:
    def test_says_what_was_written_and_leads_to_the_ticket(self, event, user):
        registration = sign_up(event)
        announce(sheet(event), user=user, now=NOW)
        deliver_due(now=NOW)
        letter = mail.outbox[-1]
        assert letter.subject == "Bring an umbrella"
        assert letter.body.startswith("It will rain.\n\nWe meet inside.\n\nWhen: ")
        assert registration.code in letter.body
        assert "List-Unsubscribe" not in letter.extra_headers

    def test_preview_is_about_this_event_and_about_nobody(self, event):
        sign_up(event, guest("Ada"))
        text = draft_letter(sheet(event), now=NOW).text
        assert "When: Sat 9 May 2026, 10:00–11:30\n" in text
        assert "Who: Lin Yu, Doudou\n" in text

    def test_each_reads_their_language_or_the_one_there_is(self, event):
        both = sheet(event, title_zh="请带伞", text_zh="会下雨。")
        with override("zh-hans"):
            assert draft_letter(both, now=NOW).title == "请带伞"
            assert draft_letter(sheet(event), now=NOW).title == "Bring an umbrella"

    def test_those_who_cancelled_are_led_to_the_event(self, event, user):
        registration = sign_up(event)
        cancel_registration(registration_id=registration.pk, now=NOW)
        announce(sheet(event, recipients=Recipients.CANCELLED), user=user, now=NOW)
        deliver_due(now=NOW)
        letter = next(each for each in mail.outbox if each.subject == "Bring an umbrella")
        assert registration.code not in letter.body
        assert f"http://localhost:8000{event.get_absolute_url()}" in letter.body

    def test_what_is_typed_is_words(self, event):
        letter = draft_letter(
            sheet(event, title_en="100 % <b>", text_en="%(title)s {event} <script>"), now=NOW
        )
        assert letter.title == "100 % <b>"
        assert letter.paragraphs == ("%(title)s {event} <script>",)
        assert "<script>" not in letter.html

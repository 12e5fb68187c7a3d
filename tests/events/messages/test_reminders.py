"""Reminders: in time, once, to those whom they help."""

from datetime import timedelta

import pytest
from django.core import mail

from events.choices import EventStatus, PlaceState, SessionState
from events.models import Registration, Session
from events.services.making.sessions import save_session
from events.services.messages.reminders import LEADS, queue_due_reminders, set_reminders
from events.services.registration.cancellation import cancel_registration
from notifications.choices import Channel, MessageState
from notifications.models import MessageSettings, OutboxMessage
from notifications.services.outbox import deliver_due
from notifications.services.stopping import reader_of, stop
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.registrations import AttendeeFactory, RegistrationFactory
from tests.statements import statements

WEEK, DAY, HOURS = (lead.before for lead in LEADS)
EVERY_TIME = {
    "reminds_week_before": True,
    "reminds_day_before": True,
    "reminds_hours_before": True,
}

pytestmark = pytest.mark.django_db


def registered(**kwargs):
    """A party that was written into the tables long ago, with an address unless told otherwise."""
    if "contact" not in kwargs:
        kwargs["contact__email"] = "lin@example.org"
    return RegistrationFactory(**kwargs)


def remind(before, *, late=timedelta(0)):
    """Let the job run so long before the factories' session, or a little later."""
    return queue_due_reminders(now=STARTS_AT - before + late)


def reminders():
    return OutboxMessage.objects.filter(kind="reminder").order_by("pk")


def test_one_day_before_unless_something_else_is_chosen():
    registration = registered()
    assert remind(DAY, late=timedelta(seconds=-1)) == 0
    assert remind(DAY) == 1
    [message] = reminders()
    assert message.subject_id == registration.pk
    assert message.address == registration.contact.email
    assert (message.channel, message.state) == (Channel.EMAIL, MessageState.QUEUED)
    assert message.waits_for_morning
    assert message.next_attempt_at == STARTS_AT - DAY


def test_once_however_often_the_job_runs():
    registered()
    assert [remind(DAY, late=timedelta(minutes=minutes)) for minutes in (0, 0, 5, 10)] == [
        1,
        0,
        0,
        0,
    ]


def test_event_goes_its_own_way():
    event = EventFactory()
    registered(event=event)
    set_reminders(event, **EVERY_TIME | {"reminds_day_before": False})
    assert [remind(before) for before in (WEEK, DAY, HOURS)] == [1, 0, 1]


def test_network_decides_for_all_others():
    MessageSettings.objects.create(reminds_week_before=True, reminds_day_before=False)
    registered()
    assert [remind(before) for before in (WEEK, DAY, HOURS)] == [1, 0, 0]


def test_event_can_have_none():
    event = EventFactory()
    registered(event=event)
    set_reminders(event, **dict.fromkeys(EVERY_TIME, False))
    assert [remind(before) for before in (WEEK, DAY, HOURS)] == [0, 0, 0]


@pytest.mark.parametrize(
    "state", [PlaceState.CANCELLED, PlaceState.APPLIED, PlaceState.ENTERED, PlaceState.DECLINED]
)
def test_only_those_with_a_place(state):
    registration = registered()
    Registration.objects.filter(pk=registration.pk).update(state=state)
    assert remind(DAY) == 0


def test_not_those_who_wait():
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    sign_up(event, guest("Second"))
    remind(DAY)
    assert [message.address for message in reminders()] == ["first@example.org"]


def test_not_of_what_does_not_take_place():
    registered(event__intake__status=EventStatus.CANCELLED)
    called_off = registered()
    called_off.event.sessions.update(state=SessionState.CANCELLED)
    assert remind(DAY) == 0


def test_of_each_session():
    event = EventFactory(sessions=2)
    registered(event=event)
    assert remind(DAY) == 1
    assert queue_due_reminders(now=STARTS_AT + timedelta(weeks=1) - DAY) == 1


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: lead.setting)
def test_late_only_while_it_helps(lead):
    event = EventFactory()
    registered(event=event)
    set_reminders(event, **dict.fromkeys(EVERY_TIME, False) | {lead.setting: True})
    too_late = lead.before - lead.no_later_than
    assert remind(lead.before, late=too_late) == 0
    assert remind(lead.before, late=too_late - timedelta(seconds=1)) == 1


def test_after_a_long_pause_one_reminder_is_enough():
    """All three are due by now; those of the week and the day have lost their use."""
    event = EventFactory()
    registered(event=event)
    set_reminders(event, **EVERY_TIME)
    assert remind(timedelta(hours=1)) == 1


def test_who_has_just_signed_up_has_just_read_it():
    event = EventFactory()
    sign_up(event, guest("Early"), now=STARTS_AT - DAY - timedelta(seconds=1))
    sign_up(event, guest("Late"), now=STARTS_AT - DAY + timedelta(seconds=1))
    remind(DAY, late=timedelta(hours=1))
    assert [message.address for message in reminders()] == ["early@example.org"]


def test_who_has_just_got_a_place_is_not_reminded_of_it():
    event = EventFactory(places=1)
    first = sign_up(event, guest("First"))
    sign_up(event, guest("Second"))
    cancel_registration(registration_id=first.pk, now=STARTS_AT - DAY + timedelta(minutes=1))
    assert remind(DAY, late=timedelta(hours=1)) == 0


class TestMovedSession:
    @staticmethod
    def move(session, by):
        session.starts_at += by
        session.ends_at += by
        save_session(session, now=NOW)

    def test_is_reminded_of_on_its_new_day(self):
        session = registered().event.sessions.get()
        assert remind(DAY) == 1
        self.move(session, timedelta(days=3))
        assert remind(DAY, late=timedelta(hours=1)) == 0
        assert remind(DAY - timedelta(days=3)) == 1

    def test_of_the_same_day_is_told_by_the_new_plan_alone(self):
        session = registered().event.sessions.get()
        assert remind(DAY) == 1
        self.move(session, timedelta(hours=2))
        assert remind(DAY - timedelta(hours=2)) == 0

    def test_two_hours_count_from_the_new_time(self):
        event = EventFactory()
        registered(event=event)
        set_reminders(event, **dict.fromkeys(EVERY_TIME, False) | {"reminds_hours_before": True})
        assert remind(HOURS) == 1
        self.move(event.sessions.get(), timedelta(hours=4))
        assert remind(HOURS - timedelta(hours=4)) == 1

    def test_between_queue_and_mail_drops_the_old_time(self):
        session = registered().event.sessions.get()
        remind(DAY)
        self.move(session, timedelta(hours=2))
        outcome = deliver_due(now=STARTS_AT - DAY)
        assert outcome[MessageState.DROPPED] == 1
        assert not [each for each in mail.outbox if "Tomorrow" in each.subject]


class TestLetter:
    def test_says_when_and_leads_to_the_ticket(self):
        registration = registered(event=EventFactory(title_en="100 % Storytime", sessions=2))
        remind(DAY)
        assert deliver_due(now=STARTS_AT - DAY) == {MessageState.SENT: 1}
        [letter] = mail.outbox
        assert letter.subject == "Tomorrow: 100 % Storytime"
        assert "When: Sat 9 May 2026, 10:00–11:30\n" in letter.body
        assert registration.code in letter.body
        assert "List-Unsubscribe" in letter.extra_headers

    @pytest.mark.parametrize(
        ("before", "subject"), [(HOURS, "Today: Lights"), (WEEK, "Sat 9 May: Lights")]
    )
    def test_names_the_day_as_people_do(self, before, subject):
        event = EventFactory(title_en="Lights")
        registered(event=event)
        set_reminders(event, **EVERY_TIME)
        now = STARTS_AT - before
        queue_due_reminders(now=now)
        deliver_due(now=now)
        # Two hours before ten it is eight: the quiet hours are just over.
        assert mail.outbox[0].subject == subject

    def test_is_not_sent_once_it_has_begun(self):
        registered()
        remind(DAY)
        assert deliver_due(now=STARTS_AT) == {MessageState.DROPPED: 1}

    def test_is_not_sent_to_who_has_cancelled_meanwhile(self):
        registration = registered()
        remind(DAY)
        cancel_registration(registration_id=registration.pk, now=STARTS_AT - DAY)
        assert deliver_due(now=STARTS_AT - DAY)[MessageState.DROPPED] == 1

    def test_is_not_sent_to_who_has_stopped_them(self):
        registration = registered()
        stop([reader_of(registration.contact.email)], ["reminder"], now=NOW)
        remind(DAY)
        assert deliver_due(now=STARTS_AT - DAY) == {MessageState.UNWANTED: 1}

    def test_waits_for_the_morning(self):
        early = STARTS_AT - timedelta(hours=3)
        event = EventFactory(sessions=0)
        SessionFactory(event=event, starts_at=early)
        registered(event=event)
        at_seven = early - DAY
        assert queue_due_reminders(now=at_seven) == 1
        assert deliver_due(now=at_seven) == {}
        assert deliver_due(now=at_seven + timedelta(hours=1)) == {MessageState.SENT: 1}


class TestWhom:
    @staticmethod
    def whom(**contact):
        OutboxMessage.objects.all().delete()
        registered(contact=PersonFactory(**contact))
        remind(DAY)
        return [(message.channel, message.address) for message in reminders()]

    def test_address_of_the_contact_else_of_their_account(self):
        account = UserFactory(email="account@example.org", phone="+8613800138000")
        assert self.whom(email="own@example.org", user=account) == [
            (Channel.EMAIL, "own@example.org")
        ]

    def test_address_of_the_account(self):
        account = UserFactory(email="account@example.org", phone="+8613800138000")
        assert self.whom(email="", phone="+8613900139000", user=account) == [
            (Channel.EMAIL, "account@example.org")
        ]

    def test_phone_where_there_is_no_mail(self):
        assert self.whom(email="", phone="+8613900139000") == [(Channel.SMS, "+8613900139000")]

    def test_gateway_where_there_is_one(self, settings):
        settings.WEBHOOK_URL = "http://127.0.0.1:1/"
        assert self.whom(email="", phone="+8613900139000") == [(Channel.WEBHOOK, "+8613900139000")]

    def test_nobody_by_phone_where_nothing_carries_texts(self, settings):
        settings.SMS_GATEWAY = ""
        assert self.whom(email="", phone="+8613900139000") == []

    def test_nobody_where_there_is_no_address(self):
        assert self.whom(email="", phone="") == []

    def test_nobody_where_there_is_no_contact(self):
        registered(contact=None)
        assert remind(DAY) == 0

    def test_in_the_language_of_the_contact(self):
        registered(contact=PersonFactory(email="lin@example.org", language="zh-hans"))
        remind(DAY)
        assert reminders().get().language == "zh-hans"


def test_two_hours_before_whole_days_there_is_nothing_to_hurry_to():
    event = EventFactory()
    Session.objects.update(is_all_day=True)
    registered(event=event)
    set_reminders(event, **EVERY_TIME)
    assert [remind(before) for before in (DAY, HOURS)] == [1, 0]


def test_any_number_of_people_costs_the_same_statements():
    for _ in range(3):
        event = EventFactory()
        for _ in range(3):
            registration = registered(event=event, party=0)
            AttendeeFactory(registration=registration)
    with statements() as sql:
        assert remind(DAY) == 9
    assert len(sql) == 2  # The network's settings, and all reminders at once.

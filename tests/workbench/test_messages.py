"""Messages at the desk: what became of them, and writing to all."""

import pytest
from django.urls import reverse

from events.models import Announcement, EventReminders
from notifications.choices import Failure, MessageState
from notifications.models import MessageSettings, OutboxMessage
from notifications.services.outbox import deliver_due
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.events.parties import NOW, guest, sign_up
from tests.factories.brands import BrandFactory
from tests.factories.events import EventFactory
from tests.factories.registrations import RegistrationFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements
from workbench.services.deliveries import counts_of, retry_failed

pytestmark = pytest.mark.django_db

TEXT = {"title_en": "Bring an umbrella", "text_en": "It will rain."}


@pytest.fixture
def coordinator():
    return StaffScopeFactory().user


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def event():
    return EventFactory(title_en="Storytime")


def desk(event, page="overview", *args):
    return reverse(f"desk:{page}", args=[event.pk, *args])


def fail(message, failure=Failure.REFUSED):
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=MessageState.FAILED, failure=failure, attempts=10
    )


class TestDeliveries:
    def test_tell_how_each_message_fared(self, signed_in, event):
        for name in ("Ada", "Ben", "Cai"):
            sign_up(event, guest(name))
        ada, ben, _cai = OutboxMessage.objects.order_by("pk")
        deliver_due(now=NOW)
        fail(ada)
        OutboxMessage.objects.filter(pk=ben.pk).update(
            state=MessageState.QUEUED, failure=Failure.SLOW, attempts=2
        )
        html = signed_in.get(desk(event, "messages")).content.decode()
        assert "The address or number was refused. Is it spelt right?" in html
        assert "Tried 2 times. The mail server or gateway did not answer in time." in html
        assert "Sent " in html
        assert counts_of(event) == type(counts_of(event))(queued=1, sent=1, failed=1)
        assert "ada@example.org" not in html

    def test_are_counted_on_the_desk(self, signed_in, event):
        sign_up(event)
        html = signed_in.get(desk(event)).content.decode()
        assert "Waiting to be sent" in html
        assert "Reminders: 1 day before" in html

    def test_can_be_narrowed_to_those_that_failed(self, signed_in, event):
        sign_up(event, guest("Ada"))
        bad = sign_up(event, guest("Ben"))
        fail(OutboxMessage.objects.get(subject_id=bad.pk))
        shown = signed_in.get(desk(event, "messages") + "?state=failed").context["deliveries"]
        assert [each.registration for each in shown] == [bad]
        nonsense = signed_in.get(desk(event, "messages") + "?state=nonsense&p=99")
        assert len(nonsense.context["deliveries"]) == 2

    def test_of_other_events_are_not_shown(self, signed_in, event):
        sign_up(EventFactory())
        assert signed_in.get(desk(event, "messages")).context["deliveries"] == []

    def test_cost_the_same_for_any_number(self, signed_in, event):
        sign_up(event, guest("Ada"))
        signed_in.get(desk(event, "messages"))
        with statements() as one:
            signed_in.get(desk(event, "messages"))
        for name in ("Ben", "Cai", "Dan"):
            sign_up(event, guest(name))
        with statements() as many:
            signed_in.get(desk(event, "messages"))
        assert len(many) == len(one)


class TestRetrying:
    def test_begins_anew_and_is_logged(self, signed_in, event):
        sign_up(event)
        message = OutboxMessage.objects.get()
        fail(message)
        signed_in.post(desk(event, "retry_message", message.pk))
        message.refresh_from_db()
        assert (message.state, message.attempts) == (MessageState.QUEUED, 0)
        assert LogEntry.objects.for_instance(event).filter(action="events.message_retried").exists()

    def test_of_what_did_not_fail_is_refused(self, signed_in, event):
        sign_up(event)
        message = OutboxMessage.objects.get()
        answer = signed_in.post(desk(event, "retry_message", message.pk), follow=True)
        assert "cannot be sent again" in answer.content.decode()

    def test_message_of_another_event_does_not_exist_here(self, signed_in, event):
        sign_up(EventFactory())
        message = OutboxMessage.objects.get()
        fail(message)
        assert signed_in.post(desk(event, "retry_message", message.pk)).status_code == 404
        message.refresh_from_db()
        assert message.state == MessageState.FAILED

    def test_all_at_once(self, signed_in, event):
        for name in ("Ada", "Ben"):
            sign_up(event, guest(name))
        for message in OutboxMessage.objects.all():
            fail(message)
        OutboxMessage.objects.filter(address="ben@example.org").update(address="")
        assert retry_failed(event, now=NOW) == 1
        answer = signed_in.post(desk(event, "retry_messages"), follow=True)
        assert "0 messages are tried again." in answer.content.decode()

    def test_needs_a_post(self, signed_in, event):
        assert signed_in.get(desk(event, "retry_messages")).status_code == 405


class TestWriting:
    @staticmethod
    def post(client, event, page=None, **data):
        page = page or client.get(desk(event, "compose")).context["form"]
        key = page["key"].value()
        return client.post(
            desk(event, "compose"), {"key": key, "recipients": "registered"} | TEXT | data
        )

    def test_shows_first_and_sends_then(self, signed_in, event, coordinator):
        sign_up(event, guest("Ada"))
        sign_up(event, guest("Ben", email="", phone="+8613800138000"))
        RegistrationFactory(event=event, contact=None)
        shown = self.post(signed_in, event)
        html = shown.content.decode()
        assert "To 2 parties" in html
        assert "(E-mail: 1, Text message: 1)" in html
        assert "1 party has left no address" in html
        assert "It will rain." in html
        assert not Announcement.objects.exists()

        form = shown.context["form"]
        answer = self.post(signed_in, event, form, seen=form["seen"].value(), send="1")
        assert answer["Location"] == desk(event, "messages")
        said = Announcement.objects.get()
        assert (said.written_to, said.sent_by) == (2, coordinator)
        page = signed_in.get(desk(event, "messages")).content.decode()
        assert "Bring an umbrella" in page

    def test_nothing_goes_out_that_was_not_shown(self, signed_in, event):
        sign_up(event)
        form = self.post(signed_in, event).context["form"]
        seen = form["seen"].value()
        for changed in ({"text_en": "It will snow."}, {"recipients": "waiting"}, {"seen": ""}):
            answer = self.post(signed_in, event, form, **{"seen": seen, "send": "1"} | changed)
            assert answer.status_code == 200
        assert not Announcement.objects.exists()

    def test_pressed_twice_it_is_sent_once(self, signed_in, event):
        sign_up(event)
        form = self.post(signed_in, event).context["form"]
        for _ in range(2):
            self.post(signed_in, event, form, seen=form["seen"].value(), send="1")
        assert Announcement.objects.count() == 1

    def test_same_words_again_are_asked_about(self, signed_in, event):
        sign_up(event)
        for _ in range(2):
            form = self.post(signed_in, event).context["form"]
            answer = self.post(signed_in, event, form, seen=form["seen"].value(), send="1")
        assert "minutes ago" in answer.content.decode()
        assert Announcement.objects.count() == 1
        self.post(signed_in, event, form, seen=form["seen"].value(), send="1", again="on")
        assert Announcement.objects.count() == 2

    def test_to_nobody_there_is_no_button(self, signed_in, event):
        html = self.post(signed_in, event).content.decode()
        assert "To 0 parties" in html
        assert 'name="send"' not in html

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"title_en": "", "text_en": ""}, "title_en"),
            ({"title_en": ""}, "title_en"),
            ({"text_en": " "}, "text_en"),
            ({"title_zh": "请带伞"}, "text_zh"),
            ({"title_en": "x" * 151}, "title_en"),
            ({"text_en": "x" * 4001}, "text_en"),
            ({"recipients": "everyone in town"}, "recipients"),
            ({"recipients": "here"}, "session"),
            ({"recipients": "here", "session": "0"}, "session"),
            ({"key": "no key"}, "key"),
            ({"text_en": "\x00"}, "text_en"),
        ],
    )
    def test_bad_input_is_told_where_it_stands(self, signed_in, event, data, field):
        answer = self.post(signed_in, event, **data)
        assert list(answer.context["form"].errors) == [field]

    def test_session_of_another_event_is_no_choice(self, signed_in, event):
        other = EventFactory().sessions.get()
        answer = self.post(signed_in, event, recipients="here", session=str(other.pk))
        assert "session" in answer.context["form"].errors

    def test_what_is_typed_cannot_break_out_of_the_preview(self, signed_in, event):
        html = self.post(signed_in, event, text_en='"><script>alert(1)</script>').content.decode()
        assert "<script>alert" not in html
        assert html.count("<html") == 1  # The letter's own stands escaped in its frame.


class TestReminders:
    def test_begin_as_in_the_network_and_are_the_events_own_then(self, signed_in, event):
        MessageSettings.objects.create(reminds_week_before=True)
        form = signed_in.get(desk(event, "reminders")).context["form"]
        assert form.initial == {
            "reminds_week_before": True,
            "reminds_day_before": True,
            "reminds_hours_before": False,
        }
        signed_in.post(desk(event, "reminders"), {"reminds_hours_before": "on"})
        own = EventReminders.objects.get(event=event)
        assert (own.reminds_week_before, own.reminds_hours_before) == (False, True)
        assert "Reminders: 2 hours before" in signed_in.get(desk(event)).content.decode()

    def test_can_be_none(self, signed_in, event):
        signed_in.post(desk(event, "reminders"), {})
        assert "Nobody is reminded." in signed_in.get(desk(event)).content.decode()


PAGES = ["messages", "compose", "reminders"]


class TestScope:
    @pytest.mark.parametrize("page", [*PAGES, "retry_messages"])
    def test_event_of_another_brand_does_not_exist(self, client, event, page):
        client.force_login(StaffScopeFactory(brand=BrandFactory()).user)
        sign_up(event)
        assert client.get(desk(event, page)).status_code == 404
        assert client.post(desk(event, page), TEXT).status_code == 404
        assert not Announcement.objects.exists()

    @pytest.mark.parametrize("role", [StaffRole.DIRECTOR, StaffRole.REVIEWER])
    def test_those_who_only_look_write_to_nobody(self, client, event, role):
        client.force_login(StaffScopeFactory(role=role).user)
        for page in PAGES:
            assert client.get(desk(event, page)).status_code in (302, 403)
        assert client.post(desk(event, "compose"), TEXT).status_code in (302, 403)
        html = client.get(desk(event)).content.decode()
        assert "Write to the registered" not in html

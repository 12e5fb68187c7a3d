"""Messages leave once, are tried again, and are forgotten in time."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils.translation import get_language, gettext

from notifications.choices import Channel, MessageState
from notifications.models import OutboxMessage
from notifications.services import outbox
from notifications.services.kinds import Attachment, Letter, Link, kinds
from notifications.services.outbox import (
    BATCH,
    CLAIM,
    MOST_ATTEMPTS,
    address_for,
    deliver_due,
    forget_texts,
    pause_after,
    queue,
)
from notifications.services.sms import can_text
from tests.factories.notifications import OutboxMessageFactory
from tests.racing import race

NOW = datetime(2026, 5, 9, 2, 0, tzinfo=UTC)
SENT, QUEUED, FAILED = MessageState.SENT, MessageState.QUEUED, MessageState.FAILED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def news(monkeypatch):
    """A kind of message that tells of a ticket."""

    def word(message, now):
        return Letter(
            title=gettext("Your ticket"),
            paragraphs=("You have your places.",),
            facts=(("When", "Sat 9 May, 10:00"),),
            link=Link("Show the ticket", "http://localhost:8000/tickets/CODE/"),
            closing=("See you there.",),
            attachments=(Attachment("event.ics", b"BEGIN:VCALENDAR", "text/calendar"),),
        )

    monkeypatch.setattr(kinds, "_entries", {**kinds._entries, "test-news": word})


@pytest.fixture
def broken_mail(monkeypatch):
    """The mail server is away."""

    def refuse(message):
        raise ConnectionRefusedError(f"no way to {message.to}")

    monkeypatch.setattr(outbox.EmailMultiAlternatives, "send", refuse)


def message(**kwargs):
    return OutboxMessageFactory(**{"created_at": NOW, "next_attempt_at": NOW} | kwargs)


def test_due_message_is_sent_as_text_and_html_with_its_attachments():
    row = message(address="lin@example.org")
    assert deliver_due(now=NOW) == Counter({SENT: 1})

    [sent] = mail.outbox
    assert (sent.subject, sent.to) == ("Your ticket", ["lin@example.org"])
    assert sent.body == (
        "You have your places.\n\n"
        "When: Sat 9 May, 10:00\n\n"
        "Show the ticket:\nhttp://localhost:8000/tickets/CODE/\n\n"
        "See you there.\n\n"
        "Shuxiang 书香\nhttp://localhost:8000\n"
    )
    [(html, kind)] = sent.alternatives
    assert kind == "text/html"
    assert '<a href="http://localhost:8000/tickets/CODE/"' in html
    assert sent.attachments == [("event.ics", "BEGIN:VCALENDAR", "text/calendar")]
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.title, row.attempts) == (SENT, NOW, "Your ticket", 1)
    assert row.body == sent.body


def test_message_is_sent_once():
    message()
    deliver_due(now=NOW)
    assert deliver_due(now=NOW + timedelta(days=1)) == Counter()
    assert len(mail.outbox) == 1


def test_message_waits_until_it_is_due():
    message(next_attempt_at=NOW + timedelta(seconds=1))
    assert deliver_due(now=NOW) == Counter()


def test_text_message_is_short():
    message(channel=Channel.SMS, address="+8613800138000")
    deliver_due(now=NOW)
    [sent] = mail.outbox
    assert sent.to == ["+8613800138000@sms.invalid"]
    assert sent.body == "Your ticket http://localhost:8000/tickets/CODE/"


def test_message_is_worded_in_the_language_of_its_reader(monkeypatch):
    seen = []

    def word(message, now):
        seen.append(get_language())
        return Letter(title="x")

    monkeypatch.setitem(kinds._entries, "test-news", word)
    message(language="zh-hans")
    message(language="en")
    deliver_due(now=NOW)
    assert sorted(seen) == ["en", "zh-hans"]


def test_same_news_is_queued_once():
    for address in ("first@example.org", "second@example.org"):
        queue([OutboxMessageFactory.build(dedupe_key="same", address=address)])
    assert OutboxMessage.objects.get().address == "first@example.org"


@pytest.mark.usefixtures("broken_mail")
def test_failed_attempt_is_repeated_later():
    row = message()
    assert deliver_due(now=NOW) == Counter({QUEUED: 1})
    row.refresh_from_db()
    assert (row.state, row.attempts) == (QUEUED, 1)
    assert timedelta(seconds=22) < row.next_attempt_at - NOW < timedelta(seconds=38)
    assert row.last_error.startswith("ConnectionRefusedError")


def test_what_failed_first_is_sent_when_the_server_is_back(monkeypatch):
    row = message()
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_send", lambda *args, **kwargs: 1 / 0)
        deliver_due(now=NOW)
    deliver_due(now=NOW + timedelta(minutes=1))
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (SENT, 2, "")


@pytest.mark.usefixtures("broken_mail")
def test_message_is_given_up_after_the_last_attempt():
    row = message(attempts=MOST_ATTEMPTS - 1)
    assert deliver_due(now=NOW) == Counter({FAILED: 1})
    assert deliver_due(now=NOW + timedelta(days=1)) == Counter()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (FAILED, MOST_ATTEMPTS)


def test_message_that_kills_its_worker_each_time_is_given_up():
    """Each claim counts as an attempt, even if its worker never comes back."""
    row = message(attempts=MOST_ATTEMPTS)
    assert deliver_due(now=NOW) == Counter({FAILED: 1})
    row.refresh_from_db()
    assert "never came to an end" in row.last_error
    assert mail.outbox == []


def test_pauses_double_and_are_uneven():
    for attempts in range(1, MOST_ATTEMPTS):
        even = timedelta(seconds=30) * 2 ** (attempts - 1)
        pauses = {pause_after(attempts) for _ in range(20)}
        assert len(pauses) > 1
        assert all(even * 0.75 <= pause <= even * 1.25 for pause in pauses)


def test_one_bad_message_holds_up_no_other(monkeypatch):
    monkeypatch.setitem(kinds._entries, "bad-news", lambda message, now: 1 / 0)
    message(kind="bad-news")
    message(kind="of-an-app-that-is-gone")
    message()
    assert deliver_due(now=NOW) == Counter({QUEUED: 2, SENT: 1})


def test_message_with_nothing_to_say_any_more_is_dropped(monkeypatch):
    monkeypatch.setitem(kinds._entries, "test-news", lambda message, now: None)
    row = message()
    assert deliver_due(now=NOW) == Counter({MessageState.DROPPED: 1})
    assert deliver_due(now=NOW + timedelta(days=1)) == Counter()
    assert mail.outbox == []
    assert forget_texts(now=NOW + timedelta(days=30)) == 1
    row.refresh_from_db()
    assert (row.state, row.address) == (MessageState.DROPPED, "")


def test_log_of_a_failure_names_nobody(broken_mail, caplog):
    message(address="lin@example.org")
    deliver_due(now=NOW)
    assert "test-news" in caplog.text
    assert "lin@example.org" not in caplog.text


def test_killed_worker_loses_nothing(monkeypatch):
    """It dies after the first of three: the other two become due again, the first does not."""
    rows = [message() for _ in range(3)]
    send = outbox._send

    def send_one_and_die(row, letter, *, now):
        if mail.outbox:
            raise KeyboardInterrupt
        send(row, letter, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_send", send_one_and_die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(now=NOW)
    assert deliver_due(now=NOW + CLAIM - timedelta(seconds=1)) == Counter()
    assert deliver_due(now=NOW + CLAIM) == Counter({SENT: 2})
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(row.address for row in rows)


def test_attempts_of_one_message_share_their_identity(monkeypatch):
    row = message()
    deliver_due(now=NOW)
    OutboxMessage.objects.filter(pk=row.pk).update(state=QUEUED)
    deliver_due(now=NOW + CLAIM)
    first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first == second
    assert first.endswith("@localhost>")


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same():
    for _ in range(BATCH + 5):
        message()
    first, second = race(lambda: deliver_due(now=NOW), lambda: deliver_due(now=NOW))
    assert first + second == Counter({SENT: BATCH + 5})
    assert len({sent.to[0] for sent in mail.outbox}) == len(mail.outbox) == BATCH + 5


@pytest.mark.django_db(transaction=True)
def test_claiming_does_not_wait_for_another_worker():
    claimed, free = message(), message()

    with transaction.atomic():
        OutboxMessage.objects.select_for_update().get(pk=claimed.pk)
        [answer] = race(lambda: deliver_due(now=NOW))
    assert answer == Counter({SENT: 1})
    free.refresh_from_db()
    assert free.state == SENT


def test_texts_and_addresses_are_forgotten_after_thirty_days():
    sent = message()
    deliver_due(now=NOW)
    given_up = message(state=FAILED, last_error="no way to lin@example.org")
    waiting = message(next_attempt_at=NOW + timedelta(days=99))
    in_time = NOW + timedelta(days=30)
    assert forget_texts(now=in_time - timedelta(seconds=1)) == 0
    assert forget_texts(now=in_time) == 2
    assert forget_texts(now=in_time) == 0
    for row in (sent, given_up):
        row.refresh_from_db()
        assert (row.address, row.title, row.body, row.last_error) == ("", "", "", "")
        assert row.dedupe_key
    waiting.refresh_from_db()
    assert waiting.address


def test_mail_goes_before_text_message_and_nobody_is_nowhere():
    assert address_for(email="a@example.org", phone="+8613800138000") == (
        Channel.EMAIL,
        "a@example.org",
    )
    assert address_for(email="", phone="+8613800138000") == (Channel.SMS, "+8613800138000")
    assert address_for(email="", phone="") is None


def test_a_phone_reaches_nobody_where_nothing_carries_texts(settings):
    settings.SMS_GATEWAY = ""
    assert address_for(email="", phone="+8613800138000") is None
    assert not can_text()
    settings.WEBHOOK_URL, settings.WEBHOOK_CARRIES = "http://127.0.0.1:1/", ["sms"]
    assert address_for(email="", phone="+8613800138000") == (Channel.WEBHOOK, "+8613800138000")
    assert can_text()


def test_due_messages_are_found_by_their_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        due = OutboxMessage.objects.filter(state=QUEUED, next_attempt_at__lte=NOW)
        assert "outbox_due" in due.order_by("next_attempt_at").explain()


def test_a_line_break_in_a_title_ends_no_header(monkeypatch):
    def word(message, now):
        return Letter(title="Your ticket: Lanterns\r\nBcc: everyone@example.org")

    monkeypatch.setattr(kinds, "_entries", {**kinds._entries, "test-news": word})
    message()

    assert deliver_due(now=NOW) == Counter({SENT: 1})
    [sent] = mail.outbox
    assert sent.subject == "Your ticket: Lanterns Bcc: everyone@example.org"
    assert sent.recipients() == sent.to

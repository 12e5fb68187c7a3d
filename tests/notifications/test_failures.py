"""Errors of channels are understood: whose fault it is, and whether to try again."""

from email.message import Message
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from urllib.error import HTTPError, URLError

import pytest

from notifications.choices import Failure, MessageState
from notifications.errors import NotHandedOver, NotRetryable
from notifications.services.failures import understood
from notifications.services.outbox import deliver_due, retry
from tests.factories.notifications import OutboxMessageFactory
from tests.notifications.test_webhook import NOW


@pytest.mark.parametrize(
    ("error", "failure", "is_final"),
    [
        (SMTPRecipientsRefused({"a@b.c": (550, b"No such user")}), Failure.REFUSED, True),
        (SMTPRecipientsRefused({"a@b.c": (450, b"Mailbox busy")}), Failure.BUSY, False),
        (SMTPServerDisconnected("gone"), Failure.UNREACHABLE, False),
        (ConnectionRefusedError(), Failure.UNREACHABLE, False),
        (TimeoutError(), Failure.SLOW, False),
        (URLError("no route"), Failure.UNREACHABLE, False),
        (HTTPError("http://x/", 404, "gone", Message(), None), Failure.REFUSED, True),
        (HTTPError("http://x/", 429, "wait", Message(), None), Failure.BUSY, False),
        (HTTPError("http://x/", 500, "oops", Message(), None), Failure.UNREACHABLE, False),
        (KeyError("of-no-kind"), Failure.WORDLESS, False),
    ],
)
def test_each_error_has_its_meaning(error, failure, is_final):
    found = understood(error)
    assert (found.failure, found.is_final) == (failure, is_final)


def test_an_understood_error_stays_as_it_is():
    error = NotHandedOver(Failure.SLOW, "x")
    assert understood(error) is error


@pytest.mark.django_db
class TestRetrying:
    def test_begins_anew(self, kind):
        kind("test-news")
        row = OutboxMessageFactory(
            state=MessageState.FAILED, attempts=10, failure=Failure.SLOW, last_error="slow"
        )
        retry(row, now=NOW)
        row.refresh_from_db()
        assert (row.state, row.attempts, row.failure) == (MessageState.QUEUED, 0, "")
        assert deliver_due(now=NOW) == {MessageState.SENT: 1}

    @pytest.mark.parametrize("state", [each for each in MessageState if each != "failed"])
    def test_only_of_what_was_given_up(self, state):
        row = OutboxMessageFactory(state=state)
        with pytest.raises(NotRetryable):
            retry(row, now=NOW)
        row.refresh_from_db()
        assert row.state == state

    def test_not_once_the_address_is_forgotten(self):
        with pytest.raises(NotRetryable):
            retry(OutboxMessageFactory(state=MessageState.FAILED, address=""), now=NOW)

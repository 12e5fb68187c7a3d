"""The gateway of the library's own: signed, patient, and sent each message once."""

import base64
import hmac
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.choices import Channel, Failure, MessageState
from notifications.models import OutboxMessage
from notifications.services import outbox, webhook
from notifications.services.failures import wait_asked_for
from notifications.services.outbox import CLAIM, LONGEST_PAUSE, address_for, deliver_due
from notifications.services.webhook import signature
from tests.factories.notifications import OutboxMessageFactory
from tests.notifications.gateways import running_gateway

NOW = datetime(2026, 5, 9, 2, 0, tzinfo=UTC)
SENT, QUEUED, FAILED = MessageState.SENT, MessageState.QUEUED, MessageState.FAILED
SECRET = "whsec_" + base64.b64encode(b"a key of thirty-two bytes, or so").decode()

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings, kind):
    kind("test-news", label="library news")
    with running_gateway() as gateway:
        settings.WEBHOOK_URL = gateway.url
        settings.WEBHOOK_SECRETS = [SECRET]
        yield gateway


@pytest.fixture
def hasty(monkeypatch):
    """Patience for a fifth of a second."""
    monkeypatch.setattr(webhook, "PATIENCE_SECONDS", 0.2)


def message(**kwargs):
    given = {"channel": Channel.WEBHOOK, "address": "+8613800138000", "language": "zh-hans"}
    return OutboxMessageFactory(**given | {"created_at": NOW, "next_attempt_at": NOW} | kwargs)


def after_an_attempt(now=NOW):
    row = message()
    deliver_due(now=now)
    row.refresh_from_db()
    return row


def test_signature_is_the_one_of_the_standard():
    """The example of Standard Webhooks' reference libraries."""
    assert (
        signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_gateway_gets_all_it_needs_signed(gateway):
    assert after_an_attempt().state == SENT
    [(path, headers, body)] = gateway.asked
    [told] = gateway.bodies
    assert path == "/send"
    assert told["type"] == "test-news"
    assert told["timestamp"] == NOW.isoformat()
    data = told["data"]
    assert (data["to"], data["language"]) == ("+8613800138000", "zh-hans")
    assert (data["title"], data["url"]) == ("News", "http://x/")
    assert data["short"].startswith("News http://x/")
    assert "/zh-hans/messages/" in data["stop_url"]
    assert "<html" in data["html"]

    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"


def test_two_keys_sign_while_one_replaces_the_other(gateway, settings):
    settings.WEBHOOK_SECRETS = [SECRET, "whsec_" + base64.b64encode(b"x" * 32).decode()]
    after_an_attempt()
    first, second = gateway.asked[0][1]["webhook-signature"].split(" ")
    assert first != second


def test_takes_over_what_it_is_told_to(settings):
    def channels():
        return [
            address_for(email="a@example.org", phone="").channel,
            address_for(email="", phone="+8613800138000").channel,
        ]

    settings.WEBHOOK_CARRIES = ["sms"]
    assert channels() == [Channel.EMAIL, Channel.SMS]
    settings.WEBHOOK_URL = "http://127.0.0.1:1/"
    assert channels() == [Channel.EMAIL, Channel.WEBHOOK]
    settings.WEBHOOK_CARRIES = ["email", "sms"]
    assert channels() == [Channel.WEBHOOK, Channel.WEBHOOK]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422, 451])
def test_refusal_is_final(gateway, status):
    gateway.status = status
    row = after_an_attempt()
    assert (row.state, row.failure, row.attempts) == (FAILED, Failure.REFUSED, 1)
    deliver_due(now=NOW + timedelta(days=1))
    assert len(gateway.asked) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 599])
def test_trouble_passes(gateway, status):
    gateway.status = status
    row = after_an_attempt()
    assert row.state == QUEUED
    assert row.failure == (Failure.BUSY if status in {408, 429, 503} else Failure.UNREACHABLE)
    gateway.status = 200
    assert deliver_due(now=row.next_attempt_at) == Counter({SENT: 1})
    row.refresh_from_db()
    assert (row.failure, row.last_error) == ("", "")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirection_is_not_followed(gateway, status):
    with running_gateway() as elsewhere:
        gateway.status, gateway.headers = status, {"Location": elsewhere.url}
        row = after_an_attempt()
        assert elsewhere.asked == []
    assert (row.state, row.failure) == (QUEUED, Failure.UNREACHABLE)
    assert str(status) in row.last_error


def test_gateway_says_when_to_come_back(gateway):
    gateway.status, gateway.headers = 429, {"Retry-After": "3600"}
    row = after_an_attempt()
    assert row.next_attempt_at == NOW + timedelta(hours=1)


def test_gateway_cannot_put_a_message_off_for_ever(gateway):
    gateway.status, gateway.headers = 503, {"Retry-After": "99999999999999999999"}
    assert after_an_attempt().next_attempt_at == NOW + LONGEST_PAUSE


def test_impatient_gateway_does_not_hurry_us(gateway):
    gateway.status, gateway.headers = 503, {"Retry-After": "0"}
    assert after_an_attempt().next_attempt_at > NOW + timedelta(seconds=20)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("manner", ["is_silent", "drips"])
def test_slow_gateway_is_left_alone_in_time(gateway, manner):
    setattr(gateway, manner, True)
    started = time.monotonic()
    row = after_an_attempt()
    assert time.monotonic() - started < 3
    assert (row.state, row.failure) == (QUEUED, Failure.SLOW)


def test_gateway_that_hangs_up_is_asked_again(gateway):
    gateway.hangs_up = True
    row = after_an_attempt()
    assert (row.state, row.failure) == (QUEUED, Failure.UNREACHABLE)
    gateway.hangs_up = False
    assert deliver_due(now=row.next_attempt_at) == Counter({SENT: 1})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://nowhere.invalid/", "https://127.0.0.1:1/x?y=z"]
)
def test_gateway_that_is_away_is_asked_again(gateway, settings, url):
    settings.WEBHOOK_URL = url
    row = after_an_attempt()
    assert (row.state, row.failure) == (QUEUED, Failure.UNREACHABLE)


def test_nobody_is_named_in_the_log_or_the_error(gateway, caplog):
    gateway.status = 500
    row = after_an_attempt()
    assert "+8613800138000" not in caplog.text + row.last_error


def test_worker_killed_after_handing_over_repeats_under_the_same_identity(gateway, monkeypatch):
    """The one gap: the gateway has it, the tick is missing. The gateway can tell by the id."""
    message()

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_tick_off", die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(now=NOW)
    assert deliver_due(now=NOW + CLAIM) == Counter({SENT: 1})
    first, second = (headers["webhook-id"] for _path, headers, _body in gateway.asked)
    assert first == second


def test_different_news_have_different_identities(gateway):
    for _ in range(3):
        message()
    deliver_due(now=NOW)
    assert len({headers["webhook-id"] for _path, headers, _body in gateway.asked}) == 3


def test_slow_worker_lets_go_of_the_rest_in_time(gateway, monkeypatch):
    """Else another worker would take them over while this one still sends them."""
    for _ in range(3):
        message()
    moments = iter([0.0, 0.0, outbox.LETS_GO.total_seconds() + 1])
    monkeypatch.setattr(outbox.time, "monotonic", lambda: next(moments))
    assert deliver_due(now=NOW) == Counter({SENT: 1})
    monkeypatch.undo()
    left = OutboxMessage.objects.filter(state=QUEUED)
    assert {(row.attempts, row.next_attempt_at) for row in left} == {(0, NOW)}
    assert len(gateway.asked) == 1


@given(st.text(max_size=40))
def test_any_retry_after_is_understood_or_ignored(asked):
    wait = wait_asked_for({"Retry-After": asked}, now=NOW)
    assert wait is None or wait >= timedelta(0)


def test_retry_after_may_be_a_date():
    def wait(moment):
        return wait_asked_for({"Retry-After": format_datetime(moment, usegmt=True)}, now=NOW)

    assert wait(NOW + timedelta(minutes=7)) == timedelta(minutes=7)
    assert wait(NOW - timedelta(minutes=7)) == timedelta(0)

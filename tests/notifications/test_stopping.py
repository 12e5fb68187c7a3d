"""Readers stop what they can do without, with one tap and without an account."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from notifications.choices import Channel, MessageState
from notifications.models import StoppedKind
from notifications.services.kinds import kinds_to_stop
from notifications.services.outbox import deliver_due, forget_texts
from notifications.services.stopping import (
    carry_over,
    choice_of,
    choose,
    known_as,
    reader_of,
    signer,
    stop,
    stop_url,
    stopped_by,
    unwanted_among,
)
from tests.factories.notifications import OutboxMessageFactory

NOW = datetime(2026, 5, 9, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_kinds(kind):
    """News that one can do without, and a ticket that one cannot."""
    kind("test-news", label="library news")
    kind("test-ticket", label="your ticket", why_always="You show it at the door.")


def message(**kwargs):
    return OutboxMessageFactory(**{"created_at": NOW, "next_attempt_at": NOW} | kwargs)


def page(address="lin@example.org", kind="test-news"):
    return stop_url(address, kind).removeprefix("http://localhost:8000")


class TestMail:
    def test_offers_to_stop_with_one_tap(self):
        message(address="lin@example.org")
        deliver_due(now=NOW)
        [sent] = mail.outbox
        url = stop_url("lin@example.org", "test-news")
        assert sent.extra_headers["List-Unsubscribe"] == f"<{url}>"
        assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert url in sent.body
        assert f'<a href="{url}"' in sent.alternatives[0][0]

    def test_that_is_needed_offers_nothing_of_the_kind(self):
        message(kind="test-ticket")
        deliver_due(now=NOW)
        [sent] = mail.outbox
        assert "List-Unsubscribe" not in sent.extra_headers
        assert "/messages/" not in sent.body

    def test_text_message_says_it_in_brief(self):
        message(channel=Channel.SMS, address="+8613800138000")
        deliver_due(now=NOW)
        url = stop_url("+8613800138000", "test-news")
        assert mail.outbox[0].body == f"News http://x/ (No more of these: {url})"

    def test_link_leads_to_the_page_in_the_language_of_the_reader(self):
        message(language="zh-hans")
        deliver_due(now=NOW)
        assert "/zh-hans/messages/" in mail.outbox[0].extra_headers["List-Unsubscribe"]


class TestStopping:
    def test_is_heeded_for_this_kind_and_this_reader(self):
        stop([reader_of("lin@example.org")], ["test-news"], now=NOW)
        unwanted = message(address="Lin@example.org ")
        message(address="lin@example.org", kind="test-ticket")
        message(address="wang@example.org")
        assert deliver_due(now=NOW) == Counter({MessageState.UNWANTED: 1, MessageState.SENT: 2})
        unwanted.refresh_from_db()
        assert (unwanted.state, unwanted.sent_at) == (MessageState.UNWANTED, NOW)
        assert deliver_due(now=NOW + timedelta(days=1)) == Counter()

    def test_address_of_what_was_not_wanted_is_forgotten_too(self):
        stop([reader_of("lin@example.org")], ["test-news"], now=NOW)
        row = message(address="lin@example.org")
        deliver_due(now=NOW)
        assert forget_texts(now=NOW + timedelta(days=30)) == 1
        row.refresh_from_db()
        assert row.address == ""

    def test_needed_kinds_cannot_be_stopped(self):
        stop([reader_of("lin@example.org")], ["test-ticket", "of-no-kind"], now=NOW)
        assert not StoppedKind.objects.exists()

    def test_twice_is_once(self):
        for _ in range(2):
            stop([reader_of("lin@example.org")], ["test-news"], now=NOW)
        assert StoppedKind.objects.count() == 1

    def test_choosing_replaces_what_was_chosen(self, kind):
        kind("test-tips", label="tips")
        reader = reader_of("lin@example.org")
        choose([reader], ["test-tips"], among=kinds_to_stop(), now=NOW)
        assert "test-news" in stopped_by([reader])
        assert "test-tips" not in stopped_by([reader])
        choose([reader], ["test-news"], among=kinds_to_stop(), now=NOW)
        assert "test-news" not in stopped_by([reader])
        assert "test-tips" in stopped_by([reader])

    def test_outlives_a_new_secret_key(self, settings):
        stop([reader_of("lin@example.org")], ["test-news"], now=NOW)
        url = page()
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another one"
        assert stopped_by(known_as("lin@example.org")) == {"test-news"}
        message(address="lin@example.org")
        assert deliver_due(now=NOW) == Counter({MessageState.UNWANTED: 1})
        assert Client().get(url).status_code == 200

    def test_goes_along_to_a_new_address(self):
        stop([reader_of("lin@example.org")], ["test-news"], now=NOW)
        carry_over(old="lin@example.org", new="yu@example.org", now=NOW)
        assert stopped_by([reader_of("yu@example.org")]) == {"test-news"}

    def test_the_table_names_nobody(self):
        stop([reader_of("lin@example.org")], ["test-news"], now=NOW)
        [row] = StoppedKind.objects.values()
        assert "lin" not in str(row)

    def test_a_batch_asks_once_and_needed_kinds_not_at_all(self, django_assert_num_queries):
        batch, needed = [message() for _ in range(5)], [message(kind="test-ticket")]
        with django_assert_num_queries(1):
            assert unwanted_among(batch) == set()
        with django_assert_num_queries(0):
            assert unwanted_among(needed) == set()


class TestPage:
    def test_opening_it_changes_nothing(self, client):
        answer = client.get(page())
        assert answer.status_code == 200
        assert not StoppedKind.objects.exists()
        html = answer.content.decode()
        assert "Stop: library news" in html
        assert "You show it at the door." in html
        assert "lin@example.org" not in html
        assert "noindex" in html
        assert "no-store" in answer["Cache-Control"]

    def test_mail_program_stops_it_without_cookie_and_token(self):
        client = Client(enforce_csrf_checks=True)
        answer = client.post(page(), {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.content) == (204, b"")
        assert stopped_by([reader_of("lin@example.org")]) == {"test-news"}

    def test_one_tap_stops_it(self, client):
        answer = client.post(page(), {"stop": "1"}, follow=True)
        html = answer.content.decode()
        assert "Done: you get no more of these." in html
        assert "Stop: library news" not in html

    def test_choices_are_kept_even_if_none_is_left(self, client):
        client.post(page(), {})
        assert "test-news" in stopped_by([reader_of("lin@example.org")])
        client.post(page(), {"wanted": ["test-news"]})
        assert "test-news" not in stopped_by([reader_of("lin@example.org")])

    def test_kinds_that_cannot_be_chosen_are_refused(self, client):
        answer = client.post(page(), {"wanted": ["test-ticket"]})
        assert answer.status_code == 422
        assert answer.context["form"].errors["wanted"]

    @pytest.mark.parametrize(
        "token",
        [
            "nonsense",
            "test-news.lin",
            "test-news." + "a" * 22 + "." + "b" * 43,
            "%00",
            "a" * 4000,
        ],
    )
    def test_forged_links_lead_nowhere(self, client, token):
        url = reverse("message_choices", args=["x"]).replace("/x/", f"/{token}/")
        assert client.get(url).status_code == 404
        assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 404

    def test_link_of_one_reader_is_no_link_of_another(self, client):
        reader, other = reader_of("lin@example.org"), reader_of("wang@example.org")
        assert client.get(page().replace(reader, other)).status_code == 404

    def test_signed_for_a_kind_that_is_gone(self, client):
        assert choice_of(signer.sign(f"gone.{reader_of('lin@example.org')}")) is None

"""Which messages somebody with an account wants."""

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.urls import reverse

from accounts.services.erasure import forget_messages
from accounts.services.export import everything_about
from core import clock
from notifications.models import StoppedKind
from notifications.services.kinds import Description, descriptions
from notifications.services.stopping import reader_of, stopped_by
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def news(monkeypatch):
    entries = {**descriptions._entries, "test-news": Description(label="library news")}
    monkeypatch.setattr(descriptions, "_entries", entries)


@pytest.fixture
def user():
    return UserFactory(email="lin@example.org", phone="+8613800138000")


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


def test_strangers_are_asked_to_sign_in(client):
    assert reverse("account_login") in client.get(reverse("my_messages"))["Location"]


def test_shows_the_addresses_and_why_the_ticket_always_comes(signed_in):
    html = signed_in.get(reverse("my_messages")).content.decode()
    assert "We write to lin@example.org, +8613800138000." in html
    assert "Library news" in html
    assert "You show it at the door." in html


def test_holds_for_all_addresses(signed_in):
    signed_in.post(reverse("my_messages"), {})
    for address in ("lin@example.org", "+8613800138000"):
        assert "test-news" in stopped_by([reader_of(address)])
    signed_in.post(reverse("my_messages"), {"wanted": ["test-news"]})
    assert not StoppedKind.objects.filter(kind="test-news").exists()


def test_is_kept_when_the_address_changes(signed_in, user):
    signed_in.post(reverse("my_messages"), {})
    email_changed.send(
        sender=type(user),
        request=None,
        user=user,
        from_email_address=EmailAddress(user=user, email="lin@example.org"),
        to_email_address=EmailAddress(user=user, email="yu@example.org"),
    )
    assert "test-news" in stopped_by([reader_of("yu@example.org")])


def test_is_forgotten_with_the_account(signed_in, user):
    signed_in.post(reverse("my_messages"), {})
    assert StoppedKind.objects.filter(kind="test-news").count() == 2
    forget_messages(["lin@example.org", "+8613800138000"])
    assert not StoppedKind.objects.exists()


def test_is_part_of_what_is_told(signed_in, user):
    signed_in.post(reverse("my_messages"), {})
    told = everything_about(user, now=clock.now())["messages_not_wanted"]
    assert "test-news" in {line["kind"] for line in told}

"""Nobody learns from our answers whether somebody else has an account here.

Signing in, with a code or a password, and asking for a new password are tried in `test_sign_in`.
"""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

OWN_TO_EACH = re.compile(r'csrfmiddlewaretoken" value="\w+"|\b\d{6}\b|curious\d')
PASSWORD = "correct-horse-battery"


def somebody(number: int) -> Client:
    """Signed in a moment ago, so that nothing is asked once more."""
    user = UserFactory(email=f"curious{number}@example.org", name="Curious")
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def told(client: Client, name: str, form: dict[str, str], contact: str) -> tuple[int, str, str]:
    """Status, target and text of the answer, without the contact and what differs each time."""
    answer = client.post(reverse(name), form)
    page = client.get(answer.url)
    text = OWN_TO_EACH.sub("", page.content.decode()).replace(contact, "")
    return answer.status_code, answer.url, text


def test_address_of_somebody_else_is_answered_like_any_other():
    UserFactory(email="wang.min@example.org")
    answers = []
    for number, contact in enumerate(("wang.min@example.org", "zhao.lei@example.org")):
        form = {"email": contact, "action_add": "1"}
        answers.append(told(somebody(number), "account_email", form, contact))
        assert mail.outbox[-1].to == [contact]
    assert answers[0] == answers[1]


def test_number_of_somebody_else_is_answered_like_any_other():
    UserFactory(phone="+8613800138000")
    answers = [
        told(somebody(number), "account_change_phone", {"phone": contact}, contact)
        for number, contact in enumerate(("+8613800138000", "+8613900139000"))
    ]
    assert answers[0] == answers[1]

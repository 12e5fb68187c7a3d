"""Whatever is typed or forged, the answer is a sentence and never a crash."""

import re

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Household, User
from tests.factories.people import ChildFactory, HouseholdFactory

NUL = "a\x00b"
HUGE_TEXT = "x" * 100_000
HUGE_NUMBER = "9" * 40
WRONG = [
    "",
    NUL,
    HUGE_TEXT,
    HUGE_NUMBER,
    "-1",
    "0",
    "1.5",
    "NaN",
    "١٢٣",
    "😀",
    "<script>",
    "' OR 1=1 --",
    "[]",
    '{"a": 1}',
]

# Every form, with the fields that it takes.
OUTSIDE = {
    "account_login": ["login", "password"],
    "account_reset_password": ["email"],
    "mfa_login_webauthn": ["credential"],
}
HALFWAY = {
    "account_confirm_login_code": ["code"],
}
INSIDE = {
    "welcome": ["name"],
    "account": ["name", "language"],
    "account_delete": ["is_sure"],
    "new_child": ["name", "birth_year", "birth_month", "text_id", "agrees"],
    "new_adult": ["name", "role", "birth_year"],
    "account_email": ["email", "action_add"],
    "account_change_phone": ["phone"],
    "account_set_password": ["password1", "password2"],
    "account_reauthenticate_by_code": ["code"],
    "mfa_activate_totp": ["code"],
    "mfa_add_webauthn": ["name", "credential", "passwordless"],
}
WITH_A_MEMBER = {
    "member": ["name", "birth_year", "birth_month"],
    "consents": ["give", "withdraw"],
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def household() -> Household:
    return HouseholdFactory()


@pytest.fixture
def inside(client: Client, household: Household) -> Client:
    """Signed in by code a moment ago, so that nothing has to be confirmed first."""
    user = User.objects.get(person__households=household)
    client.post(reverse("account_login"), {"login": user.email})
    code = re.findall(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    client.post(reverse("account_reauthenticate_by_code"), {"send": "1"})
    return client


def assert_sentence(response: HttpResponse) -> None:
    """A page that says what is wrong, or a step on to one that does; never a crash."""
    assert response.status_code in (302, 404, 422, 429), response.status_code
    if response.status_code == 422:
        assert "error-summary" in response.content.decode()


def every(fields: list[str], value: str) -> dict[str, str]:
    return dict.fromkeys(fields, value)


@pytest.mark.parametrize("value", WRONG, ids=lambda value: repr(value[:12]))
@pytest.mark.parametrize(("name", "fields"), OUTSIDE.items(), ids=list(OUTSIDE))
def test_at_the_door(client: Client, name: str, fields: list[str], value: str) -> None:
    assert_sentence(client.post(reverse(name), every(fields, value)))


@pytest.mark.parametrize("value", WRONG, ids=lambda value: repr(value[:12]))
@pytest.mark.parametrize(("name", "fields"), HALFWAY.items(), ids=list(HALFWAY))
def test_halfway_in(client: Client, name: str, fields: list[str], value: str) -> None:
    client.post(reverse("account_login"), {"login": "lin@example.org"})
    response = client.post(reverse(name), every(fields, value))
    assert response.status_code == 422
    assert_sentence(response)


@pytest.mark.parametrize("value", WRONG, ids=lambda value: repr(value[:12]))
@pytest.mark.parametrize(("name", "fields"), INSIDE.items(), ids=list(INSIDE))
def test_inside(inside: Client, name: str, fields: list[str], value: str) -> None:
    assert_sentence(inside.post(reverse(name), every(fields, value)))


@pytest.mark.parametrize("value", WRONG, ids=lambda value: repr(value[:12]))
@pytest.mark.parametrize(("name", "fields"), WITH_A_MEMBER.items(), ids=list(WITH_A_MEMBER))
def test_about_someone(
    inside: Client, household: Household, name: str, fields: list[str], value: str
) -> None:
    child = ChildFactory(household=household)
    response = inside.post(reverse(name, args=[child.pk]), every(fields, value))
    assert response.status_code == 422
    assert_sentence(response)


@pytest.mark.parametrize("name", ["member", "member_remove", "consents"])
@pytest.mark.parametrize("key", ["0", "99999999", HUGE_NUMBER])
def test_keys_of_nobody(inside: Client, name: str, key: str) -> None:
    for method in (inside.get, inside.post):
        assert method(reverse(name, args=[key])).status_code == 404


@pytest.mark.parametrize("value", [NUL, HUGE_TEXT, "//evil.example", "😀"])
@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_places_to_go_to(client: Client, name: str, value: str) -> None:
    response = client.get(reverse(name), {"next": value}, follow=True)
    assert response.status_code in (200, 400)


@pytest.mark.parametrize("name", ["my_page", "family", "new_child", "account", "account_data"])
def test_what_no_form_sends(inside: Client, name: str) -> None:
    for method in ("put", "delete", "patch"):
        assert getattr(inside, method)(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", [name for name in INSIDE if name != "account_email"])
def test_all_fields_missing(inside: Client, name: str) -> None:
    response = inside.post(reverse(name), {})
    assert response.status_code == 422
    assert_sentence(response)

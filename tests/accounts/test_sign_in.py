"""One way in: a contact, and the code that is sent to it."""

import re
import time
from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Household, User
from accounts.services.users import user_with_proved_contact
from core import clock
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.mails import code_sent
from tests.racing import race

LOGIN = reverse("account_login")
CODE = reverse("account_confirm_login_code")

pytestmark = pytest.mark.django_db


def sign_in(client: Client, contact: str, *, next_url: str = "", code: str = ""):
    client.post(LOGIN, {"login": contact, "next": next_url})
    return client.post(CODE, {"code": code or code_sent(), "next": next_url})


def signed_in_user(client: Client) -> User | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def what_all_see(text: str, who: str) -> str:
    """The text without what differs for everyone: the address, the code, the form's token."""
    return re.sub(rf'{who}|\b\d{{6}}\b|csrfmiddlewaretoken" value="\w+"', "", text)


class TestByCode:
    def test_a_known_address_signs_in(self, client: Client) -> None:
        user = UserFactory(email="lin@example.org")

        response = sign_in(client, "Lin@Example.org ")

        assert (response.status_code, response["Location"]) == (302, "/me/")
        assert signed_in_user(client) == user
        assert mail.outbox[0].to == ["lin@example.org"]

    def test_a_new_address_opens_an_account(self, client: Client) -> None:
        response = sign_in(client, "new@example.org")

        user = User.objects.get()
        assert signed_in_user(client) == user
        assert (user.email, user.phone, user.name) == ("new@example.org", None, "")
        assert not user.has_usable_password()
        assert response["Location"] == "/me/welcome/?next=%2Fme%2F"

    def test_a_known_number_signs_in_however_it_is_typed(self, client: Client) -> None:
        user = UserFactory(email=None, phone="+8613800138000")

        sign_in(client, "138 0013 8000")

        assert signed_in_user(client) == user
        user.refresh_from_db()
        assert user.phone_verified_at

    def test_a_new_number_opens_an_account(self, client: Client) -> None:
        sign_in(client, "13800138000")
        user = User.objects.get()
        assert signed_in_user(client) == user
        assert (user.email, user.phone) == (None, "+8613800138000")

    def test_nothing_is_stored_about_a_contact_before_the_code_is_back(
        self, client: Client
    ) -> None:
        client.post(LOGIN, {"login": "new@example.org"})
        assert not User.objects.exists()

    def test_the_first_visit_opens_a_household(self, client: Client) -> None:
        sign_in(client, "new@example.org")
        assert Household.objects.held_by(signed_in_user(client)).exists()

    def test_known_and_unknown_contacts_get_the_same_answers(self) -> None:
        UserFactory(email="wang.min@example.org")
        told = []
        for who in ("wang.min", "zhao.lei"):
            client = Client()
            answers = [
                client.post(LOGIN, {"login": f"{who}@example.org"}),
                client.get(CODE),
                client.post(CODE, {"code": "1"}),
            ]
            pages = [(answer.status_code, answer.content.decode()) for answer in answers]
            told.append(
                what_all_see(f"{pages} {mail.outbox[-1].subject} {mail.outbox[-1].body}", who)
            )
        assert told[0] == told[1]

    def test_a_wrong_code_is_refused_and_the_third_ends_the_try(self, client: Client) -> None:
        UserFactory(email="lin@example.org")
        client.post(LOGIN, {"login": "lin@example.org"})
        code = code_sent()
        wrong = "000000" if code != "000000" else "111111"

        first = client.post(CODE, {"code": wrong})
        client.post(CODE, {"code": wrong})
        client.post(CODE, {"code": wrong})
        late = client.post(CODE, {"code": code})

        assert first.status_code == 422
        assert "This is not the code" in first.content.decode()
        assert late["Location"] == LOGIN
        assert signed_in_user(client) is None

    def test_a_code_works_once(self, client: Client) -> None:
        UserFactory(email="lin@example.org")
        sign_in(client, "lin@example.org")
        code = code_sent()
        client.logout()
        assert client.post(CODE, {"code": code})["Location"] == LOGIN
        assert signed_in_user(client) is None

    def test_an_old_code_is_worth_nothing(self, client: Client, monkeypatch) -> None:
        client.post(LOGIN, {"login": "lin@example.org"})
        later = time.time() + 11 * 60
        monkeypatch.setattr(time, "time", lambda: later)
        assert client.post(CODE, {"code": code_sent()})["Location"] == LOGIN
        assert signed_in_user(client) is None

    def test_another_code_replaces_the_first(self, client: Client) -> None:
        client.post(LOGIN, {"login": "lin@example.org"})
        page = client.post(CODE, {"action": "resend"}, follow=True)
        assert "A code is on its way to lin@example.org" in page.content.decode()
        assert len(mail.outbox) == 2
        client.post(CODE, {"code": code_sent()})
        assert signed_in_user(client)

    def test_a_closed_account_stays_outside(self, client: Client) -> None:
        UserFactory(email="lin@example.org", is_active=False)
        response = sign_in(client, "lin@example.org")
        assert response["Location"] == reverse("account_inactive")
        assert signed_in_user(client) is None

    def test_staff_type_one_code_and_are_at_work(self, client: Client) -> None:
        staff = StaffScopeFactory(user__email="staff@example.org").user
        assert sign_in(client, "staff@example.org")["Location"] == "/admin/"
        assert signed_in_user(client) == staff
        page = client.get("/me/family/").content.decode()
        assert 'href="/admin/"' in page

    def test_staff_who_were_on_their_way_elsewhere_get_there(self, client: Client) -> None:
        StaffScopeFactory(user__email="staff@example.org")
        assert sign_in(client, "staff@example.org", next_url="/me/")["Location"] == "/me/"

    def test_codes_are_limited_for_each_contact(self, client: Client) -> None:
        answers = [Client().post(LOGIN, {"login": "lin@example.org"}) for _try in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
        assert len(mail.outbox) == 3

    def test_a_mail_server_that_is_down_is_said(self, client: Client, monkeypatch) -> None:
        def refuse(*args: object, **kwargs: object) -> None:
            raise SMTPException

        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
        response = client.post(LOGIN, {"login": "lin@example.org"}, follow=True)
        assert "We could not send you a code" in response.content.decode()


class TestByPassword:
    def test_a_password_signs_in_at_once(self, client: Client) -> None:
        user = UserFactory(email="lin@example.org")
        user.set_password("paper-lantern-9")
        user.save()

        response = client.post(LOGIN, {"login": "lin@example.org", "password": "paper-lantern-9"})

        assert response["Location"] == "/me/"
        assert signed_in_user(client) == user
        assert not mail.outbox

    def test_by_phone_too(self, client: Client) -> None:
        user = UserFactory(email=None, phone="+8613800138000")
        user.set_password("paper-lantern-9")
        user.save()
        client.post(LOGIN, {"login": "13800138000", "password": "paper-lantern-9"})
        assert signed_in_user(client) == user

    @pytest.mark.parametrize("contact", ["lin@example.org", "nobody@example.org"])
    def test_a_wrong_password_says_the_same_for_all(self, client: Client, contact: str) -> None:
        UserFactory(email="lin@example.org")
        response = client.post(LOGIN, {"login": contact, "password": "guess"})
        assert response.status_code == 422
        assert "E-mail and password do not match" in response.content.decode()
        assert not mail.outbox

    def test_guessing_is_limited(self, client: Client) -> None:
        UserFactory(email="lin@example.org")
        for _try in range(6):
            response = Client().post(LOGIN, {"login": "lin@example.org", "password": "guess"})
        assert "Too many attempts" in response.content.decode()

    def test_a_forgotten_password_is_replaced_by_code(self, client: Client) -> None:
        user = UserFactory(email="lin@example.org")
        client.post(reverse("account_reset_password"), {"email": "lin@example.org"})
        client.post(reverse("account_confirm_password_reset_code"), {"code": code_sent()})
        client.post(
            reverse("account_complete_password_reset"),
            {"password1": "paper-lantern-9", "password2": "paper-lantern-9"},
        )
        user.refresh_from_db()
        assert user.check_password("paper-lantern-9")
        assert signed_in_user(client) == user

    def test_no_address_is_given_away_by_forgetting(self) -> None:
        UserFactory(email="wang.min@example.org")
        told = []
        for who in ("wang.min", "zhao.lei"):
            client = Client()
            client.post(reverse("account_reset_password"), {"email": f"{who}@example.org"})
            page = client.get(reverse("account_confirm_password_reset_code"))
            told.append((page.status_code, what_all_see(page.content.decode(), who)))
        assert told[0] == told[1]
        assert "There is no account with this address" in mail.outbox[-1].body


class TestTheWayOn:
    def test_one_goes_where_one_wanted(self, client: Client) -> None:
        UserFactory(email="lin@example.org")
        response = sign_in(client, "lin@example.org", next_url="/me/family/")
        assert response["Location"] == "/me/family/"

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://evil.example/",
            "//evil.example/",
            "javascript:alert(1)",
            "/\\evil.example",
            "http://[",
        ],
    )
    def test_nobody_is_led_away(self, client: Client, elsewhere: str) -> None:
        UserFactory(email="lin@example.org")
        assert sign_in(client, "lin@example.org", next_url=elsewhere)["Location"] == "/me/"

    def test_newcomers_say_their_name_first(self, client: Client) -> None:
        response = sign_in(client, "new@example.org", next_url="/me/family/")
        welcome = response["Location"]
        page = client.get(welcome)
        assert 'name="next" value="/me/family/"' in page.content.decode()

        response = client.post(welcome, {"name": "Lin", "next": "/me/family/"})

        assert response["Location"] == "/me/family/"
        user = signed_in_user(client)
        assert user
        assert (user.name, user.person.name) == ("Lin", "Lin")

    def test_newcomers_who_wanted_nowhere_that_is_are_let_go(self, client: Client) -> None:
        sign_in(client, "new@example.org")
        response = client.post("/me/welcome/", {"name": "Lin", "next": "nowhere"})
        assert (response.status_code, response["Location"]) == (302, "nowhere")

    @pytest.mark.parametrize("name", ["account_signup", "account_request_login_code"])
    def test_other_doors_lead_to_the_one(self, client: Client, name: str) -> None:
        response = client.get(reverse(name), {"next": "/me/family/"})
        assert response["Location"] == f"{LOGIN}?next=%2Fme%2Ffamily%2F"

    def test_who_is_in_needs_no_door(self, client: Client) -> None:
        client.force_login(UserFactory())
        assert client.get(LOGIN)["Location"] == "/me/"

    def test_signing_out_takes_a_button(self, client: Client) -> None:
        client.force_login(UserFactory())
        assert client.get(reverse("account_logout")).status_code == 200
        assert signed_in_user(client)
        client.post(reverse("account_logout"))
        assert signed_in_user(client) is None

    def test_in_chinese_it_stays_chinese(self, client: Client) -> None:
        response = client.post("/zh-hans/accounts/login/", {"login": "new@example.org"})
        assert response["Location"] == "/zh-hans/accounts/login/code/confirm/"
        client.post(response["Location"], {"code": code_sent()})
        user = signed_in_user(client)
        assert user
        assert user.language == "zh-hans"


class TestWithoutTextMessages:
    @pytest.fixture(autouse=True)
    def _no_gateway(self, settings) -> None:
        settings.SMS_GATEWAY = ""
        settings.ACCOUNT_LOGIN_METHODS = {"email"}
        settings.ACCOUNT_SIGNUP_FIELDS = ["email*"]

    def test_nobody_is_asked_for_a_number(self, client: Client) -> None:
        page = client.get(LOGIN).content.decode()
        assert "mobile phone" not in page

    def test_a_number_is_refused_with_a_sentence(self, client: Client) -> None:
        UserFactory(email=None, phone="+8613800138000")
        response = client.post(LOGIN, {"login": "13800138000"})
        assert response.status_code == 422
        assert "Enter an e-mail address such as" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_code_typed_in_two_tabs_at_once_opens_one_account() -> None:
    opened = race(
        *[
            lambda: (
                user_with_proved_contact(email="new@example.org", language="en", now=clock.now()).pk
            )
        ]
        * 3
    )
    assert len(set(opened)) == 1

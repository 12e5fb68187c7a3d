"""My account: what I am called, how I am reached, what protects me."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.mails import code_sent

ACCOUNT = reverse("account")
LOGIN = reverse("account_login")
CONFIRM = reverse("account_reauthenticate_by_code")
A_WHILE = 20 * 60

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    user = UserFactory(email="lin@example.org", name="Lin")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def mine(client: Client, user: User) -> Client:
    """Signed in by code a moment ago."""
    return sign_in(client, "lin@example.org")


def sign_in(client: Client, contact: str) -> Client:
    client.post(LOGIN, {"login": contact})
    client.post(reverse("account_confirm_login_code"), {"code": code_sent()})
    return client


def code_of_app(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def let_time_pass(monkeypatch: pytest.MonkeyPatch):
    def pass_(seconds: int) -> None:
        later = time.time() + seconds
        monkeypatch.setattr(time, "time", lambda: later)

    return pass_


def set_up_app(client: Client) -> str:
    """Set up an authenticator app and return its secret."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.findall(r"<code>([A-Z2-7]+)</code>", page)[0]
    client.post(reverse("mfa_activate_totp"), {"code": code_of_app(secret)})
    return secret


class TestProfile:
    def test_name_and_language_are_changed_for_tickets_too(self, mine: Client, user: User) -> None:
        mine.post(ACCOUNT, {"name": "Lin Mei", "language": "zh-hans"})
        user.refresh_from_db()
        user.person.refresh_from_db()
        assert (user.name, user.language) == ("Lin Mei", "zh-hans")
        assert (user.person.name, user.person.language) == ("Lin Mei", "zh-hans")

    @pytest.mark.parametrize(
        "data", [{}, {"name": "", "language": "en"}, {"name": "Lin", "language": "tlh"}]
    )
    def test_what_is_wrong_is_said(self, mine: Client, user: User, data: dict) -> None:
        response = mine.post(ACCOUNT, data)
        assert response.status_code == 422
        assert "Please check this form" in response.content.decode()


class TestEmail:
    def test_a_new_address_counts_once_it_is_proved(self, mine: Client, user: User) -> None:
        mine.post(reverse("account_email"), {"email": "New@example.org", "action_add": "1"})
        user.refresh_from_db()
        assert user.email == "lin@example.org"

        mine.post(reverse("account_email_verification_sent"), {"code": code_sent()})

        user.refresh_from_db()
        assert user.email == "new@example.org"
        assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
            ("new@example.org", True, True)
        ]
        told = mail.outbox[-1]
        assert told.to == ["lin@example.org"]
        assert "Your account no longer uses lin@example.org" in told.body

    def test_the_address_of_others_cannot_be_taken(self, mine: Client, user: User) -> None:
        UserFactory(email="taken@example.org")
        answer = mine.post(
            reverse("account_email"), {"email": "taken@example.org", "action_add": "1"}
        )
        assert answer["Location"] == reverse("account_email_verification_sent")
        answer = mine.post(reverse("account_email_verification_sent"), {"code": code_sent()})
        assert answer.status_code == 422
        user.refresh_from_db()
        assert user.email == "lin@example.org"

    def test_an_address_cannot_be_removed(self, client: Client) -> None:
        user = UserFactory(email="lin@example.org", phone="+8613800138000")
        sign_in(client, "lin@example.org")
        client.post(reverse("account_email"), {"email": "lin@example.org", "action_remove": "1"})
        user.refresh_from_db()
        assert user.email == "lin@example.org"


class TestPhone:
    def test_a_new_number_counts_once_it_is_proved(self, mine: Client, user: User) -> None:
        mine.post(reverse("account_change_phone"), {"phone": "138 0013 8000"})
        assert not User.objects.filter(phone__isnull=False).exists()
        assert mail.outbox[-1].to == ["+8613800138000@sms.invalid"]

        mine.post(reverse("account_verify_phone"), {"code": code_sent()})

        user.refresh_from_db()
        assert user.phone == "+8613800138000"
        assert user.phone_verified_at

    def test_the_number_of_others_cannot_be_taken(self, mine: Client, user: User) -> None:
        UserFactory(email=None, phone="+8613800138000")
        mine.post(reverse("account_change_phone"), {"phone": "13800138000"})
        answer = mine.post(reverse("account_verify_phone"), {"code": code_sent()})
        assert answer.status_code == 422
        user.refresh_from_db()
        assert user.phone is None


class TestPassword:
    def test_a_first_password_is_a_second_way_in(self, mine: Client, user: User) -> None:
        address = reverse("account_set_password")
        mine.post(address, {"password1": "paper-lantern-9", "password2": "paper-lantern-9"})
        user.refresh_from_db()
        assert user.check_password("paper-lantern-9")

    def test_changing_it_takes_the_current_one(self, mine: Client, user: User) -> None:
        user.set_password("paper-lantern-9")
        user.save()
        mine.force_login(user)
        data = {"password1": "stone-bridge-4", "password2": "stone-bridge-4"}
        address = reverse("account_change_password")

        refused = mine.post(address, data | {"oldpassword": "guess"})
        assert refused.status_code == 422
        assert "This is not your current password" in refused.content.decode()

        mine.post(address, data | {"oldpassword": "paper-lantern-9"})
        user.refresh_from_db()
        assert user.check_password("stone-bridge-4")

    def test_a_new_one_ends_the_visits_on_other_devices_only(
        self, mine: Client, user: User
    ) -> None:
        elsewhere = sign_in(Client(), "lin@example.org")
        data = {"password1": "stone-bridge-4", "password2": "stone-bridge-4"}
        mine.post(reverse("account_set_password"), data)
        assert mine.get(ACCOUNT).status_code == 200
        assert elsewhere.get(ACCOUNT)["Location"].startswith(LOGIN)

    @pytest.mark.parametrize("password", ["short", "12345678901", "password", "x" * 129])
    def test_bad_passwords_are_refused(self, mine: Client, user: User, password: str) -> None:
        data = {"password1": password, "password2": password}
        assert mine.post(reverse("account_set_password"), data).status_code == 422
        user.refresh_from_db()
        assert not user.has_usable_password()


class TestSecondFactors:
    @pytest.mark.django_db(transaction=True)
    def test_whoever_sets_up_an_app_is_told_by_mail(self, mine: Client) -> None:
        set_up_app(mine)
        assert [message.subject for message in mail.outbox[1:]] == [
            "An authenticator app was set up"
        ]

    def test_an_app_is_set_up_and_asked_for_at_the_door(
        self, mine: Client, user: User, let_time_pass
    ) -> None:
        secret = set_up_app(mine)
        assert Authenticator.objects.filter(user=user).count() == 2

        visitor = sign_in(Client(), "lin@example.org")
        assert "_auth_user_id" not in visitor.session
        let_time_pass(60)
        visitor.post(reverse("mfa_authenticate"), {"code": code_of_app(secret)})
        assert "_auth_user_id" in visitor.session

    def test_a_wrong_code_is_refused(self, mine: Client) -> None:
        set_up_app(mine)
        visitor = sign_in(Client(), "lin@example.org")
        response = visitor.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert response.status_code == 422
        assert "_auth_user_id" not in visitor.session

    def test_a_recovery_code_signs_in_once(self, mine: Client, user: User) -> None:
        set_up_app(mine)
        page = mine.get(reverse("mfa_view_recovery_codes")).content.decode()
        codes = re.findall(r"<code>(\d+)</code>", page)
        assert len(codes) == 10
        for expected in (True, False):
            visitor = sign_in(Client(), "lin@example.org")
            visitor.post(reverse("mfa_authenticate"), {"code": codes[0]})
            assert ("_auth_user_id" in visitor.session) is expected

    def test_secrets_are_not_stored_as_they_are(self, mine: Client) -> None:
        secret = set_up_app(mine)
        stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)
        assert secret not in str(stored.data)

    def test_secrets_outlive_a_change_of_the_sites_key(
        self, mine: Client, settings, let_time_pass
    ) -> None:
        secret = set_up_app(mine)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key"
        visitor = sign_in(Client(), "lin@example.org")
        let_time_pass(60)
        visitor.post(reverse("mfa_authenticate"), {"code": code_of_app(secret)})
        assert "_auth_user_id" in visitor.session

    def test_the_app_shows_an_address_and_no_username(self, mine: Client, user: User) -> None:
        page = mine.get(reverse("mfa_activate_totp"))
        assert "lin%40example.org" in page.context["totp_url"]

    def test_everyone_finds_a_passkey_button_at_the_door(self, client: Client) -> None:
        page = client.get(LOGIN).content.decode()
        assert reverse("mfa_login_webauthn") in page
        options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
        asked = options.json()["request_options"]["publicKey"]
        assert asked["userVerification"] == "required"

    def test_a_passkey_is_made_for_this_person(self, mine: Client, user: User) -> None:
        page = mine.get(reverse("mfa_add_webauthn"))
        options = page.context["js_data"]["creation_options"]["publicKey"]
        assert options["user"]["name"] == "lin@example.org"
        assert options["user"]["displayName"] == "Lin"

    def test_keys_of_others_do_not_exist(self, mine: Client) -> None:
        other = Authenticator.objects.create(
            user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "theirs"}
        )
        for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
            assert mine.post(reverse(name, args=[other.pk]), {"name": "mine"}).status_code == 404


class TestStaffInProduction:
    @pytest.fixture(autouse=True)
    def _demanded(self, settings) -> None:
        settings.REQUIRE_STAFF_MFA = True

    @pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/checkin/"])
    def test_nobody_works_without_a_second_factor(self, client: Client, address: str) -> None:
        client.force_login(StaffScopeFactory().user)
        assert client.get(address)["Location"] == reverse("mfa_index")

    def test_with_one_they_do(self, client: Client) -> None:
        scope = StaffScopeFactory(user__email="staff@example.org", user__name="Wu")
        sign_in(client, "staff@example.org")
        set_up_app(client)
        assert scope.user.person
        assert client.get("/admin/").status_code == 200

    def test_citizens_are_not_bothered(self, mine: Client) -> None:
        assert mine.get(ACCOUNT).status_code == 200


class TestConfirming:
    """What matters is confirmed once more when the sign-in was a while ago."""

    SENSITIVE = ("account_data", "account_delete", "mfa_add_webauthn", "mfa_activate_totp")

    @pytest.mark.parametrize("name", SENSITIVE)
    def test_who_just_came_is_not_asked(self, mine: Client, name: str) -> None:
        assert mine.get(reverse(name)).status_code == 200

    @pytest.mark.parametrize("name", SENSITIVE)
    def test_later_a_code_is_asked_for(self, mine: Client, let_time_pass, name: str) -> None:
        let_time_pass(A_WHILE)
        address = reverse(name)
        asked = mine.get(address)["Location"]
        assert asked.startswith(CONFIRM)

        mine.post(asked, {"send": "1"})
        response = mine.post(asked, {"code": code_sent()})

        assert response["Location"] == address
        assert mine.get(address).status_code == 200

    def test_a_change_of_address_waits_for_it_and_then_goes_on(
        self, mine: Client, let_time_pass
    ) -> None:
        let_time_pass(A_WHILE)
        asked = mine.post(
            reverse("account_email"), {"email": "new@example.org", "action_add": "1"}
        )["Location"]
        mine.post(asked, {"send": "1"})
        mine.post(asked, {"code": code_sent()})
        assert mail.outbox[-1].to == ["new@example.org"]

    def test_with_a_password_it_is_the_password(
        self, mine: Client, user: User, let_time_pass
    ) -> None:
        user.set_password("paper-lantern-9")
        user.save()
        mine.force_login(user)
        let_time_pass(A_WHILE)
        asked = mine.get(reverse("account_data"))["Location"]
        assert asked.startswith(reverse("account_reauthenticate"))
        assert mine.post(asked, {"password": "guess"}).status_code == 422
        assert mine.post(asked, {"password": "paper-lantern-9"})["Location"] == reverse(
            "account_data"
        )

    def test_with_a_second_factor_no_code_will_do(self, mine: Client, let_time_pass) -> None:
        secret = set_up_app(mine)
        let_time_pass(A_WHILE)
        asked = mine.get(reverse("account_data"))["Location"]
        assert asked.startswith(reverse("mfa_reauthenticate"))
        assert mine.get(CONFIRM)["Location"].startswith(reverse("mfa_reauthenticate"))
        mine.post(asked, {"code": code_of_app(secret)})
        assert mine.get(reverse("account_data")).status_code == 200

    def test_a_wrong_code_is_refused_and_the_third_ends_the_try(
        self, mine: Client, let_time_pass
    ) -> None:
        let_time_pass(A_WHILE)
        mine.post(CONFIRM, {"send": "1"})
        wrong = "000000" if code_sent() != "000000" else "111111"
        answers = [mine.post(CONFIRM, {"code": wrong}).status_code for _try in range(3)]
        assert answers == [422, 422, 302]
        assert mine.get(reverse("account_data")).status_code == 302

    def test_codes_are_limited_here_too(self, mine: Client, let_time_pass) -> None:
        let_time_pass(A_WHILE)
        for _try in range(3):
            mine.post(CONFIRM, {"send": "1"})
        sent = len(mail.outbox)
        response = mine.post(CONFIRM, {"send": "1"}, follow=True)
        assert "Too many codes at once" in response.content.decode()
        assert len(mail.outbox) == sent

    def test_strangers_are_sent_to_the_door(self, client: Client) -> None:
        assert client.get(CONFIRM)["Location"].startswith(LOGIN)


class TestSayingGoodbye:
    def test_the_account_is_gone_and_one_is_outside(self, mine: Client, user: User) -> None:
        refused = mine.post(reverse("account_delete"), {})
        assert refused.status_code == 422
        assert User.objects.filter(pk=user.pk).exists()

        response = mine.post(reverse("account_delete"), {"is_sure": "on"})

        assert response["Location"] == "/"
        assert not User.objects.filter(pk=user.pk).exists()
        assert "_auth_user_id" not in mine.session

    def test_colleagues_are_told_whom_to_ask(self, client: Client) -> None:
        scope = StaffScopeFactory(user__email="staff@example.org")
        sign_in(client, "staff@example.org")
        response = client.post(reverse("account_delete"), {"is_sure": "on"})
        assert response.status_code == 422
        assert "Ask an administrator" in response.content.decode()
        assert User.objects.filter(pk=scope.user.pk).exists()

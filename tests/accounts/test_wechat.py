"""Signing in by WeChat, with a WeChat of our own at the other end of the line."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services.erasure import erase_account
from accounts.services.export import everything_about
from core import clock
from tests.accounts.test_sign_in import CODE, LOGIN, sign_in, signed_in_user
from tests.factories.people import UserFactory
from tests.mails import code_sent

pytestmark = pytest.mark.django_db

CALLBACK = "/accounts/weixin/login/callback/"
CONTACT = "/accounts/3rdparty/signup/"
OPENID = "oLVPpjqs9BhvzwPj5A-vTYAX3GLc"
TOKEN = {"access_token": "secret-token", "expires_in": 7200, "openid": OPENID}


class FakeWeChat:
    """What answers in place of api.weixin.qq.com, and which addresses were asked."""

    def __init__(self) -> None:
        self.answer: Any = TOKEN
        self.status = 200
        self.asked: list[str] = []

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        self.asked.append(str(request.url).split("?", maxsplit=1)[0])
        if isinstance(self.answer, Exception):
            raise self.answer
        response = requests.Response()
        response.status_code = self.status
        response.headers["Content-Type"] = "text/plain"
        text = self.answer if isinstance(self.answer, str) else json.dumps(self.answer)
        response._content = text.encode()
        response.url, response.request = str(request.url), request
        return response


@pytest.fixture(autouse=True)
def wechat(settings: Any, monkeypatch: pytest.MonkeyPatch) -> FakeWeChat:
    settings.WECHAT_KIND = "official-account"
    settings.SOCIALACCOUNT_PROVIDERS = {"weixin": {"APPS": [{"client_id": "wx1", "secret": "s"}]}}
    fake = FakeWeChat()
    monkeypatch.setattr(
        requests.adapters.HTTPAdapter, "send", lambda _self, request, **kw: fake.send(request, **kw)
    )
    return fake


def go(client: Client, **typed: str) -> str:
    """Tap the button; returns the state that WeChat is to bring back."""
    leaving = client.post(reverse("weixin_login"), typed)
    assert leaving.status_code == 302
    return parse_qs(urlsplit(leaving["Location"]).query)["state"][0]


def come(client: Client, **typed: str) -> Any:
    """Tap the button and agree."""
    return client.get(CALLBACK, {"code": "once", "state": go(client, **typed)})


def connected(user: User, uid: str = OPENID) -> SocialAccount:
    return SocialAccount.objects.create(user=user, provider="weixin", uid=uid)


def texts(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


class TestLeaving:
    def test_an_official_account_asks_for_nothing_but_who_it_is(self, client: Client) -> None:
        leaving = client.post(reverse("weixin_login"))
        address = urlsplit(leaving["Location"])
        asked = parse_qs(address.query)

        assert leaving["Location"].startswith(
            "https://open.weixin.qq.com/connect/oauth2/authorize?"
        )
        assert address.fragment == "wechat_redirect"
        assert (asked["appid"], asked["scope"]) == (["wx1"], ["snsapi_base"])
        assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
        assert list(asked) == ["appid", "redirect_uri", "response_type", "scope", "state"]

    def test_a_website_shows_a_code_to_scan(self, client: Client, settings: Any) -> None:
        settings.WECHAT_KIND = "website"
        address = client.post(reverse("weixin_login"))["Location"]
        assert address.startswith("https://open.weixin.qq.com/connect/qrconnect?")
        assert parse_qs(urlsplit(address).query)["scope"] == ["snsapi_login"]

    def test_an_address_does_not_widen_what_is_asked(self, client: Client) -> None:
        leaving = client.post(f"{reverse('weixin_login')}?scope=snsapi_userinfo")
        assert parse_qs(urlsplit(leaving["Location"]).query)["scope"] == ["snsapi_base"]

    def test_nobody_is_sent_there_by_a_link(self, client: Client, wechat: FakeWeChat) -> None:
        assert client.get(reverse("weixin_login")).status_code == 405

    def test_nothing_is_asked_of_wechat_before_one_comes_back(
        self, client: Client, wechat: FakeWeChat
    ) -> None:
        client.get(LOGIN)
        go(client)
        assert wechat.asked == []

    def test_the_button_may_lead_there(self, client: Client, settings: Any) -> None:
        page = client.get(LOGIN)
        assert "form-action 'self' https://open.weixin.qq.com;" in page["Content-Security-Policy"]
        assert reverse("weixin_login") in page.content.decode()

    def test_where_it_is_not_set_up_it_does_not_exist(self, client: Client, settings: Any) -> None:
        settings.WECHAT_KIND, settings.SOCIALACCOUNT_PROVIDERS = "", {}
        SocialApp.objects.create(provider="weixin", name="smuggled", client_id="x", secret="x")
        page = client.get(LOGIN)

        assert reverse("weixin_login") not in page.content.decode()
        assert "weixin" not in page["Content-Security-Policy"]
        assert client.post(reverse("weixin_login")).status_code == 404
        assert client.get(CALLBACK, {"code": "x", "state": "y"}).status_code == 404


class TestComingForTheFirstTime:
    def test_one_is_asked_for_a_contact_and_nothing_is_stored(
        self, client: Client, wechat: FakeWeChat
    ) -> None:
        response = come(client)

        assert response["Location"] == CONTACT
        assert client.get(CONTACT).status_code == 200
        assert (User.objects.count(), SocialAccount.objects.count()) == (0, 0)
        assert wechat.asked == ["https://api.weixin.qq.com/sns/oauth2/access_token"]

    def test_a_new_contact_opens_an_account_that_wechat_opens_too(self, client: Client) -> None:
        come(client)
        client.post(CONTACT, {"login": "new@example.org"})
        assert not User.objects.exists()
        client.post(CODE, {"code": code_sent()})

        user = User.objects.get()
        known = SocialAccount.objects.get()
        assert signed_in_user(client) == user
        assert (user.email, known.user, known.uid, known.extra_data) == (
            *("new@example.org", user),
            *(OPENID, {}),
        )
        assert not SocialToken.objects.exists()

        again = Client()
        come(again)
        assert signed_in_user(again) == user

    def test_a_phone_does_as_well(self, client: Client) -> None:
        come(client)
        client.post(CONTACT, {"login": "138 0013 8000"})
        client.post(CODE, {"code": code_sent()})
        assert SocialAccount.objects.get().user.phone == "+8613800138000"

    def test_an_account_of_before_is_connected_by_the_code_and_told_of_it(
        self, client: Client
    ) -> None:
        user = UserFactory(email="lin@example.org")
        come(client)
        client.post(CONTACT, {"login": "lin@example.org"})
        assert not SocialAccount.objects.exists()
        client.post(CODE, {"code": code_sent()})

        assert SocialAccount.objects.get().user == user
        assert mail.outbox[-1].subject == "WeChat opens your account now"

    def test_the_contact_of_somebody_else_leads_nowhere(self, client: Client) -> None:
        victim = UserFactory(email="wang@example.org")
        come(client)
        client.post(CONTACT, {"login": "wang@example.org"})
        wrong = "000000" if code_sent() != "000000" else "111111"
        for _try in range(3):
            client.post(CODE, {"code": wrong})

        assert signed_in_user(client) is None
        assert not SocialAccount.objects.filter(user=victim).exists()
        assert mail.outbox[0].to == ["wang@example.org"]

    @pytest.mark.parametrize("login", ["", "nobody", "x" * 300 + "@example.org", "+86 12"])
    def test_what_is_no_contact_is_refused(self, client: Client, login: str) -> None:
        come(client)
        response = client.post(CONTACT, {"login": login})
        assert response.status_code == 422
        assert not mail.outbox

    def test_a_password_does_not_connect(self, client: Client) -> None:
        user = UserFactory(email="lin@example.org")
        user.set_password("paper-lantern-9")
        user.save()
        typed = {"login": "lin@example.org", "password": "paper-lantern-9"}
        come(client)
        assert client.post(CONTACT, typed)["Location"] == CODE
        assert signed_in_user(client) is None

        other = Client()
        come(other)
        other.post(LOGIN, typed)
        assert signed_in_user(other) == user
        assert not SocialAccount.objects.exists()

    def test_whoever_signs_in_next_at_this_screen_is_not_connected(self, client: Client) -> None:
        UserFactory(email="next@example.org")
        come(client)
        sign_in(client, "next@example.org")
        assert signed_in_user(client)
        assert not SocialAccount.objects.exists()

    def test_a_second_factor_comes_before_the_connection(self, client: Client) -> None:
        user = UserFactory(email="lin@example.org")
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        come(client)
        client.post(CONTACT, {"login": "lin@example.org"})
        client.post(CODE, {"code": code_sent()})
        assert signed_in_user(client) is None
        assert not SocialAccount.objects.exists()

    def test_a_wechat_that_was_connected_meanwhile_stays_where_it_is(self, client: Client) -> None:
        come(client)
        other = UserFactory()
        connected(other)
        client.post(CONTACT, {"login": "new@example.org"})
        client.post(CODE, {"code": code_sent()})
        assert SocialAccount.objects.get().user == other

    def test_nobody_gets_to_the_question_without_wechat(self, client: Client) -> None:
        for method in (client.get, client.post):
            assert method(CONTACT)["Location"] == LOGIN


class TestComingAgain:
    def test_wechat_alone_signs_in(self, client: Client) -> None:
        user = UserFactory()
        connected(user)
        assert come(client, next="/me/family/")["Location"] == "/me/family/"
        assert signed_in_user(client) == user

    def test_a_closed_account_stays_outside(self, client: Client) -> None:
        connected(UserFactory(is_active=False))
        come(client)
        assert signed_in_user(client) is None

    def test_a_second_factor_is_asked_for(self, client: Client) -> None:
        user = UserFactory()
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        connected(user)
        assert come(client)["Location"].startswith("/accounts/2fa/authenticate/")
        assert signed_in_user(client) is None

    def test_it_leads_to_no_other_site(self, client: Client) -> None:
        connected(UserFactory())
        assert come(client, next="https://evil.example/")["Location"] == "/me/"


class TestTrouble:
    @pytest.mark.parametrize("query", [{}, {"error": "access_denied"}])
    def test_who_says_no_is_back_where_they_were(
        self, client: Client, query: dict[str, str], wechat: FakeWeChat
    ) -> None:
        state = go(client)
        response = client.get(CALLBACK, {"state": state, **query}, follow=True)
        assert response.redirect_chain == [(LOGIN, 302)]
        assert texts(response) == ["You did not sign in by WeChat. Nothing has changed."]
        assert wechat.asked == []

    @pytest.mark.parametrize(
        "answer",
        [
            {"errcode": 40029, "errmsg": "invalid code"},
            {"access_token": "t", "expires_in": 7200},
            {"access_token": "t", "openid": ""},
            {"access_token": "t", "openid": 7},
            "<html>busy</html>",
            requests.ConnectionError("no line"),
            requests.Timeout("too slow"),
        ],
    )
    def test_what_wechat_cannot_tell_is_said_in_our_words(
        self, client: Client, wechat: FakeWeChat, answer: Any
    ) -> None:
        wechat.answer = answer
        response = client.get(CALLBACK, {"code": "c", "state": go(client)}, follow=True)
        assert response.redirect_chain == [(LOGIN, 302)]
        assert texts(response) == [
            "WeChat did not work just now. Try again, or let us send a code."
        ]
        assert not SocialAccount.objects.exists()

    def test_a_server_that_fails_does_too(self, client: Client, wechat: FakeWeChat) -> None:
        wechat.status = 500
        response = client.get(CALLBACK, {"code": "c", "state": go(client)})
        assert response["Location"] == LOGIN

    @pytest.mark.parametrize("state", ["", "made-up"])
    def test_a_way_back_that_nobody_went_is_closed(
        self, client: Client, wechat: FakeWeChat, state: str
    ) -> None:
        connected(UserFactory())
        response = client.get(CALLBACK, {"code": "stolen", "state": state})
        assert response["Location"] == LOGIN
        assert (signed_in_user(client), wechat.asked) == (None, [])

    def test_a_way_back_is_gone_once(self, client: Client) -> None:
        connected(UserFactory())
        state = go(client)
        client.get(CALLBACK, {"code": "c", "state": state})
        client.logout()
        client.get(CALLBACK, {"code": "c", "state": state})
        assert signed_in_user(client) is None


class TestMyAccount:
    @pytest.fixture
    def user(self, client: Client) -> User:
        sign_in(client, UserFactory(email="lin@example.org").email)
        return User.objects.get()

    def test_wechat_is_connected(self, client: Client, user: User) -> None:
        response = come(client, process="connect")
        assert response["Location"] == "/me/account/"
        assert SocialAccount.objects.get().user == user
        page = client.get("/me/account/")
        assert texts(page)[-1] == "WeChat opens your account from now on."
        assert "Disconnect WeChat" in page.content.decode()

    def test_the_wechat_of_another_account_stays_there(self, client: Client, user: User) -> None:
        other = UserFactory()
        connected(other)
        come(client, process="connect")
        assert SocialAccount.objects.get().user == other
        assert texts(client.get("/me/account/"))[-1] == (
            "This WeChat opens another account here. Sign in by it and disconnect it there first."
        )

    def test_connecting_asks_who_is_there(self, client: Client, monkeypatch: Any) -> None:
        user = UserFactory(email="lin@example.org")
        client.force_login(user)
        response = come(client, process="connect")
        assert "/reauthenticate/" in response["Location"]
        assert not SocialAccount.objects.exists()

    def test_saying_no_leads_back_to_the_account(self, client: Client, user: User) -> None:
        state = go(client, process="connect")
        assert client.get(CALLBACK, {"state": state})["Location"] == "/me/account/"

    def test_wechat_is_disconnected(self, client: Client, user: User) -> None:
        connected(user)
        connected(user, uid="of somebody who had their code once")
        connected(UserFactory(), uid="other")
        client.get(reverse("disconnect_wechat"))
        assert SocialAccount.objects.filter(user=user).exists()

        assert client.post(reverse("disconnect_wechat"))["Location"] == "/me/account/"
        assert [known.uid for known in SocialAccount.objects.all()] == ["other"]
        assert mail.outbox[-1].subject == "WeChat no longer opens your account"
        assert client.post(reverse("disconnect_wechat"))["Location"] == "/me/account/"

    def test_it_is_told_with_my_data_and_forgotten_with_me(
        self, client: Client, user: User
    ) -> None:
        connected(user)
        told = everything_about(user, now=clock.now())["account"]["wechat"]
        assert [entry["identifier"] for entry in told] == [OPENID]
        erase_account(user=user, now=clock.now())
        assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/accounts/3rdparty/", "/me/account/"),
        ("/accounts/3rdparty/login/cancelled/", LOGIN),
        ("/accounts/3rdparty/login/error/", LOGIN),
    ],
)
def test_other_doors_lead_to_ours(client: Client, address: str, leads_to: str) -> None:
    assert client.get(address)["Location"] == leads_to


def test_no_page_of_the_admin_knows_of_it(admin_client: Client) -> None:
    for kind in ("socialapp", "socialaccount", "socialtoken"):
        assert admin_client.get(f"/admin/snippets/socialaccount/{kind}/").status_code == 404
        assert admin_client.get(f"/admin/socialaccount/{kind}/").status_code == 404

"""From the door to a family of two, and passkeys that open the door again."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.people import UserFactory
from tests.mails import code_sent

pytestmark = pytest.mark.django_db(transaction=True)


def assert_accessible(page: Page) -> None:
    assert violations(page) == []
    assert sideways_scroll(page) == 0


def test_a_newcomer_brings_a_child(page: Page, complaints: list[str]) -> None:
    page.goto("/me/family/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    assert_accessible(page)
    page.get_by_label("E-mail or mobile phone").fill("lin@example.org")
    page.get_by_role("button", name="Send me a code").click()

    assert_accessible(page)
    page.get_by_label("Code").fill("1")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not the code")
    page.get_by_label("Code").fill(code_sent())
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("What shall we call you?").fill("Lin")
    page.get_by_role("button", name="Go on").click()

    expect(page).to_have_url(re.compile("/me/family/$"))
    page.get_by_role("link", name="Add a child").click()
    assert_accessible(page)
    page.get_by_label("Nickname").fill("Doudou")
    page.get_by_label("Year of birth").select_option(index=7)
    page.get_by_label("Month of birth").select_option("5")
    page.get_by_role("button", name="Add the child").click()
    expect(page.get_by_role("alert")).to_contain_text("A child takes part with a guardian")
    page.get_by_label("I am a guardian of this child").check()
    page.get_by_role("button", name="Add the child").click()

    expect(page.get_by_role("heading", name="Doudou")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Consents Doudou").click()
    assert_accessible(page)
    for address in ("/me/", "/me/account/", "/accounts/2fa/", "/me/account/delete/"):
        page.goto(address)
        assert_accessible(page)
    # The two forms that came back are failures to the browser too.
    assert [complaint for complaint in complaints if "422" not in complaint] == []


def test_all_of_it_works_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/accounts/login/?next=/me/family/adults/new/")
    page.get_by_label("E-mail or mobile phone").fill("138 0013 8000")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_sent())
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What shall we call you?").fill("Lin")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Grandma")
    page.get_by_label("Elder").check()
    page.get_by_role("button", name="Add to the family").click()
    expect(page.get_by_role("heading", name="Grandma")).to_be_visible()
    context.close()


def test_a_passkey_is_added_and_opens_the_door(
    context: BrowserContext, page: Page, complaints: list[str]
) -> None:
    user = UserFactory(email="lin@example.org", name="Lin")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    plug_in_a_key(context, page)

    page.goto("/accounts/login/")
    page.get_by_label("E-mail or mobile phone").fill("lin@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_sent())
    page.get_by_role("button", name="Go on").click()
    page.goto("/accounts/2fa/webauthn/add/")
    assert_accessible(page)
    page.get_by_label("What you call it").fill("my phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert str(Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)) == "my phone"

    context.clear_cookies()
    page.goto("/accounts/login/?next=/me/account/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    assert User.objects.get().last_login
    assert complaints == []


def test_a_passkey_that_is_not_there_is_said(page: Page, context: BrowserContext) -> None:
    plug_in_a_key(context, page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("The passkey was not used.")).to_be_visible()


def plug_in_a_key(context: BrowserContext, page: Page) -> None:
    """Give the page a security key that says yes to everything."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )

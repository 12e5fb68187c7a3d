"""There is one way into the admin."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from config.settings import base
from core.apps import make_cache_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    return User.objects.create_superuser(email="boss@library.example")


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_sign_in_leads_to_ours(client: Client, address: str) -> None:
    for response in (
        client.get(address),
        client.post(address, {"username": "boss", "password": "x"}),
    ):
        assert response.status_code == 302
        assert response["Location"] == "/accounts/login/?next=%2Fadmin%2F"


def test_it_leads_on_to_where_the_visitor_was_going(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/reports/")
    assert response["Location"] == "/accounts/login/?next=%2Fadmin%2Freports%2F"


@pytest.mark.parametrize("rest", ["", "done/", "confirm/MQ/set-password/", "complete/"])
def test_wagtails_own_password_reset_is_walled_up(client: Client, rest: str) -> None:
    response = client.post(f"/admin/password_reset/{rest}", {"email": "boss@library.example"})
    assert response["Location"] == "/accounts/password/reset/"


def test_staff_without_a_second_factor_are_sent_to_set_one_up(
    client: Client, boss: User, settings: Settings
) -> None:
    settings.REQUIRE_STAFF_MFA = True
    client.force_login(boss)
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"

    Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get("/admin/").status_code == 200


def test_at_home_nobody_is_asked_for_a_second_factor(client: Client, boss: User) -> None:
    client.force_login(boss)
    assert client.get("/admin/").status_code == 200


def test_the_admin_offers_no_password_of_its_own(client: Client, boss: User) -> None:
    client.force_login(boss)
    assert b'type="password"' not in client.get("/admin/account/").content


def test_attempts_to_sign_in_are_counted_for_all_processes(
    client: Client, settings: Settings
) -> None:
    settings.CACHES = base.CACHES
    make_cache_tables(using="default")
    answers = [
        client.post("/accounts/login/", {"login": "li@library.example", "password": "wrong"})
        for _ in range(31)
    ]
    assert answers[-1].status_code == 429
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache WHERE cache_key LIKE '%%login%%'")
        assert cursor.fetchone()[0] > 0

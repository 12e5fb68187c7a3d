"""Production starts only when it knows everything, and says what it does not know."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "0123456789" * 5,
    "DATABASE_URL": "postgres://li:secret@db.library.example/shuxiang",
    "EMAIL_URL": "smtp+tls://post:secret@mail.library.example:587",
    "BASE_URL": "https://events.library.example",
    "ALLOWED_HOSTS": "events.library.example,www.library.example",
}
NAMES = ["SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "BASE_URL", "ALLOWED_HOSTS"]


def start(code: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Load production settings in a process that knows these variables and no others of ours."""
    theirs = {
        name: value
        for name, value in os.environ.items()
        if name not in {*NAMES, "CACHE_URL", "TRUSTED_PROXIES"}
    }
    return subprocess.run(
        [sys.executable, "-c", f"from config.settings import production as settings\n{code}"],
        env={**theirs, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_missing_variable_is_named_at_once() -> None:
    told = start().stderr
    assert "ImproperlyConfigured" in told
    assert [name for name in NAMES if f"  {name}: " in told] == NAMES


def test_only_what_is_missing_is_named() -> None:
    without_mail = {name: value for name, value in COMPLETE.items() if name != "EMAIL_URL"}
    told = start(**without_mail).stderr
    assert [name for name in NAMES if f"  {name}: " in told] == ["EMAIL_URL"]


def test_a_guessable_key_is_refused() -> None:
    assert "SECRET_KEY is too short" in start(**COMPLETE | {"SECRET_KEY": "short"}).stderr


def test_a_complete_environment_is_taken_over() -> None:
    shown = start(
        "print(settings.DEBUG, settings.REQUIRE_STAFF_MFA, settings.SESSION_COOKIE_SECURE,"
        " settings.ALLOWED_HOSTS, settings.DATABASES['default']['HOST'], settings.EMAIL_HOST,"
        " settings.CSRF_TRUSTED_ORIGINS, hasattr(settings, 'DEMO_PASSWORD'))",
        **COMPLETE,
    )
    assert shown.stdout.strip() == (
        "False True True ['events.library.example', 'www.library.example'] db.library.example"
        " mail.library.example ['https://events.library.example'] False"
    ), shown.stderr


def test_valkey_can_be_the_shared_cache() -> None:
    shown = start(
        "print(settings.CACHES['default']['LOCATION'])",
        **COMPLETE,
        CACHE_URL="valkeys://:secret@cache.library.example:6380/1",
    )
    assert shown.stdout.strip() == "rediss://:secret@cache.library.example:6380/1", shown.stderr


def test_djangos_own_check_for_deployment_is_content() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=os.environ | COMPLETE | {"DJANGO_SETTINGS_MODULE": "config.settings.production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_nobody_is_asked_for_a_phone_number_until_texts_can_be_sent() -> None:
    show = "print(sorted(settings.ACCOUNT_LOGIN_METHODS), settings.ACCOUNT_SIGNUP_FIELDS)"
    without = start(show, **COMPLETE)
    assert without.stdout.strip() == "['email'] ['email*']"
    with_gateway = start(show, **COMPLETE, SMS_GATEWAY_URL="https://sms.library.example/send")
    assert with_gateway.stdout.strip() == "['email', 'phone'] ['email*', 'phone']"


WEBHOOK = {
    "WEBHOOK_URL": "https://gateway.library.example/send",
    "WEBHOOK_SECRETS": "whsec_" + base64.b64encode(b"k" * 32).decode(),
}


def test_webhook_is_taken_over() -> None:
    shown = start("print(settings.WEBHOOK_CARRIES)", **COMPLETE | WEBHOOK)
    assert shown.stdout.strip() == "['sms']"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"WEBHOOK_URL": "gateway.library.example"}, "must begin with https://"),
        ({"WEBHOOK_URL": "file:///etc/passwd"}, "must begin with https://"),
        ({"WEBHOOK_CARRIES": "sms,pigeon"}, "not {'pigeon'}"),
        ({"WEBHOOK_SECRETS": ""}, "24 bytes"),
        ({"WEBHOOK_SECRETS": "whsec_c2hvcnQ="}, "24 bytes"),
        ({"WEBHOOK_SECRETS": "whsec_not base64"}, "whsec_ and base64"),
    ],
)
def test_webhook_that_could_not_be_trusted_is_refused(wrong: dict[str, str], told: str) -> None:
    assert told in start(**COMPLETE | WEBHOOK | wrong).stderr


def test_a_catalogue_that_cannot_be_asked_for_a_book_is_refused() -> None:
    for address in ("https://opac.library.example/", "http://opac.library.example/?isbn={isbn}"):
        assert "CATALOGUE_URL must begin with" in start(**COMPLETE, CATALOGUE_URL=address).stderr
    fits = "https://opac.library.example/?isbn={isbn}"
    told = start("print(settings.CATALOGUE_URL)", **COMPLETE, CATALOGUE_URL=fits).stdout
    assert told == f"{fits}\n"


def test_keys_that_cannot_encrypt_are_refused() -> None:
    told = start(**COMPLETE | {"ENCRYPTION_KEYS": "a lantern"}).stderr
    assert "Each of ENCRYPTION_KEYS is 32 random bytes" in told

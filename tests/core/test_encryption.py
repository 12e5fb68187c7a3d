"""What is stored encrypted is read with any of the keys, and with none of somebody else's."""

import logging
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import FieldError
from django.db import connection

from accounts.models import LegalIdentity
from core.encryption import cipher, cipher_of_site
from tests.factories.people import LegalIdentityFactory

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_purposes_do_not_read_each_other() -> None:
    secret = cipher_of_site("one").encrypt(b"lantern")
    with pytest.raises(InvalidToken):
        cipher_of_site("another").decrypt(secret)


def test_the_latest_key_encrypts_and_earlier_ones_still_read(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    earlier = cipher().encrypt(b"lantern")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert cipher().decrypt(earlier) == b"lantern"
    assert Fernet(NEW).decrypt(cipher().encrypt(b"lantern")) == b"lantern"


def test_without_keys_of_its_own_it_outlives_a_change_of_the_sites_key(settings: Any) -> None:
    secret = cipher().encrypt(b"lantern")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert cipher().decrypt(secret) == b"lantern"


@pytest.mark.django_db
class TestField:
    def test_the_table_does_not_give_it_away(self) -> None:
        identity = LegalIdentityFactory(name="Lin Yue")
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM accounts_legalidentity")
            (stored,) = cursor.fetchone()
        assert "Lin" not in stored
        identity.refresh_from_db()
        assert identity.name == "Lin Yue"

    def test_nobody_searches_for_it(self) -> None:
        with pytest.raises(FieldError):
            LegalIdentity.objects.filter(name="Lin Yue").exists()

    def test_without_the_key_it_reads_as_nothing_and_the_log_says_so(
        self, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        LegalIdentityFactory()
        settings.ENCRYPTION_KEYS = [NEW]
        with caplog.at_level(logging.ERROR):
            assert LegalIdentity.objects.get().number == ""
        assert "accounts.LegalIdentity.number cannot be read" in caplog.text

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from certificates.errors import KeyReplacedAlready, KeyUnreadable, KeyWithdrawnAlready
from certificates.models import SigningKey
from certificates.services.badges.credential import badge
from certificates.services.keys.key_pairs import (
    private_key_of,
    rotate_key,
    signing_key_of,
    withdraw_key,
)
from certificates.services.keys.multibase import base58, base64url
from staff.models import LogEntry
from tests.factories.certificates import CertificateFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.racing import race

NOW = timezone.now()
LATER = NOW + timedelta(days=365)


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        # Test vectors of the specification, https://datatracker.ietf.org/doc/draft-msporny-base58
        (b"Hello World!", "z2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "z11233QC4"),
    ],
)
def test_base_58_is_that_of_others(raw, written):
    assert base58(raw) == written


def test_base_64_is_for_addresses_and_unpadded():
    assert base64url(b"\xfb\xff\x01\x02") == "u-_8BAg"


@pytest.mark.django_db
def test_a_key_is_made_once_and_its_halves_belong_together():
    library = BranchFactory()
    key = signing_key_of(library, now=NOW)
    assert signing_key_of(library, now=LATER) == key
    assert key.public_multibase.startswith("z6Mk")
    public = private_key_of(key).public_key().public_bytes_raw()
    assert base58(b"\xed\x01" + public) == key.public_multibase
    public_key = Ed25519PublicKey.from_public_bytes(public)
    public_key.verify(private_key_of(key).sign(b"text"), b"text")


@pytest.mark.django_db
def test_the_private_half_is_nowhere_in_the_database_as_it_is():
    key = signing_key_of(BranchFactory(), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM certificates_signingkey")
        (stored,) = cursor.fetchone()
    assert key.private not in stored
    assert private_key_of(key).private_bytes_raw().hex() not in stored


@pytest.mark.django_db(transaction=True)
def test_two_who_need_the_first_key_at_once_get_the_same():
    library = BranchFactory()
    keys = race(*[lambda: signing_key_of(library, now=NOW)] * 4)
    assert len({key.pk for key in keys}) == 1
    assert SigningKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_replace_a_key_at_once_replace_it_once():
    key = signing_key_of(BranchFactory(), now=NOW)
    outcomes = race(*[lambda: rotate_key(key_id=key.pk, now=LATER)] * 3)
    assert [type(outcome) for outcome in outcomes].count(KeyReplacedAlready) == 2
    assert SigningKey.objects.count() == 2


@pytest.mark.django_db
def test_a_replaced_key_signs_no_more_and_keeps_its_time():
    by, old = UserFactory(), signing_key_of(BranchFactory(), now=NOW)
    new = rotate_key(key_id=old.pk, now=LATER, by=by)
    old.refresh_from_db()
    assert (old.created_at, old.retired_at) == (NOW, LATER)
    assert signing_key_of(old.issuer, now=LATER) == new
    entry = LogEntry.objects.get(action="certificates.key_rotated")
    assert (entry.user, entry.data) == (by, {"before": old.public_multibase})


@pytest.mark.django_db
def test_a_stolen_key_makes_room_for_another_and_never_comes_back():
    by, stolen = UserFactory(), signing_key_of(BranchFactory(), now=NOW)
    withdraw_key(key_id=stolen.pk, now=LATER, by=by)
    stolen.refresh_from_db()
    assert (stolen.retired_at, stolen.withdrawn_at) == (LATER, LATER)
    assert signing_key_of(stolen.issuer, now=LATER).is_active
    logged = LogEntry.objects.filter(user=by).values_list("action", flat=True)
    assert set(logged) == {"certificates.key_rotated", "certificates.key_withdrawn"}
    with pytest.raises(KeyWithdrawnAlready):
        withdraw_key(key_id=stolen.pk, now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.filter(pk=stolen.pk).update(withdrawn_at=None)


@pytest.mark.django_db
def test_a_key_that_signs_is_not_withdrawn():
    key = signing_key_of(BranchFactory(), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.filter(pk=key.pk).update(withdrawn_at=LATER)


@pytest.mark.django_db
def test_a_key_that_cannot_be_read_signs_nothing_and_reconcile_replaces_it(settings, capsys):
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    certificate = CertificateFactory()
    before = badge(certificate, now=NOW)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(KeyUnreadable):
        badge(certificate, now=NOW)

    call_command("reconcile")
    assert f"signing keys: {certificate.issuer} cannot sign badges" in capsys.readouterr().out
    call_command("reconcile", fix=True)
    capsys.readouterr()
    call_command("reconcile")
    assert capsys.readouterr().out == "All is well.\n"
    assert badge(certificate, now=NOW)["proof"] != before["proof"]

import zlib
from base64 import urlsafe_b64decode

import pytest
from django.utils import timezone

from certificates.choices import CertificateState
from certificates.models import Certificate, NumberSeries
from certificates.services.badges.status import ENTRIES, encoded, status_entry, status_list
from certificates.services.keys.key_pairs import signing_key_of
from tests.factories.certificates import CertificateFactory
from tests.factories.network import BranchFactory
from tests.statements import statements

NOW = timezone.now()


def bits_of(written):
    assert written[0] == "u"
    padded = written[1:] + "=" * (-len(written[1:]) % 4)
    raw = zlib.decompress(urlsafe_b64decode(padded), wbits=31)
    return [at * 8 + bit for at, byte in enumerate(raw) for bit in range(8) if byte & 0x80 >> bit]


def test_the_first_bit_is_the_highest_of_the_first_byte():
    places = [0, 7, 8, 4242, ENTRIES - 1]
    assert bits_of(encoded(places)) == places


def test_a_list_without_a_set_bit_is_tiny_and_whole():
    raw = zlib.decompress(urlsafe_b64decode(encoded([])[1:] + "=="), wbits=31)
    assert len(raw) * 8 == 131_072
    assert len(encoded([])) < 100


@pytest.mark.django_db
def test_numbers_go_on_in_a_second_list():
    certificate = CertificateFactory()
    places = []
    for certificate.no in (1, ENTRIES, ENTRIES + 1):
        entry = status_entry(certificate)
        places.append((entry["statusListCredential"].rpartition("/")[2], entry["statusListIndex"]))
    assert places == [
        ("2026-0.json", "0"),
        ("2026-0.json", str(ENTRIES - 1)),
        ("2026-1.json", "0"),
    ]


@pytest.mark.django_db
def test_the_list_of_a_library_and_year_tells_of_its_own_alone():
    library = BranchFactory()
    mine = [CertificateFactory(issuer=library) for _ in range(3)]
    others = CertificateFactory()
    gone = [mine[1].pk, others.pk]
    Certificate.objects.filter(pk__in=gone).update(state=CertificateState.REPLACED)
    sign = library.certificate_issuer.sign
    signing_key_of(library, now=NOW)
    with statements() as made:
        listed = status_list(sign=sign, year=2026, part=0, now=NOW)
    assert bits_of(listed["credentialSubject"]["encodedList"]) == [1]
    assert len(made) == 3
    assert status_list(sign=sign, year=2026, part=0, now=NOW) == listed


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "part"), [(2025, 0), (2026, 1), (2026, 10**12)])
def test_there_is_no_list_where_no_number_was_given(year, part):
    sign = CertificateFactory().issuer.certificate_issuer.sign
    with pytest.raises(NumberSeries.DoesNotExist):
        status_list(sign=sign, year=year, part=part, now=NOW)

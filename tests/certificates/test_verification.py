"""What strangers are told who hold a certificate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.services.issuing.afterwards import reissue, revoke
from certificates.services.verification.addresses import check_url, qr_address
from certificates.views import verification
from notifications.services.limits import Limit
from tests.factories.certificates import ISSUED_AT, CertificateFactory

pytestmark = pytest.mark.django_db

LATER = ISSUED_AT + timedelta(days=3)
UNKNOWN = "a" * 26


@pytest.fixture
def certificate():
    return CertificateFactory(
        issuer__slug="city", holder__name="Lin Yue", holder__masked_name="L•• Y••"
    )


def page(client, certificate, language=""):
    response = client.get(f"{language}/verify/{certificate.code.lower()}/")
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_that_it_is_valid_and_no_more_than_the_paper(client, certificate):
    html = page(client, certificate)
    for told in ("Valid", "Storytime", "CITY-2026-000001", "City Library", "1 June 2026"):
        assert told in html
    for kept in ("Lin Yue", "L•• Y••", "Name"):
        assert kept not in html


def test_the_masked_name_is_there_where_its_holder_wants_it(client, certificate):
    certificate.holder.shows_name = True
    certificate.holder.save()
    html = page(client, certificate)
    assert "L•• Y••" in html
    assert "Lin Yue" not in html


def test_it_speaks_chinese(client, certificate):
    html = page(client, certificate, "/zh-hans")
    assert "故事会" in html
    assert "市图书馆" in html


def test_a_revoked_one_says_so_and_not_why(client, certificate):
    revoke(certificate=certificate, reason="Lin was not there.", by=None, now=LATER)
    html = page(client, certificate)
    assert "Revoked" in html
    assert "4 June 2026" in html
    assert "was not there" not in html


def test_a_replaced_one_says_so_and_not_by_which(client, certificate):
    new = reissue(certificate=certificate, by=None, now=LATER)
    html = page(client, certificate)
    assert "Replaced" in html
    assert new.number not in html
    assert new.code.lower() not in html
    assert "Valid" in page(client, new)


@pytest.mark.parametrize("code", [UNKNOWN, "7", "CITY-2026-000001"])
def test_what_is_not_ours_is_not_known(client, certificate, code):
    response = client.get(f"/verify/{code}/")
    assert response.status_code == 404
    assert "Not known" in response.content.decode()


def test_nobody_finds_it_by_searching(client, certificate):
    response = client.get(certificate.get_absolute_url())
    assert response["X-Robots-Tag"] == "noindex"
    assert 'name="robots" content="noindex"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_whoever_tries_out_codes_has_to_wait(client, certificate, monkeypatch):
    few = Limit("certificates in this test", most=2, span=timedelta(minutes=10))
    monkeypatch.setattr(verification, "GUESSES", few)
    statuses = [client.get(f"/verify/{UNKNOWN}/").status_code for _ in range(3)]
    assert statuses == [404, 404, 429]


def test_the_qr_code_leads_there_in_the_language_of_the_camera(client, certificate):
    path = qr_address(certificate).partition("LOCALHOST:8000")[2]
    assert path == f"/V/{certificate.code}"
    english = client.get(path)
    chinese = client.get(path, headers={"Accept-Language": "zh-CN"})
    assert english["Location"] == f"/verify/{certificate.code.lower()}/"
    assert chinese["Location"] == f"/zh-hans/verify/{certificate.code.lower()}/"


def test_the_address_on_paper_is_that_of_the_page(certificate):
    assert check_url(certificate).endswith(
        reverse("certificate_check", args=[certificate.code.lower()])
    )


def test_a_look_costs_few_statements(client, certificate, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(certificate.get_absolute_url())

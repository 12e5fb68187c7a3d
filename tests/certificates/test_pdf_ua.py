"""What is printed holds to PDF/UA-1, as far as a machine can tell; see `tests.pdf_ua`."""

from __future__ import annotations

import pikepdf
import pytest

from certificates.services.setting import printing
from certificates.services.setting.designs import DESIGNS
from certificates.services.setting.printing import certificate_pdf, documents
from core.gallery import SAMPLES
from events.services.printing.exhibits import told_of_sample
from events.services.printing.poster import poster_pdf
from tests.certificates.test_printing import in_both, look
from tests.factories.certificates import CertificateFactory
from tests.factories.pictures import PictureFactory
from tests.pdf_ua import faults

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("design", DESIGNS)
def test_a_certificate_in_both_languages_with_seal_and_signature(design):
    pictures = {name: PictureFactory().pk for name in ("seal", "signature", "logo")}
    certificate = CertificateFactory(
        languages="both", wording=in_both(), look=look(design=design, pictures=pictures)
    )
    assert faults(certificate_pdf(certificate)) == []


def test_many_that_were_joined(monkeypatch):
    monkeypatch.setattr(printing, "SHEETS_AT_ONCE", 2)
    (printed,) = documents([CertificateFactory() for _ in range(3)])
    assert faults(printed.pdf) == []


def test_a_poster():
    assert faults(poster_pdf(told_of_sample(SAMPLES[1]), None)) == []


def test_what_is_wrong_is_found(tmp_path):
    spoiled = tmp_path / "spoiled.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Contents = pdf.make_stream(b"0 0 10 10 re f")
        pdf.Root.StructTreeRoot = pikepdf.Dictionary(
            K=pikepdf.Array([pikepdf.Dictionary(S=pikepdf.Name.Figure)]),
            ParentTree=pikepdf.Dictionary(Nums=pikepdf.Array()),
        )
        pdf.save(spoiled)
    codes = {fault.split()[0] for fault in faults(spoiled.read_bytes())}
    assert {"01-003", "01-005", "06-002", "07-001", "11-006", "13-004", "14"} <= codes

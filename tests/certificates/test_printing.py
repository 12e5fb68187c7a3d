"""On paper: whatever is typed, in both scripts, for screen readers, and in one piece."""

from __future__ import annotations

import socket
import zipfile
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from certificates.choices import CertificateState, Fonts
from certificates.errors import CharacterMissing, NameIsForgotten, NotValidAnyMore
from certificates.models import Certificate
from certificates.services.setting import printing
from certificates.services.setting.designs import DESIGNS
from certificates.services.setting.fonts import WHOLE_LATIN, check_name
from certificates.services.setting.paragraphs import TEXT_SIZES, paragraphs
from certificates.services.setting.printing import certificate_pdf, documents, zipped
from certificates.services.setting.sheets import NAME_SIZES, name_size
from tests.factories.certificates import LOOK, WORDING, CertificateFactory
from tests.factories.pictures import PictureFactory
from tests.pdf_ua import elements

pytestmark = pytest.mark.django_db

LONG_NAME = "Bartholomew Alexander Featherstonehaugh-Cholmondeley de la Fontaine von Hohenzollern"


def in_both(**texts):
    """The wording of a certificate in both languages, with these texts in English."""
    english = WORDING["en"] | texts
    chinese = english | {
        "about": "故事会",
        "library": "长图市图书馆",
        "day": "2026年6月1日",
        "title": ["参与证书"],
        "opening": ["兹证明"],
        "body": ["于2026年5月9日参加“故事会”活动，特发此证。"],
    }
    return {"en": english, "zh": chinese}


def look(**changes):
    return LOOK | changes


def text_of(pdf):
    """What somebody gets who copies all of it, without line breaks and gaps."""
    document = pypdfium2.PdfDocument(pdf)
    return [
        "".join(page.get_textpage().get_text_range().split()).replace("\ufffe", "-")
        for page in document
    ]


@pytest.mark.parametrize("fonts", Fonts)
def test_text_can_be_copied_in_both_scripts(fonts):
    certificate = CertificateFactory(
        languages="both", wording=in_both(), look=look(fonts=fonts), holder__name="林悦 Lin Yue"
    )
    pdf = certificate_pdf(certificate)
    words = " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())
    for said in (
        "长图市图书馆 · City Library",
        "参与证书",
        "林悦 Lin Yue",
        "于2026年5月9日参加“故事会”活动，特发此证。",
        "came to “Storytime” on 9 May 2026.",
        certificate.number,
    ):
        assert said in words


def test_it_is_tagged_and_says_what_it_is():
    certificate = CertificateFactory()
    pdf = certificate_pdf(certificate)
    document = pypdfium2.PdfDocument(pdf)
    assert document.is_tagged()
    title = document.get_metadata_value("Title")
    assert title == f"Certificate of Attendance {certificate.number}"


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
@pytest.mark.parametrize("design", DESIGNS)
def test_a_long_name_fits_on_the_one_page_of_every_design(design, orientation):
    certificate = CertificateFactory(
        look=look(design=design, orientation=orientation, paper="a5"), holder__name=LONG_NAME
    )
    (text,) = text_of(certificate_pdf(certificate))
    assert LONG_NAME.replace(" ", "") in text
    assert "9May2026" in text


def test_the_longer_the_name_the_smaller_it_is_set():
    names = ["林悦", "Lin Yue", "Maximilian Featherstone", LONG_NAME]
    words, paper = DESIGNS["classic"].across.words, look()
    sizes = [NAME_SIZES[name_size(name, words, paper)] for name in names]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == max(NAME_SIZES.values())
    assert sizes[-1] == min(NAME_SIZES.values())


def test_a5_is_half_of_a4():
    sizes = [
        pypdfium2.PdfDocument(certificate_pdf(CertificateFactory(look=look(paper=paper))))[
            0
        ].get_size()
        for paper in ("a4", "a5")
    ]
    assert [[round(side / 72 * 25.4) for side in size] for size in sizes] == [
        [297, 210],
        [209, 148],
    ]


class Asked(Exception):
    """Something outside of the document was asked for."""


def test_nothing_is_fetched_whatever_is_typed(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise Asked(args)

    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    typed = (
        f'<img src="file://{secret}"><img src="http://example.org/a.png">'
        f'<link rel="stylesheet" href="file://{secret}"><style>@import "http://example.org";</style>'
        f'<object data="file://{secret}"></object><a rel="attachment" href="file://{secret}">x</a>'
    )
    certificate = CertificateFactory(
        wording=in_both(body=[typed], title=[typed], signer_name=typed), holder__name=typed[:120]
    )
    certificate_pdf(CertificateFactory())  # What is read once, from fonts to templates.
    read = []
    monkeypatch.setattr(socket.socket, "connect", refuse)
    opened = open

    def noting(file, *args, **kwargs):
        read.append(str(file))
        return opened(file, *args, **kwargs)

    monkeypatch.setattr("builtins.open", noting)
    pdf = certificate_pdf(certificate)
    assert str(secret) not in read
    assert b"EmbeddedFile" not in pdf
    (text,) = text_of(pdf)
    assert "thesecret" not in text
    assert "<imgsrc=" in text


def test_pictures_are_printed_and_missing_ones_left_out():
    seal, gone = PictureFactory(), PictureFactory()
    pictures = {"seal": seal.pk, "signature": gone.pk}
    gone.delete()
    sheet = certificate_pdf(CertificateFactory(look=look(pictures=pictures)))
    images = [
        found
        for found in pypdfium2.PdfDocument(sheet)[0].get_objects()
        if isinstance(found, pypdfium2.PdfImage)
    ]
    assert len(images) == 2, "the seal and the QR code"


def test_every_picture_says_what_it_shows():
    pictures = {name: PictureFactory().pk for name in ("logo", "partner_logo", "seal", "signature")}
    sheet = certificate_pdf(CertificateFactory(look=look(pictures=pictures)))
    with pikepdf.open(BytesIO(sheet)) as pdf:
        tagged = elements(pdf.Root.StructTreeRoot)
        figures = [found for found in tagged if found.get("/S") == "/Figure"]
        assert len(figures) == 5, "these and the QR code"
        assert all(str(figure.Alt) for figure in figures)


def test_what_ended_or_is_forgotten_is_not_printed():
    revoked, forgotten = CertificateFactory(), CertificateFactory(holder__name="")
    Certificate.objects.filter(pk=revoked.pk).update(state=CertificateState.REPLACED)
    revoked.refresh_from_db()
    with pytest.raises(NotValidAnyMore):
        certificate_pdf(revoked)
    with pytest.raises(NameIsForgotten):
        certificate_pdf(forgotten)
    assert list(documents([revoked, forgotten])) == []
    assert zipfile.ZipFile(BytesIO(b"".join(zipped([revoked, forgotten])))).namelist() == []


def test_many_make_one_document_for_each_kind_of_paper():
    tall = look(orientation="portrait")
    first, second = CertificateFactory(), CertificateFactory(look=tall)
    third = CertificateFactory(holder__name="林悦")
    across, upright = documents([first, second, third])
    assert across.certificates == [first, third]
    assert upright.certificates == [second]
    texts = text_of(across.pdf)
    assert len(texts) == 2
    assert "LinYue" in texts[0]
    assert first.number in texts[0]
    assert "林悦" in texts[1]
    assert third.number in texts[1]


def fonts_in(pdf):
    """The fonts of the first page, each with its descendant."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        yield from opened.pages[0].resources.Font.values()


def test_a_long_document_is_joined_from_parts_and_stays_tagged(monkeypatch):
    monkeypatch.setattr(printing, "SHEETS_AT_ONCE", 2)
    certificates = [CertificateFactory(holder__name=f"Reader {n}") for n in range(5)]
    told = []
    (printed,) = documents(certificates, tell=told.append)
    assert told == [2, 4, 5]
    assert [f"Reader{n}" in text for n, text in enumerate(text_of(printed.pdf))] == [True] * 5

    with pikepdf.open(BytesIO(printed.pdf)) as pdf:
        tree = pdf.Root.StructTreeRoot
        pages = [page.objgen for page in pdf.pages]
        pointed = {found.Pg.objgen for found in elements(tree) if "/Pg" in found}
        assert pointed == set(pages)
        numbers = [int(number) for number in list(tree.ParentTree.Nums)[::2]]
        assert numbers == [int(page.obj.StructParents) for page in pdf.pages] == [0, 1, 2, 3, 4]
        assert pdf.Root.MarkInfo.Marked


def test_qpdf_finds_no_error():
    certificates = [CertificateFactory(holder__name="林悦") for _ in range(2)]
    (printed,) = documents(certificates)
    for file in (printed.pdf, certificate_pdf(certificates[0])):
        with pikepdf.open(BytesIO(file)) as pdf:
            assert pdf.check_pdf_syntax() == []
            with pdf.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1"


def test_a_file_for_each_person_comes_piece_by_piece():
    certificates = [CertificateFactory(holder__name="Lin/Yue"), CertificateFactory()]
    pieces = list(zipped(certificates))
    assert len(pieces) == 3
    archive = zipfile.ZipFile(BytesIO(b"".join(pieces)))
    assert archive.testzip() is None
    assert archive.namelist() == [
        f"{certificates[0].number} Lin Yue.pdf",
        f"{certificates[1].number} Lin Yue.pdf",
    ]
    assert certificates[1].number in text_of(archive.read(archive.namelist()[1]))[0]


@pytest.mark.parametrize("fonts", Fonts)
def test_letters_of_other_alphabets_are_embedded_and_can_be_copied(fonts):
    names = "Łukasz Đặng Ștefan Győző Жанна Αλέξης"
    check_name(names, fonts=fonts)
    pdf = certificate_pdf(CertificateFactory(look=look(fonts=fonts), holder__name=names))
    assert names.replace(" ", "") in text_of(pdf)[0]
    assert WHOLE_LATIN[fonts].replace(" ", "-") in {
        str(font.BaseFont).partition("+")[2].removesuffix("-Bold") for font in fonts_in(pdf)
    }


def test_a_character_that_no_font_has_is_named():
    check_name("欧阳小豆 Lǚ Ñandú 𰻞", fonts=Fonts.SERIF)
    with pytest.raises(CharacterMissing, match="U\\+31350"):
        check_name("王\U00031350", fonts=Fonts.SERIF)
    with pytest.raises(CharacterMissing, match="U\\+1F600"):
        check_name("Lin 😀", fonts=Fonts.SANS)


def test_two_texts_lead_and_follow_on_even_lines():
    told = (
        ("zh", "于2026年11月28日参加“‘书香长图’少年儿童阅读马拉松启动仪式”，特发此证。"),
        ("en", "took part in “Reading marathon for children and teenagers” on 28 November 2026."),
    )
    chinese, english = paragraphs(told, width=15, across=True)
    assert TEXT_SIZES[english.size] < TEXT_SIZES[chinese.size]
    assert "".join(chinese.lines).count('<span class="half">') == 2, "“‘ and ”，"
    assert all(len(line) > 10 for line in chinese.lines)
    (alone,) = paragraphs(told[:1], width=15, across=True)
    assert TEXT_SIZES[alone.size] > TEXT_SIZES[chinese.size]


def test_markup_in_a_text_is_printed_as_typed():
    ((line,),) = [
        each.lines for each in paragraphs([("en", "<b>A & B</b>")], width=20, across=True)
    ]
    assert line == "&lt;b&gt;A &amp; B&lt;/b&gt;"

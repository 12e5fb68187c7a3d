"""The poster of an event: one sheet, in the language of its address, with the way to its page."""

from base64 import b64decode
from io import BytesIO

import pypdfium2
import pytest
import qrcode
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image
from pytest_django.fixtures import Settings

from brands.choices import WayIn
from core import clock
from events.choices import EventStatus, Paper
from events.models import Event
from events.services.details import details_of
from events.services.printing.poster import poster_digest, poster_sheet
from events.services.printing.told import Told, told_in_public
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(settings: Settings) -> Event:
    settings.BASE_URL = "https://events.library.example"
    return EventFactory(
        title_en="Bedtime stories",
        title_zh="睡前故事会",
        summary_en="Three books and a song.",
        age_from=3,
        age_to=6,
    )


def told(event: Event, language: str = "en") -> Told:
    with translation.override(language):
        return told_in_public(details_of(event, now=clock.now()))


def address(event: Event, ending: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse(
            "event_poster", args=[event.pk, poster_digest(told(event, language)), ending]
        )


def sheet(event: Event) -> BeautifulSoup:
    html, _css = poster_sheet(told(event), "data:,", Paper.A4)
    return BeautifulSoup(html, "html.parser")


def test_it_tells_what_one_has_to_know(event: Event) -> None:
    poster = told(event)

    assert poster.lead.subline == "Three books and a song."
    assert poster.lead.facts == ("Everyone", "3 to 6 years", "Free")
    assert (poster.day, poster.lead.month, poster.lead.time) == ("9", "May", "10:00–11:30")
    assert poster.url == f"https://events.library.example{event.get_absolute_url()}"
    assert told(event, "zh-hans").url.startswith("https://events.library.example/zh-hans/events/")


def test_its_code_leads_to_the_page(event: Event) -> None:
    (code,) = sheet(event).select(".code img")
    drawn = Image.open(BytesIO(b64decode(str(code["src"]).split(",")[1]))).convert("1")
    expected = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=1)
    expected.add_data(f"https://events.library.example{event.get_absolute_url()}")
    matrix = expected.make_image().convert("1")

    assert drawn.resize(matrix.size, Image.Resampling.NEAREST).tobytes() == matrix.tobytes()


@pytest.mark.parametrize(
    ("way_in", "status", "words"),
    [
        (WayIn.FIRST_COME, EventStatus.SCHEDULED, "Scan to sign up"),
        (WayIn.DROP_IN, EventStatus.SCHEDULED, "More about it"),
        (WayIn.FIRST_COME, EventStatus.CANCELLED, "More about it"),
    ],
)
def test_it_says_what_the_code_is_for(way_in: str, status: str, words: str) -> None:
    event = EventFactory(intake__way_in=way_in, intake__status=status)

    assert [tag.get_text() for tag in sheet(event).select(".code p:not([lang])")] == [words]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_is_one_tagged_sheet_of_a4(client: Client, event: Event, language: str) -> None:
    answer = client.get(address(event, "pdf", language))

    assert answer["Content-Type"] == "application/pdf"
    with pypdfium2.PdfDocument(answer.content) as document:
        assert len(document) == 1
        assert [round(points / 72 * 25.4) for points in document[0].get_size()] == [210, 297]
        assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
        words = " ".join(document[0].get_textpage().get_text_bounded().split())
    assert "Bedtime stories" in words
    assert "睡前故事会" in words


def test_it_is_a_picture_for_telephones(client: Client, event: Event) -> None:
    answer = client.get(address(event, "png"))
    image = Image.open(BytesIO(answer.content))

    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert image.width == pytest.approx(1588, abs=2)
    assert image.height == pytest.approx(2246, abs=2)
    assert len(answer.content) < 500_000


def test_a_long_story_stays_on_the_sheet(client: Client, event: Event) -> None:
    event.title_en, event.summary_en = "Reading " * 20, "Listening to each other. " * 12
    event.save()

    with pypdfium2.PdfDocument(client.get(address(event, "pdf")).content) as document:
        assert len(document) == 1


def test_an_old_address_leads_to_the_poster_of_now(client: Client, event: Event) -> None:
    old = address(event, "pdf")
    event.summary_en = "Two books."
    event.save()

    assert client.get(old)["Location"] == address(event, "pdf")


def test_what_is_not_public_has_none(client: Client, event: Event) -> None:
    found = address(event, "pdf")
    assert client.get(found.replace(".pdf", ".docx")).status_code == 404
    Event.objects.filter(pk=event.pk).update(live=False)
    assert client.get(found).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_the_event_offers_it(client: Client, event: Event, language: str) -> None:
    with translation.override(language):
        page = BeautifulSoup(client.get(event.get_absolute_url()).content, "html.parser")
    links = [str(link["href"]) for link in page.select("share-page a")]

    assert links[1:] == [address(event, "pdf", language), address(event, "png", language)]

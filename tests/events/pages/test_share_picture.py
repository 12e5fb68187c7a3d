"""The picture beside a shared link: right in both scripts, the same for the same event."""

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from core import clock
from events.choices import Shape
from events.models import Event
from events.services.details import details_of
from events.services.printing.social import picture_digest
from events.services.printing.told import Told, told_in_public
from tests.factories.brands import BrandFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.pictures import PictureFactory

pytestmark = pytest.mark.django_db

PAPER = (247, 244, 236)
TITLES = (66, 120, 634, 400)
"""Left, top, right and bottom of where the titles stand."""


@pytest.fixture
def event() -> Event:
    brand = BrandFactory(name_en="Little Tree Seedling", name_zh="小树苗", colour="#3f8f4f")
    return EventFactory(title_en="Bedtime stories", title_zh="睡前故事会", brand=brand)


def told(event: Event, language: str = "en") -> Told:
    with translation.override(language):
        return told_in_public(details_of(event, now=clock.now()))


def address(event: Event, language: str = "en") -> str:
    with translation.override(language):
        return reverse(
            "share_picture", args=[event.pk, picture_digest(told(event, language), Shape.LINK)]
        )


def drawn(client: Client, event: Event, language: str = "en") -> Image.Image:
    answer = client.get(address(event, language))
    assert answer["Content-Type"] == "image/png"
    return Image.open(BytesIO(answer.content)).convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many pixels in the box are dark."""
    return sum(image.crop(box).convert("L").histogram()[:100])


def test_it_tells_what_when_and_where_in_the_language_of_its_address(event: Event) -> None:
    english, chinese = told(event), told(event, "zh-hans")

    assert [words.headline for words in english.words] == ["Bedtime stories", "睡前故事会"]
    assert [words.headline for words in chinese.words] == ["睡前故事会", "Bedtime stories"]
    assert (english.lead.brand, chinese.lead.brand) == ("Little Tree Seedling", "小树苗")
    assert english.lead.when == "Sat 9 May 2026, 10:00–11:30"
    assert chinese.lead.when == "2026年5月9日 周六 10:00–11:30"
    assert english.lead.where == event.branch.name_en


def test_a_course_tells_its_days(event: Event) -> None:
    assert told(EventFactory(sessions=3)).lead.when == "9–23 May 2026"


def test_what_takes_place_all_day_tells_no_times() -> None:
    session = SessionFactory(is_all_day=True, ends_at=STARTS_AT + timedelta(hours=8))

    assert told(session.event).lead.when == "Sat 9 May 2026"


def test_an_event_told_in_one_language_has_one_title() -> None:
    (words,) = told(EventFactory(title_en="", title_zh="灯谜")).words

    assert (words.language, words.headline) == ("en", "灯谜")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_has_the_size_that_networks_show_and_text_in_both_scripts(
    client: Client, event: Event, language: str
) -> None:
    image = drawn(client, event, language)

    assert image.size == (1200, 630)
    assert image.getpixel((30, 300)) == PAPER
    assert ink(image, TITLES) > 4_000
    assert len(image.crop((700, 0, 1200, 630)).getcolors(maxcolors=100_000)) > 4


def test_each_title_is_drawn(client: Client, event: Event) -> None:
    with_both = ink(drawn(client, event), TITLES)
    Event.objects.filter(pk=event.pk).update(title_zh="")
    without_chinese = ink(drawn(client, Event.objects.get(pk=event.pk)), TITLES)
    Event.objects.filter(pk=event.pk).update(title_zh="故事", title_en="")
    chinese_only = ink(drawn(client, Event.objects.get(pk=event.pk)), TITLES)

    assert with_both > without_chinese > 0
    assert chinese_only > 0


def test_the_same_event_gives_the_same_picture(client: Client, event: Event) -> None:
    first = client.get(address(event))

    assert first.content == client.get(address(event)).content
    assert "immutable" in first["Cache-Control"]
    assert len(first.content) < 200_000


def test_what_changed_has_a_new_address_and_the_old_one_leads_there(
    client: Client, event: Event
) -> None:
    before = address(event)
    event.sessions.update(
        starts_at=STARTS_AT + timedelta(days=7), ends_at=STARTS_AT + timedelta(days=7, hours=1)
    )
    after = address(event)

    assert before != after
    assert client.get(before)["Location"] == after


@pytest.mark.parametrize("length", [1, 12, 40, 160])
@pytest.mark.parametrize("letter", ["书", "reading "])
def test_a_title_of_any_length_leaves_the_foot_free(
    client: Client, event: Event, letter: str, length: int
) -> None:
    title = (letter * length)[:160].strip()
    Event.objects.filter(pk=event.pk).update(title_en=title, title_zh="")
    image = drawn(client, Event.objects.get(pk=event.pk))

    assert ink(image, (66, 100, 634, 418)) > 200
    assert ink(image, (66, 418, 634, 424)) == 0, "nothing between titles and foot"
    assert ink(image, (640, 0, 690, 630)) == 0, "nothing between text and scene"


def test_a_photo_takes_the_place_of_the_drawing(client: Client, event: Event) -> None:
    drawing = drawn(client, event)
    event.image = PictureFactory()
    event.save()
    photo = drawn(client, event)

    assert photo.getpixel((950, 600)) == (255, 255, 255)
    assert drawing.getpixel((950, 600)) != (255, 255, 255)


def test_a_lost_photo_gives_way_to_the_drawing(client: Client, event: Event) -> None:
    event.image = PictureFactory()
    event.save()
    event.image.file.storage.delete(event.image.file.name)

    assert drawn(client, event).getpixel((950, 600)) != (255, 255, 255)


def test_what_is_not_public_has_no_picture(client: Client, event: Event) -> None:
    found = address(event)
    Event.objects.filter(pk=event.pk).update(live=False)

    assert client.get(found).status_code == 404
    assert client.get("/share/event-99999-abcdef123456.png").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_the_event_tells_of_it(client: Client, event: Event, language: str) -> None:
    with translation.override(language):
        page = BeautifulSoup(client.get(event.get_absolute_url()).content, "html.parser")
    (image,) = page.find_all("meta", property="og:image")

    assert str(image["content"]).endswith(address(event, language))

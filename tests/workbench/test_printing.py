"""Posters and cards on an event's desk."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdfium2 import PdfDocument

from door.models import SelfCheckIn
from events.choices import PrintLanguage
from events.models import Event, PrintedTexts
from events.services.details import details_of
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words
from tests.statements import statements
from workbench.services.printed_things import PRINTED_THINGS, told_for_print

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return EventFactory(
        title_en="Bedtime stories",
        title_zh="睡前故事会",
        summary_en="Three books and a song.",
        summary_zh="三本书，一首歌。",
    )


@pytest.fixture
def desk(event: Event) -> Client:
    client = Client()
    client.force_login(StaffScopeFactory(branch=event.branch).user)
    return client


def page(event: Event) -> str:
    return reverse("desk:printing", args=[event.pk])


def file_of(event: Event, thing: str, ending: str, language: str = "both") -> str:
    return reverse("desk:printed", args=[event.pk, language, thing, ending])


def told(event: Event, language: PrintLanguage = PrintLanguage.BOTH):
    found = Event.objects.get(pk=event.pk)
    return told_for_print(details_of(found, now=STARTS_AT), language)


def write(desk: Client, event: Event, **texts: str):
    return desk.post(page(event), texts)


def test_the_page_shows_everything_that_can_be_printed(desk, event):
    tree = parsed(desk.get(page(event)))

    headings = [words(heading) for heading in tree.select(".printed-thing h3")]
    assert headings[:2] == ["Poster A4", "Poster A3"]
    assert len(headings) == len(PRINTED_THINGS) + 2  # badges and sheets, but no card
    assert "no session offers self check-in by a printed card" in words(tree)
    assert page(event) in desk.get(reverse("desk:overview", args=[event.pk])).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans", "both"])
def test_each_small_picture_is_there_and_true_in_shape(desk, event, language):
    tree = parsed(desk.get(f"{page(event)}?language={language}"))

    # Badges and sheets stand behind these, in shapes of their own.
    images = tree.select(".printed-thing img")[: len(PRINTED_THINGS)]
    for thing, image in zip(PRINTED_THINGS.values(), images, strict=True):
        answer = desk.get(image["src"])
        picture = Image.open(BytesIO(answer.content))
        assert "private" in answer["Cache-Control"]
        assert picture.width <= 421
        assert picture.width / picture.height == pytest.approx(
            thing.size[0] / thing.size[1], rel=0.01
        )


@pytest.mark.parametrize(("thing", "paper"), [("poster-a4", (210, 297)), ("poster-a3", (297, 420))])
def test_a_poster_is_one_sheet_of_its_paper(desk, event, thing, paper):
    answer = desk.get(file_of(event, thing, "pdf"))

    assert answer["Content-Disposition"].startswith("attachment")
    with PdfDocument(answer.content) as document:
        assert len(document) == 1
        assert tuple(round(each / 72 * 25.4) for each in document[0].get_size()) == paper


@pytest.mark.parametrize(
    ("thing", "size"),
    [
        ("square", (1080, 1080)),
        ("portrait", (1080, 1350)),
        ("story", (1080, 1920)),
        ("link", (1200, 630)),
        ("wechat-cover", (900, 383)),
    ],
)
def test_a_picture_has_the_pixels_that_networks_ask_for(desk, event, thing, size):
    answer = desk.get(file_of(event, thing, "png"))

    assert Image.open(BytesIO(answer.content)).size == size
    assert len(answer.content) < 500_000


def test_the_language_says_which_words_are_told(event):
    english, chinese, both = (
        [each.headline for each in told(event, language).words] for language in PrintLanguage
    )

    assert english == ["Bedtime stories"]
    assert chinese == ["睡前故事会"]
    assert both == ["睡前故事会", "Bedtime stories"]


def test_own_words_stand_in_place_of_the_events(desk, event):
    before = {thing.name: thing.digest(told(event)) for thing in PRINTED_THINGS.values()}
    answer = write(desk, event, headline_en="Stories!", note_zh="名额有限")

    assert answer.status_code == 302
    chinese, english = told(event).words
    assert (english.headline, english.subline) == ("Stories!", "Three books and a song.")
    assert (chinese.headline, chinese.note) == ("睡前故事会", "名额有限")
    assert not [
        name
        for name, digest in before.items()
        if digest == PRINTED_THINGS[name].digest(told(event))
    ]
    assert Event.objects.get(pk=event.pk).title_en == "Bedtime stories"
    assert LogEntry.objects.filter(action="events.printed_texts_changed").count() == 1


def test_the_public_poster_tells_them_too(desk, event):
    write(desk, event, headline_en="Stories!")
    tree = parsed(Client().get(event.get_absolute_url()))
    poster = next(a["href"] for a in tree.select("a") if "/share/poster-" in a["href"])

    with PdfDocument(Client().get(poster).content) as document:
        assert "Stories!" in document[0].get_textpage().get_text_bounded()


def test_what_the_event_says_itself_is_not_kept_twice(desk, event):
    write(desk, event, headline_en="Bedtime stories", subline_zh="一首歌。")
    assert PrintedTexts.objects.get().headline_en == ""

    write(desk, event, headline_en="Bedtime stories")
    assert not PrintedTexts.objects.exists()


def test_the_way_back_to_the_events_text(desk, event):
    write(desk, event, headline_en="Stories!")
    answer = desk.post(reverse("desk:printing_back", args=[event.pk]))

    assert answer["Location"] == page(event)
    assert told(event, PrintLanguage.ENGLISH).lead.headline == "Bedtime stories"


def test_what_was_typed_survives_an_error(desk, event):
    answer = write(desk, event, headline_en="x" * 161, note_en="Few places")

    assert answer.status_code == 422
    assert 'value="Few places"' in answer.content.decode()
    assert not PrintedTexts.objects.exists()


def test_the_card_of_self_check_in_is_there_where_it_is_offered(desk, event):
    session = event.sessions.get()
    SelfCheckIn.objects.create(session=session, on_paper=True)
    tree = parsed(desk.get(page(event)))
    small = reverse("desk:small_card", args=[event.pk, session.pk])

    assert "Table sign with the check-in code" in words(tree)
    assert tree.select_one(f'img[src="{small}"]')
    assert "no-store" in desk.get(small)["Cache-Control"]


def test_who_only_looks_prints_but_changes_no_words(event):
    client = Client()
    client.force_login(StaffScopeFactory(branch=event.branch, role=StaffRole.REVIEWER).user)
    seen = parsed(client.get(page(event)))

    assert "Words on posters" not in words(seen)
    assert "are printed by those who check people in" in words(seen)
    assert write(client, event, headline_en="Mine").status_code in (302, 404)
    client.post(reverse("desk:printing_back", args=[event.pk]))
    assert not PrintedTexts.objects.exists()


def test_of_another_branch_there_is_nothing(event):
    client = Client()
    client.force_login(StaffScopeFactory(branch=BranchFactory()).user)

    for address in (
        page(event),
        file_of(event, "poster-a4", "pdf"),
        reverse("desk:small_badges", args=[event.pk]),
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("thing", "ending", "language"),
    [
        ("banner", "pdf", "en"),
        ("square", "pdf", "en"),
        ("square", "gif", "en"),
        ("link", "png", "fr"),
    ],
)
def test_what_is_not_printed_is_not_found(desk, event, thing, ending, language):
    assert desk.get(file_of(event, thing, ending, language)).status_code == 404


def test_the_page_costs_no_more_with_more_to_tell(desk, event):
    counted = []
    for each in (event, EventFactory(branch=event.branch, sessions=6)):
        desk.get(page(each))
        with statements() as collected:
            desk.get(page(each))
        counted.append(len(collected))

    assert counted[0] == counted[1]

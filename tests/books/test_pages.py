"""The book lists as visitors see them, alone and on other pages."""

import json

import pytest
from django.urls import reverse

from books.models import BookList
from brands.models import ProgrammePage
from events.models import EventBookList
from home.services.page_tree import ensure_page_tree
from tests.factories.books import BookFactory, BookListFactory, EntryFactory
from tests.factories.brands import BrandMatrixFactory, ProgrammeFactory
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.pages import parsed, words
from tests.statements import statements

pytestmark = pytest.mark.django_db

WEB = "9780064400558"
MOST_STATEMENTS = 8


@pytest.fixture
def bedtime():
    book_list = BookListFactory(
        title_en="Ten Minutes at Bedtime",
        title_zh="睡前十分钟",
        introduction_en="Short ones.",
        branch=BranchFactory(name_en="Riverside"),
        books=0,
    )
    web = BookFactory(isbn=WEB, title="Charlotte's Web", language="en", age_from=8, year=1952)
    EntryFactory(book_list=book_list, book=web, position=1, why_en="A barn.", why_zh="谷仓。")
    reunion = BookFactory(title="团圆", author="余丽琼", language="zh-hans")
    EntryFactory(book_list=book_list, book=reunion, position=2)
    return book_list


def page(client, book_list):
    return parsed(client.get(book_list.get_absolute_url()))


def books_on(root):
    return [words(title) for title in root.select(".book-title")]


# One list


def test_list_tells_its_books_in_order_and_why(client, bedtime):
    root = page(client, bedtime)

    assert words(root.h1) == "Ten Minutes at Bedtime"
    assert books_on(root) == ["Charlotte's Web", "团圆"]
    assert words(root.select_one(".book-why")) == "A barn."
    assert words(root.select_one(".book-facts")) == "1952 English 8 and over"
    assert root.select_one(".eyebrow a")["href"] == bedtime.branch.get_absolute_url()
    assert root.select(".book-title")[1]["lang"] == "zh-hans"


def test_list_in_chinese_tells_why_in_chinese(client, bedtime):
    root = parsed(client.get(f"/zh-hans{bedtime.get_absolute_url()}"))
    assert (words(root.h1), words(root.select_one(".book-why"))) == ("睡前十分钟", "谷仓。")


def test_twins_name_each_other(client, bedtime):
    links = page(client, bedtime)("link", hreflang=True)
    assert [link["href"] for link in links] == [
        f"http://localhost:8000{bedtime.get_absolute_url()}",
        f"http://localhost:8000/zh-hans{bedtime.get_absolute_url()}",
    ]


def test_words_in_the_address_are_for_readers(client, bedtime):
    answer = client.get(f"/books/anything-{bedtime.pk}/")
    assert (answer.status_code, answer["Location"]) == (301, bedtime.get_absolute_url())


def test_list_that_is_not_public_does_not_exist(client, bedtime):
    BookList.objects.update(is_published=False)
    assert client.get(bedtime.get_absolute_url()).status_code == 404
    assert "Ten Minutes" not in client.get(reverse("book_lists")).content.decode()


@pytest.mark.parametrize("key", ["0", "9" * 18, "9" * 30])
def test_key_of_no_list_is_not_found(client, key):
    assert client.get(f"/books/x-{key}/").status_code == 404


def test_book_without_a_title_is_not_shown_yet(client, bedtime):
    EntryFactory(book_list=bedtime, book=BookFactory(isbn="9780694003617", title=""), position=3)
    root = page(client, bedtime)
    assert books_on(root) == ["Charlotte's Web", "团圆"]
    assert "9780694003617" not in root.decode()


def test_list_without_books_offers_the_others(client):
    root = page(client, BookListFactory(books=0))
    assert root.select_one(".empty a")["href"] == "/books/"


def test_search_engines_read_the_list(client, bedtime):
    data = json.loads(page(client, bedtime).find("script", type="application/ld+json").string)

    assert (data["@type"], data["numberOfItems"]) == ("ItemList", 2)
    assert data["itemListElement"] == [
        {
            "@type": "ListItem",
            "position": 1,
            "item": {
                "@type": "Book",
                "name": "Charlotte's Web",
                "isbn": WEB,
                "author": {"@type": "Person", "name": "E. B. White"},
                "datePublished": "1952",
                "inLanguage": "en",
            },
        },
        {
            "@type": "ListItem",
            "position": 2,
            "item": {
                "@type": "Book",
                "name": "团圆",
                "author": {"@type": "Person", "name": "余丽琼"},
                "inLanguage": "zh-hans",
            },
        },
    ]


def test_book_with_a_number_is_found_in_the_catalogue(client, bedtime, settings):
    assert page(client, bedtime).select(".book-find") == []

    settings.CATALOGUE_URL = "https://opac.example.org/search?isbn={isbn}&go={go}"
    links = page(client, bedtime).select(".book-find")

    assert [link["href"] for link in links] == [
        f"https://opac.example.org/search?isbn={WEB}&go={{go}}"
    ]
    assert words(links[0]) == "Find it in the catalogue : Charlotte's Web"


def test_what_is_typed_is_told_and_not_run(client):
    nasty = "<script>alert(1)</script>"
    entry = EntryFactory(book__title=nasty, book__author=nasty, why_en=nasty)
    body = client.get(entry.book_list.get_absolute_url()).content.decode()
    assert nasty not in body


# All lists


def test_lists_stand_the_newest_first(client, bedtime):
    newer = BookListFactory(title_en="Long Evenings")
    cards = parsed(client.get("/books/")).select(".book-list-card")
    assert [words(card.select_one(".card-title")) for card in cards] == [
        "Long Evenings",
        "Ten Minutes at Bedtime",
    ]
    assert cards[0].a["href"] == newer.get_absolute_url()
    assert words(cards[1].select_one(".card-foot")) == "2 books"


def test_where_there_is_no_list_there_is_a_next_step(client):
    assert parsed(client.get("/books/")).select_one(".empty a")["href"] == "/branches/"


def test_page_that_is_none_leads_to_one(client, bedtime):
    assert client.get("/books/?page=x").status_code == 200
    assert client.get("/books/?page=99").status_code == 200


def test_lists_are_in_the_header_and_in_the_map(client, bedtime):
    assert parsed(client.get("/books/")).select_one(".site-nav [aria-current]")["href"] == "/books/"
    books = client.get("/sitemap-books.xml").content.decode()
    assert f"http://localhost:8000{bedtime.get_absolute_url()}</loc>" in books
    assert "/books/</loc>" in client.get("/sitemap-lists.xml").content.decode()


# Covers


def test_cover_may_be_kept_for_ever_under_what_it_is_drawn_from(client, bedtime):
    address = page(client, bedtime).select_one(".book-cover")["src"]
    answer = client.get(address)

    assert answer["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer["Cache-Control"]
    BookFactory._meta.model.objects.filter(isbn=WEB).update(title="Charlotte")
    assert answer.content != client.get(address).content
    assert "immutable" not in client.get(address)["Cache-Control"]


def test_cover_of_no_book_is_not_found(client):
    assert client.get("/covers/0-abc.svg").status_code == 404


# On other pages


def test_event_shows_the_books_that_go_with_it(client, bedtime):
    event = EventFactory()
    EventBookList.objects.create(event=event, book_list=bedtime)
    hidden = BookListFactory(is_published=False)
    EventBookList.objects.create(event=event, book_list=hidden)

    shelves = parsed(client.get(event.get_absolute_url())).select(".book-shelf")

    assert [words(shelf.h2) for shelf in shelves] == ["Ten Minutes at Bedtime"]
    assert [words(name) for name in shelves[0].select(".book-shelf-name")] == [
        "Charlotte's Web",
        "团圆",
    ]
    assert shelves[0].select_one(".book-shelf-more")["href"] == bedtime.get_absolute_url()


@pytest.mark.parametrize("state", ["public", "hidden", "deleted"])
def test_story_shows_a_list_as_long_as_there_is_one(client, bedtime, state):
    programme = ProgrammeFactory(slug="bedtime", brand__matrix=BrandMatrixFactory())
    index = ensure_page_tree(programme.brand.matrix).brands["en"]
    story = index.add_child(
        instance=ProgrammePage(
            title="Bedtime",
            slug="bedtime",
            programme=programme,
            locale=index.locale,
            story=[("book_list", bedtime)],
        )
    )
    if state == "hidden":
        BookList.objects.update(is_published=False)
    if state == "deleted":
        bedtime.delete()

    shelves = parsed(client.get(story.url)).select(".book-shelf")

    assert len(shelves) == (state == "public")


# Cost


@pytest.mark.parametrize("many", [1, 12])
def test_pages_cost_the_same_however_many_books(client, many):
    book_list = BookListFactory(books=many)
    for _number in range(many - 1):
        BookListFactory(branch=BranchFactory())
    event = EventFactory()
    for row in BookList.objects.all():
        EventBookList.objects.create(event=event, book_list=row)
    costs = {}
    for address in ("/books/", book_list.get_absolute_url(), event.get_absolute_url()):
        with statements() as spent:
            assert client.get(address).status_code == 200
        costs[address] = len(spent)
    assert list(costs.values()) == [3, 2, 7]
    assert max(costs.values()) <= MOST_STATEMENTS


def test_pages_may_be_kept(client, bedtime, settings):
    settings.PAGE_CACHE_SECONDS = 5
    for address in ("/books/", bedtime.get_absolute_url()):
        assert client.get(address)["Cache-Control"] == "public, max-age=5"

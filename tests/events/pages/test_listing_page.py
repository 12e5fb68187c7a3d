"""The page that lists what is on: what it says, what it refuses, what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from brands.choices import AccessOffer, Audience
from brands.models import BrandIndexPage, BrandPage
from events.choices import EventStatus
from home.models import HomePage
from home.services.page_tree import ensure_page_tree
from tests.factories.brands import BrandFactory, BrandMatrixFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.pictures import PictureFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

# Monday 4 May 2026, 08:00 in Shanghai; the factories' events are on Saturday 9 May at 10:00.
NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
MOST_STATEMENTS = 8


@pytest.fixture(autouse=True)
def _on_monday(set_clock):
    set_clock(NOW)


def page_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def titles(answer):
    return [title.get_text() for title in page_of(answer)("h3", class_="event-title")]


def words(element):
    return " ".join(element.get_text().split())


# What it shows


@pytest.mark.parametrize(
    ("address", "heading", "day", "title"),
    [
        ("/events/", "What is on", "Saturday 9 May", "Fox tales"),
        ("/zh-hans/events/", None, "5月9日 星期六", "狐狸的故事"),
    ],
)
def test_each_language_has_its_list(client, address, heading, day, title):
    EventFactory(title_en="Fox tales", title_zh="狐狸的故事")
    answer = client.get(address)
    root = page_of(answer)

    assert answer.status_code == 200
    assert titles(answer) == [title]
    assert words(root.find("h2", class_="day-head")) == day
    assert heading is None or words(root.h1) == heading


def test_events_stand_under_their_day(client):
    for title, days in (("Sunday", 1), ("Today", -5), ("Tomorrow", -4)):
        event = EventFactory(title_en=title, sessions=0)
        SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=days))
    root = page_of(client.get("/events/"))

    assert [
        (words(day.h2), [words(title) for title in day("h3")])
        for day in root("section", class_="day")
    ] == [
        ("Today Monday 4 May", ["Today"]),
        ("Tomorrow Tuesday 5 May", ["Tomorrow"]),
        ("Sunday 10 May", ["Sunday"]),
    ]


def test_what_only_the_other_language_tells_is_marked(client):
    EventFactory(title_en="", title_zh="狐狸的故事")
    row = page_of(client.get("/events/")).find("article")

    assert row.h3.a["lang"] == "zh-hans"
    assert "in 中文 only" in words(row)


def test_cancelled_event_is_shown_as_cancelled(client):
    EventFactory(intake__status=EventStatus.CANCELLED)
    row = page_of(client.get("/events/")).find("article")

    assert "event-cancelled" in row["class"]
    assert "Cancelled" in words(row)


def test_filters_of_the_address_narrow_the_list(client):
    brand, branch = BrandFactory(slug="little-tree"), BranchFactory(slug="riverside")
    EventFactory(title_en="Wanted", brand=brand, branch=branch, audience=Audience.FAMILIES)
    EventFactory(title_en="Wanted, but elsewhere", brand=brand, audience=Audience.FAMILIES)
    EventFactory(title_en="Unwanted", brand=brand, branch=branch, audience=Audience.FAMILIES)
    asked = {
        "q": "wanted",
        "brand": "little-tree",
        "branch": "riverside",
        "audience": "families",
        "age": "5",
        "from": "2026-05-09",
        "to": "2026-05-10",
        "weekday": ["5", "6"],
        "free": "1",
        "view": "list",
    }
    answer = client.get("/events/", asked)
    root = page_of(answer)

    assert titles(answer) == ["Wanted"]
    assert root.find("meta", attrs={"name": "robots"})["content"] == "noindex, follow"
    assert root.find(id="id_q")["value"] == "wanted"
    assert [words(chip) for chip in root("a", class_="chip-chosen")] == [
        "“wanted”",
        brand.name_en,
        branch.name_en,
        "parents and children",
        "at the age of 5",
        "Sat, Sun",
        "with places left",
    ]


def test_a_chosen_filter_can_be_taken_away_alone(client):
    brand = BrandFactory(slug="little-tree")
    root = page_of(client.get("/events/?brand=little-tree&age=5&from=2026-05-09&page=1"))

    [chip] = [chip for chip in root("a", class_="chip-chosen") if words(chip) == brand.name_en]
    assert chip["href"] == "/events/?age=5&from=2026-05-09"


def test_days_that_people_ask_about_keep_the_other_filters(client):
    root = page_of(client.get("/events/?age=5&from=2026-05-09&to=2026-05-10"))
    chips = {words(chip): chip for chip in root.find("nav", attrs={"aria-label": "When"})("a")}

    assert {label: chip["href"] for label, chip in chips.items()} == {
        "Any day": "/events/?age=5",
        "Today": "/events/?age=5&from=2026-05-04&to=2026-05-04",
        "This weekend": "/events/?age=5&from=2026-05-09&to=2026-05-10",
        "Next 7 days": "/events/?age=5&from=2026-05-04&to=2026-05-10",
    }
    assert [label for label, chip in chips.items() if chip.has_attr("aria-current")] == [
        "This weekend"
    ]


def test_unknown_filters_are_passed_over(client):
    EventFactory(title_en="Fox tales")

    assert titles(client.get("/events/?utm_source=letter")) == ["Fox tales"]


def test_nothing_to_show_offers_a_next_step(client):
    nothing_planned = page_of(client.get("/events/")).find(class_="empty")
    nothing_fits = page_of(client.get("/events/?q=dragons")).find(class_="empty")

    assert nothing_planned.a["href"] == "/branches/"
    assert nothing_fits.a["href"] == "/events/"


def test_long_list_has_pages_that_keep_the_filters(client):
    for number in range(21):
        EventFactory(title_en=f"Fox {number:02}")
    first = client.get("/events/?q=fox")

    assert len(titles(first)) == 20
    assert page_of(first).find("a", rel="next")["href"] == "?q=fox&page=2"
    assert titles(client.get("/events/?q=fox&page=2")) == ["Fox 20"]


# htmx


def test_htmx_gets_the_results_and_a_tidy_address(client):
    EventFactory(title_en="Fox tales")
    answer = client.get("/events/?q=fox&brand=&age=", headers={"HX-Request": "true"})
    root = page_of(answer)

    assert (root.html, titles(answer)) == (None, ["Fox tales"])
    assert answer["HX-Push-Url"] == "/events/?q=fox"
    assert words(root.find(id="found")) == "1 event"
    assert "HX-Request" in answer["Vary"]


def test_htmx_restores_whole_pages_from_its_history(client):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert page_of(client.get("/events/", headers=headers)).html is not None


# What the options would leave


def options(root, name):
    """Each option of a select: its words, and whether it is quiet."""
    return {
        option["value"]: (words(option), "option-empty" in option.get("class", []))
        for option in root.find(id=f"id_{name}")("option")
    }


def test_each_option_tells_what_it_would_leave(client):
    tree = BrandFactory(slug="little-tree", name_en="Little Tree")
    silver = BrandFactory(slug="silver", name_en="Silver Age")
    EventFactory(brand=tree, age_to=10, languages=["cmn"], branch=BranchFactory(slug="here"))
    EventFactory(brand=tree, age_from=8, branch=BranchFactory(slug="there", is_step_free=True))
    EventFactory(brand=silver, age_from=60, places=0)
    root = page_of(client.get("/events/?brand=little-tree"))

    assert options(root, "brand") == {
        "": ("every brand", False),
        "little-tree": ("Little Tree (2)", False),
        "silver": ("Silver Age (1)", False),
    }
    assert options(root, "language")["cmn"] == ("Mandarin (1)", False)
    assert options(root, "language")["csl"] == ("Chinese Sign Language (0)", True)
    assert [options(root, "age")[age][0] for age in ("0", "1", "9", "12")] == [
        "under 1 year (1)",
        "1 year (1)",
        "9 years (2)",
        "12 years (1)",
    ]
    assert [words(toggle) for toggle in root("label", class_="toggle")][4:6] == ["Fri 0", "Sat 2"]
    assert [words(choice) for choice in root.find(id="facets")("label", class_="choice")] == [
        "Only with places left (2)",
        "Only where no step is in the way (1)",
    ]


def test_any_age_may_be_asked_for(client):
    root = page_of(client.get("/events/?age=70"))

    assert words(root.find(id="id_age").find("option", selected=True)) == "70 years (0)"


def test_language_and_access_narrow_the_list(client):
    EventFactory(title_en="Signed", languages=["cmn", "csl"])
    EventFactory(title_en="No step", branch=BranchFactory(is_step_free=True))
    EventFactory(title_en="Ramp", access_offers=[AccessOffer.WHEELCHAIR])
    signed, accessible = client.get("/events/?language=csl"), client.get("/events/?accessible=on")

    assert titles(signed) == ["Signed"]
    assert titles(accessible) == ["No step", "Ramp"]
    assert words(page_of(signed).find("a", class_="chip-chosen")) == "in Chinese Sign Language"
    assert words(page_of(accessible).find("a", class_="chip-chosen")) == "without steps"


def test_htmx_draws_the_options_again(client):
    EventFactory()
    root = page_of(client.get("/events/?age=5", headers={"HX-Request": "true"}))

    assert root.find(id="facets")["data-hx-swap-oob"] == "innerHTML"
    assert options(root, "age")["5"] == ("5 years (1)", False)
    assert words(root.find(id="filters-chosen")) == "1"


def test_empty_list_says_which_filter_stands_in_the_way(client):
    EventFactory(title_en="Fox tales", brand=BrandFactory(slug="fox-tales"))
    EventFactory(title_en="Fox songs")
    EventFactory(title_en="Howling", brand=BrandFactory(slug="wolf-tales", name_en="The Wolves"))

    def said(query):
        root = page_of(client.get(f"/events/?{query}"))
        return [(words(link), link["href"]) for link in root.select(".looser a")]

    assert said("brand=fox-tales&weekday=0&age=5") == [
        (
            "Without the filter Mon there is 1 event",
            "/events/?brand=fox-tales&age=5",
        )
    ]
    assert said("q=fox&brand=wolf-tales") == [
        ("Without the filter The Wolves there are 2 events", "/events/?q=fox"),
        ("Without the filter “fox” there is 1 event", "/events/?brand=wolf-tales"),
    ]
    assert said("q=fox&from=2026-06-01&to=2026-06-02") == [
        ("Without the filter 1–2 Jun there are 2 events", "/events/?q=fox"),
    ]
    assert said("brand=fox-tales&weekday=0&language=csl") == []


# What a search was taken to mean


def test_mistyped_word_is_mended_and_can_be_asked_for_as_it_is(client):
    EventFactory(title_en="Story time", title_zh="")
    answer = client.get("/events/?q=stroytime&age=5")
    told = page_of(answer).find(class_="listing-told")

    assert titles(answer) == ["Story time"]
    assert words(told).startswith("Showing results for storytime.")
    assert told.a["href"] == "/events/?age=5&q=%22stroytime%22"
    assert titles(client.get(told.a["href"])) == []


def test_what_only_comes_close_is_said_to(client):
    EventFactory(title_en="", title_zh="小树苗故事会")
    exact, near = client.get("/zh-hans/events/?q=小树苗"), client.get("/events/?q=小树描")

    assert page_of(exact).find(class_="listing-told") is None
    assert titles(near) == titles(exact) == ["小树苗故事会"]
    assert "Nothing is called “小树描” exactly." in words(page_of(near).find(class_="listing-told"))


def test_names_that_fit_lead_to_their_pages(client):
    brand = BrandFactory(slug="little-tree", name_en="Little Tree", name_zh="小树苗")
    branch = BranchFactory(slug="tree-street", name_en="Tree Street", name_zh="小树街")
    ProgrammeFactory(brand=brand, name_en="Tree Songs", name_zh="小树歌")
    EventFactory(brand=brand, branch=branch)

    def offered(path):
        root = page_of(client.get(path))
        return [(words(link), link["href"]) for link in root("a", class_="offer")]

    assert offered("/events/?q=tree") == [
        ("Little Tree brand", "/events/?brand=little-tree"),
        ("Tree Street library", f"/branches/tree-street-{branch.pk}/"),
    ]
    assert offered("/events/?q=owl") == []
    ensure_page_tree()
    for home in HomePage.objects.select_related("locale"):
        index = BrandIndexPage(
            title="Brands", slug="matrix", locale=home.locale, matrix=BrandMatrixFactory()
        )
        home.add_child(instance=index)
        page = BrandPage(title="Little Tree", slug="little-tree", locale=home.locale, brand=brand)
        index.add_child(instance=page)
    assert offered("/events/?q=tree")[0] == ("Little Tree brand", "/matrix/little-tree/")
    assert offered("/zh-hans/events/?q=小树")[0][1] == "/zh-hans/matrix/little-tree/"


# What it refuses


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=" + "x" * 101, 400),
        ("q=%00", 400),
        ("brand=no-such-brand", 400),
        ("branch=%00", 400),
        ("audience=dragons", 400),
        ("age=-1", 400),
        ("age=121", 400),
        ("age=five", 400),
        ("age=" + "9" * 5000, 400),
        ("from=yesterday", 400),
        ("from=0001-01-01", 400),
        ("to=9999-12-31", 400),
        ("to=2026-02-30", 400),
        ("from=2026-05-09&to=2026-05-08", 400),
        ("to=2026-05-03", 400),
        ("weekday=7", 400),
        ("weekday=Sunday", 400),
        ("page=two", 400),
        ("page=%00", 400),
        ("page=0", 404),
        ("page=-1", 404),
        ("page=2", 404),
        ("page=" + "9" * 400, 404),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(client, query, status):
    EventFactory(title_en="Fox tales")
    for path in ("/events/", "/zh-hans/events/"):
        answer = client.get(f"{path}?{query}")
        root = page_of(answer)
        said = root.find(class_="error-summary") or root.find(class_="notice")

        assert answer.status_code == status, path
        assert said is not None, path
        assert len(words(said)) > 5, path
        assert root.find("form", class_="filters") is not None, path
        assert root.find(id="results").find("h3") is not None, path


def test_refused_filter_is_shown_as_it_was_sent_and_ignored(client):
    EventFactory(title_en="Fox tales")
    EventFactory(title_en="Wolf tales")
    answer = client.get("/events/?age=five&q=fox")
    root = page_of(answer)

    assert titles(answer) == ["Fox tales"]
    assert root.find(id="id_age").find("option", selected=True)["value"] == "five"
    assert root.find("error-summary").a["href"] == "#id_age"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(client, method):
    assert getattr(client, method)("/events/").status_code == 405


# What it costs


def test_the_number_of_statements_does_not_depend_on_the_number_of_events(client):
    costs = []
    for _round in range(2):
        for _number in range(10):
            EventFactory(image=PictureFactory(), branch=BranchFactory(), brand=BrandFactory())
        client.get("/events/")  # Makes the renditions of new pictures.
        with statements() as spent:
            client.get("/events/?q=storytime&free=1&weekday=5&age=7")
        costs.append(len(spent))

    assert costs[0] == costs[1]
    assert costs[0] <= MOST_STATEMENTS


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=little",
        "q=littel",
        "q=stroytime 小树描 maotouying",
        "q=little&brand=brand-of-none&from=2026-06-01&to=2026-06-02",
        "q=storytime&brand={brand}&branch={branch}&audience=everyone&age=5&weekday=5&free=1"
        "&accessible=1&language=cmn&from=2026-05-01&to=2026-06-01",
    ],
)
def test_no_search_and_no_filter_costs_more_than_the_budget(client, query):
    brand = BrandFactory(name_en="Little Tree")
    branch = BranchFactory(is_step_free=True)
    EventFactory(brand=brand, branch=branch, languages=["cmn"], image=PictureFactory())
    address = f"/events/?{query.format(brand=brand.slug, branch=branch.slug)}"
    client.get(address)  # Makes the renditions of new pictures.
    with statements() as spent:
        client.get(address)

    assert len(spent) <= MOST_STATEMENTS


def test_visitors_without_a_session_get_none_and_the_page_may_be_kept(client, settings):
    settings.PAGE_CACHE_SECONDS = 5
    answer = client.get("/events/")

    assert answer.cookies == {}
    assert answer["Cache-Control"] == "public, max-age=5"


def test_pages_of_those_signed_in_are_kept_by_nobody(admin_client):
    assert admin_client.get("/events/")["Cache-Control"] == "private, no-cache"

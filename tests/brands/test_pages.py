"""The pages of the brand matrix, of brands and of programmes, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from brands.models import BrandPage, ProgrammeLead, ProgrammePage
from brands.services.themes import theme_url
from home.services.page_tree import ensure_page_tree
from tests.factories.brands import BrandFactory, BrandMatrixFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import UserFactory
from tests.pages import parsed, words
from tests.statements import statements

pytestmark = pytest.mark.django_db

# Monday 4 May 2026, 08:00 in Shanghai.
NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_monday(set_clock):
    set_clock(NOW)


@pytest.fixture
def matrix():
    return BrandMatrixFactory(name_en="Reading HUI", name_zh="阅读惠")


@pytest.fixture
def brand(matrix):
    return BrandFactory(
        matrix=matrix,
        slug="little-tree",
        name_en="Little Tree",
        name_zh="小树苗",
        slogan_en="Read together.",
        slogan_zh="一起读。",
        is_star=True,
    )


@pytest.fixture
def programme(brand):
    return ProgrammeFactory(
        brand=brand, slug="bedtime", name_en="Bedtime", name_zh="睡前", age_from=3, age_to=6
    )


@pytest.fixture
def _told(matrix, brand, programme):
    """The brand and its programme have their pages in both languages."""
    for language, index in ensure_page_tree(matrix).brands.items():
        suffix = "zh" if language == "zh-hans" else "en"
        page = BrandPage(
            title=getattr(brand, f"name_{suffix}"),
            slug=brand.slug,
            brand=brand,
            locale=index.locale,
            introduction=f"introduction {suffix}",
            story=[("heading", f"heading {suffix}"), ("prose", "<p>Told.</p>")],
        )
        index.add_child(instance=page)
        title = getattr(programme, f"name_{suffix}")
        page.add_child(
            instance=ProgrammePage(
                title=title, slug=programme.slug, programme=programme, locale=index.locale
            )
        )


def page(client, address):
    return parsed(client.get(address))


# The matrix


@pytest.mark.usefixtures("_told")
def test_matrix_shows_star_brands_first_with_their_figures(client, matrix, brand):
    other = BrandFactory(matrix=matrix, name_en="Another", slogan_en="")
    BrandFactory(matrix=matrix, name_en="Retired", retired_on=date(2026, 5, 4))
    BrandFactory(name_en="Of nobody")
    EventFactory(brand=brand)
    EventFactory(brand=brand)
    EventFactory(brand=brand, live=False)
    EventFactory(brand=other, sessions=0)
    root = page(client, "/brands/")

    assert words(root.h1) == "Reading HUI"
    assert [
        (words(section.h2), [words(card) for card in section("div", class_="brand-card-body")])
        for section in root("section")
    ] == [
        ("Star brands", ["Little Tree Read together. 2 coming events · 1 programme Star brand"]),
        ("All other brands", ["Another"]),
    ]
    assert [link["href"] for link in root.main("a")] == ["/brands/little-tree/"]


@pytest.mark.usefixtures("_told")
def test_matrix_in_chinese(client):
    root = page(client, "/zh-hans/brands/")

    assert (words(root.h1), words(root.h3)) == ("阅读惠", "小树苗")
    assert root.h3.a["href"] == "/zh-hans/brands/little-tree/"


def test_matrix_without_brands_offers_a_next_step(client, matrix):
    ensure_page_tree(matrix)

    assert page(client, "/brands/").find(class_="empty").a["href"] == "/events/"


@pytest.mark.usefixtures("_told")
def test_matrix_costs_the_same_however_many_brands_there_are(client, matrix):
    page(client, "/brands/")  # Wagtail remembers where its pages begin.
    with statements() as few:
        page(client, "/brands/")
    for _number in range(5):
        EventFactory(brand=ProgrammeFactory(brand__matrix=matrix).brand)
    with statements() as many:
        page(client, "/brands/")

    assert len(few) == len(many)


# A brand


@pytest.mark.usefixtures("_told")
def test_brand_tells_who_it_is_what_is_coming_and_its_story(client, brand):
    EventFactory(title_en="Fox tales", brand=brand)
    EventFactory(title_en="Of another brand")
    ProgrammeFactory(brand=brand, name_en="Retired", retired_on=date(2026, 5, 4))
    root = page(client, "/brands/little-tree/")

    assert words(root.h1) == "Little Tree"
    assert words(root.find(class_="brand-slogan")) == "Read together."
    assert words(root.find(class_="lead")) == "introduction en"
    assert words(root.find(class_="story")) == "heading en Told."
    assert [words(title) for title in root("h3")] == ["Fox tales", "Bedtime"]
    assert root.find(class_="section-head").a["href"] == "/events/?brand=little-tree"
    assert root.body["data-brand"] == "little-tree"
    assert root.find("link", href=theme_url(brand)) is not None


@pytest.mark.usefixtures("_told")
def test_brand_in_chinese(client):
    root = page(client, "/zh-hans/brands/little-tree/")

    assert (words(root.h1), words(root.find(class_="lead"))) == ("小树苗", "introduction zh")
    assert root.find("a", href="/zh-hans/brands/little-tree/bedtime/") is not None


@pytest.mark.usefixtures("_told")
def test_brand_without_dates_offers_a_next_step(client):
    root = page(client, "/brands/little-tree/")

    assert root.find(class_="empty").a["href"] == "/events/"


# A programme


@pytest.mark.usefixtures("_told")
def test_programme_tells_for_whom_by_whom_and_when(client, programme):
    lead, former = UserFactory(name="Lin Yue"), UserFactory(name="Wang Wei")
    ProgrammeLead.objects.create(programme=programme, user=lead, starts_on=date(2026, 5, 4))
    ProgrammeLead.objects.create(
        programme=programme, user=former, starts_on=date(2024, 1, 1), ends_on=date(2026, 5, 4)
    )
    EventFactory(title_en="To come", programme=programme, brand=programme.brand)
    over = EventFactory(title_en="Over", programme=programme, brand=programme.brand, sessions=0)
    SessionFactory(event=over, starts_at=STARTS_AT - timedelta(weeks=4))
    root = page(client, "/brands/little-tree/bedtime/")

    assert words(root.h1) == "Bedtime"
    facts = [words(fact) for fact in root.find("dl", class_="facts")("div")]
    assert facts == ["For whom Everyone 3 to 6 years", "Led by Lin Yue"]
    assert [words(title) for title in root("h3")] == ["To come"]
    [past] = root.find(class_="past-events")("li")
    assert words(past) == f"Over Sat 11 Apr · {over.branch.name_en}"
    crumbs = [words(crumb) for crumb in root.find(class_="breadcrumb")("li")]
    assert crumbs == ["Brands", "Little Tree", "Bedtime"]


@pytest.mark.usefixtures("_told")
def test_programme_in_chinese(client):
    root = page(client, "/zh-hans/brands/little-tree/bedtime/")

    assert words(root.h1) == "睡前"
    assert root.find(class_="eyebrow").a["href"] == "/zh-hans/brands/little-tree/"

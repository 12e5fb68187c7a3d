"""The programme of a month, and of a series, on paper."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDFCatalog_IsTagged

from brands.choices import EventKind
from events.choices import EventStatus
from events.services.printing.leaflet import (
    PAGES_OF_A_SHEET,
    Day,
    Entry,
    Leaflet,
    folding_order,
    leaflet_pdf,
    leaflet_to_fold,
)
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may(set_clock):
    set_clock(STARTS_AT - timedelta(days=5))


def address(month: str = "2026-05", ending: str = "pdf", query: str = "") -> str:
    return reverse("month_leaflet", args=[month, ending]) + query


def words(content: bytes) -> str:
    with PdfDocument(content) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


def fetched(client: Client, **asked: str) -> bytes:
    answer = client.get(address(**asked), follow=True)
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    return answer.content


def leaflet(sessions: int) -> Leaflet:
    entry = Entry("10:00–11:30", "小树苗亲子阅读：我们一起读绘本", "长图市图书馆", False)
    days = (Day(number + 1, "周六", (entry,) * 4) for number in range(sessions // 4))
    rest = (Day(31, "周日", (entry,) * (sessions % 4)),) if sessions % 4 else ()
    return Leaflet(
        language="zh-hans",
        whose="长图市图书馆",
        month="2026年5月",
        brand="",
        label="书香",
        colour="#1f4468",
        kind="everyone",
        seed="1",
        open_for_days=(),
        days=(*days, *rest),
        untold=0,
        address="",
        phone="",
        url="https://events.library.example/events/?view=month&month=2026-05",
    )


def test_it_tells_each_day_of_the_month(client):
    EventFactory(title_en="Bedtime stories", sessions=2)
    EventFactory(title_en="Staff only", kind=EventKind.INTERNAL)
    cancelled = EventFactory(title_en="Called off", intake__status=EventStatus.CANCELLED)
    text = words(fetched(client))

    assert "May 2026" in text
    assert text.count("Bedtime stories") == 2
    assert "10:00–11:30" in text
    assert cancelled.title_en in text
    assert "Staff only" not in text


def test_a_branch_tells_what_is_below_it_and_a_brand_its_own(client):
    central = BranchFactory(slug="central")
    below = BranchFactory(parent=central)
    EventFactory(title_en="Far away")
    EventFactory(title_en="Below", branch=below)
    EventFactory(title_en="Ours", branch=central, brand=BrandFactory(slug="ours"))

    of_branch = words(fetched(client, query="?branch=central"))
    assert ("Below" in of_branch, "Ours" in of_branch, "Far away" in of_branch) == (
        True,
        True,
        False,
    )
    of_brand = words(fetched(client, query="?brand=ours"))
    assert ("Below" in of_brand, "Ours" in of_brand) == (False, True)


def test_what_is_open_for_days_stands_apart(client):
    SessionFactory(
        event=EventFactory(title_en="Old photographs", sessions=0),
        ends_at=STARTS_AT + timedelta(days=12),
        is_all_day=True,
    )
    text = words(fetched(client))

    assert "Open on several days" in text
    assert text.index("9–21 May") > 0


def test_an_empty_month_says_so(client):
    assert "Nothing is planned for this month yet" in words(fetched(client, month="2026-08"))


def test_it_speaks_the_language_of_its_address(client):
    EventFactory(title_zh="睡前故事会")
    with translation.override("zh-hans"):
        text = words(client.get(address(), follow=True).content)

    assert "2026年5月" in text
    assert "睡前故事会" in text


@pytest.mark.parametrize("sessions", [0, 3, 25, 120])
def test_its_pages_can_be_folded_from_whole_sheets(sessions):
    content = leaflet_pdf(leaflet(sessions))
    with PdfDocument(content) as document:
        pages = len(document)
        assert FPDFCatalog_IsTagged(document)
        assert [round(each / 72 * 25.4) for each in document[0].get_size()] == [148, 210]
    assert pages % PAGES_OF_A_SHEET == 0
    assert words(content).count("10:00–11:30") == sessions

    with PdfDocument(leaflet_to_fold(leaflet(sessions))) as sheets:
        assert len(sheets) == pages // 2
        assert [round(each / 72 * 25.4) for each in sheets[0].get_size()] == [297, 210]


def test_folded_sheets_read_on_from_page_to_page():
    """Laid into one another, the left half of each side lies behind the right half before it."""
    for pages in (4, 8, 12):
        order = folding_order(pages)
        sides = [order[n : n + 2] for n in range(0, pages, 2)]
        assert sorted(order) == list(range(pages))
        assert sides[0] == [pages - 1, 0]
        assert all(sum(side) == pages - 1 for side in sides)


def test_an_address_from_before_a_change_leads_to_the_leaflet_of_now(client):
    event = EventFactory()
    old = client.get(address())["Location"]
    event.title_en = "Another title"
    event.save()
    new = client.get(old)

    assert new.status_code == 302
    assert new["Location"] != old


@pytest.mark.parametrize("month", ["2026-13", "2025-05", "2027-05", "may"])
def test_months_that_nobody_prints_are_not_found(client, month):
    assert client.get(address(month)).status_code == 404


def test_it_reads_a_constant_number_of_rows(client):
    EventFactory()
    counted = []
    for more in (0, 8):
        EventFactory.create_batch(more)
        with statements() as collected:
            client.get(address())
        counted.append(len(collected))

    assert counted[0] == counted[1]


def test_pages_lead_to_it(client):
    branch = BranchFactory(slug="central")
    brand = BrandFactory(slug="ours")
    EventFactory(branch=branch, brand=brand)
    page = BeautifulSoup(client.get(branch.get_absolute_url()).content, "html.parser")
    month = BeautifulSoup(client.get("/events/?view=month&month=2026-05").content, "html.parser")

    assert page.select_one('a[href="/events/month-2026-05.pdf?branch=central"]')
    assert month.select_one('a[href="/events/month-2026-05.fold.pdf"]')


def poster(programme, paper: str = "a4") -> str:
    return reverse("programme_poster", args=[programme.pk, paper, "now", "pdf"])


def test_the_poster_of_a_programme_lists_its_coming_dates(client):
    programme = ProgrammeFactory(name_en="Little Tree", name_zh="小树苗", slug="little-tree")
    EventFactory(programme=programme, brand=programme.brand, title_en="Little Tree", sessions=8)
    EventFactory(programme=programme, brand=programme.brand, title_en="Draft", live=False)
    answer = client.get(poster(programme), follow=True)
    text = words(answer.content)

    assert "Little Tree" in text
    assert "Sat 9 May 2026, 10:00–11:30" in text
    assert "and 2 more dates" in text
    assert "Draft" not in text
    with PdfDocument(answer.content) as document:
        assert len(document) == 1


def test_a_programme_without_dates_says_where_they_will_be(client):
    text = words(client.get(poster(ProgrammeFactory(), "a3"), follow=True).content)

    assert "The next dates are on the page behind the code." in text


def test_a_retired_programme_has_no_poster(client):
    programme = ProgrammeFactory(retired_on=(STARTS_AT - timedelta(days=30)).date())

    assert client.get(poster(programme)).status_code == 404

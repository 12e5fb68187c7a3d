"""The public pages in a real browser: readable by everyone, quick to filter, asking nobody else."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from brands.models import BrandPage, ProgrammePage
from cms.large_mode import COOKIE
from events.models import Event, EventSpeaker
from home.services.page_tree import ensure_page_tree
from network.models import Branch, OpeningHours
from tests.e2e.accessibility import sideways_scroll, too_small, violations
from tests.e2e.conftest import PHONE
from tests.factories.brands import BrandFactory, BrandMatrixFactory, ProgrammeFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory, RoomFactory

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""A desktop at 400 %, as WCAG 2.2 describes reflow."""

PAGES = [
    "/",
    "/events/",
    "/events/?q=fox&age=five&weekday=6",
    "/events/?q=dragons",
    "{event}",
    "/brands/",
    "/brands/little-tree/",
    "/brands/little-tree/bedtime/",
    "/branches/",
    "{branch}",
    "/about/",
]


def at_ten(days: int) -> datetime:
    """Ten in the morning, some days from now."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(10)))


@pytest.fixture
def addresses(live_server: LiveServer) -> dict[str, str]:
    """A small library with something on, and the addresses of an event and of a branch."""
    brand = BrandFactory(
        matrix=BrandMatrixFactory(), slug="little-tree", name_en="Little Tree", name_zh="小树苗"
    )
    programme = ProgrammeFactory(brand=brand, slug="bedtime", name_en="Bedtime", name_zh="睡前")
    for language, index in ensure_page_tree(brand.matrix).brands.items():
        suffix = "zh" if language == "zh-hans" else "en"
        told = BrandPage(
            title=getattr(brand, f"name_{suffix}"),
            slug="little-tree",
            brand=brand,
            locale=index.locale,
        )
        index.add_child(instance=told)
        told.add_child(
            instance=ProgrammePage(
                title=getattr(programme, f"name_{suffix}"),
                slug="bedtime",
                programme=programme,
                locale=index.locale,
            )
        )
    city = BranchFactory(name_en="City Library", name_zh="市图书馆", address_en="1 River Road")
    village = BranchFactory(name_en="Village Room", name_zh="村阅书房", parent=city)
    BranchFactory(name_en="Mobile stop", name_zh="流动服务点", parent=village)
    for weekday in range(7):
        OpeningHours.objects.create(
            branch=city, weekday=weekday, opens_at=time(9), closes_at=time(21)
        )
    room = RoomFactory(branch=city, name_en="Attic", name_zh="阁楼")
    told_of = {"brand": brand, "programme": programme, "branch": city, "sessions": 0}
    course = EventFactory(
        title_en="Fox tales",
        title_zh="狐狸的故事",
        summary_en="Three stories.",
        description_en="<p>We read.</p><h3>Then</h3><ul><li>Tea</li></ul>",
        **told_of,
    )
    for week in range(3):
        SessionFactory(event=course, starts_at=at_ten(1 + 7 * week), room=room)
    EventSpeaker.objects.create(event=course, name_en="Lin Yue", name_zh="林悦", about_en="Reads")
    only_chinese = EventFactory(title_en="", title_zh="老城影像展", **told_of)
    SessionFactory(event=only_chinese, starts_at=at_ten(2), branch=village)
    return {
        "event": Event.objects.get(pk=course.pk).get_absolute_url(),
        "branch": city.get_absolute_url(),
    }


@pytest.mark.parametrize("prefix", ["", "/zh-hans"], ids=["english", "chinese"])
def test_every_page_can_be_read_on_a_phone(
    page: Page, complaints: list[str], addresses: dict[str, str], prefix: str
) -> None:
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for path in PAGES:
        page.goto(prefix + path.format(**addresses))
        assert violations(page) == [], path
        assert sideways_scroll(page) == 0, path

    assert len(hosts) == 1
    assert [line for line in complaints if "400 (Bad Request)" not in line] == []


@pytest.mark.parametrize("prefix", ["", "/zh-hans"], ids=["english", "chinese"])
def test_every_page_is_large_enough_in_large_mode(
    page: Page, live_server: LiveServer, addresses: dict[str, str], prefix: str
) -> None:
    page.context.add_cookies([{"name": COOKIE, "value": "large", "url": live_server.url}])
    for path in PAGES:
        page.goto(prefix + path.format(**addresses))
        assert too_small(page, target=60, text=20) == [], path
        assert violations(page) == [], path


@pytest.mark.matrix
@pytest.mark.parametrize("prefix", ["", "/zh-hans"], ids=["english", "chinese"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("size", ["large", "largest"])
def test_every_page_can_be_read_in_large_mode(
    page: Page,
    live_server: LiveServer,
    addresses: dict[str, str],
    prefix: str,
    scheme: str,
    screen: ViewportSize,
    size: str,
) -> None:
    page.context.add_cookies([{"name": COOKIE, "value": size, "url": live_server.url}])
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in PAGES:
        page.goto(prefix + path.format(**addresses))
        assert violations(page) == [], path
        assert sideways_scroll(page) == 0, path


@pytest.mark.matrix
@pytest.mark.parametrize("prefix", ["", "/zh-hans"], ids=["english", "chinese"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, ZOOMED], ids=["desktop", "zoomed"])
def test_every_page_can_be_read_in_every_mode(
    browser: Browser,
    live_server: LiveServer,
    addresses: dict[str, str],
    prefix: str,
    scheme: str,
    size: ViewportSize,
) -> None:
    page = browser.new_page(base_url=live_server.url, viewport=size)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in PAGES:
        page.goto(prefix + path.format(**addresses))
        assert violations(page) == [], path
        assert sideways_scroll(page) == 0, path
    page.close()


@pytest.mark.usefixtures("addresses")
def test_filter_changes_the_list_in_place(page: Page, complaints: list[str]) -> None:
    page.goto("/events/")
    page.evaluate("window.sameDocument = true")
    expect(page.locator("#found")).to_have_text("2 events")

    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Library or district").select_option(label="\N{EN SPACE}Village Room")

    expect(page.locator("#found")).to_have_text("1 event")
    expect(page.locator(".event-title")).to_have_text("老城影像展")
    assert page.url.endswith(f"/events/?branch={branch_slug('Village Room')}")
    assert page.evaluate("window.sameDocument") is True

    page.go_back()
    expect(page.locator(".event-title")).to_have_count(2)
    assert complaints == []


@pytest.mark.usefixtures("addresses")
def test_filter_that_cannot_be_read_says_so_in_place(page: Page) -> None:
    page.goto("/events/")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Age of who comes").fill("500")
    page.get_by_label("Age of who comes").blur()

    summary = page.locator("error-summary")
    expect(summary).to_contain_text("120")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Age of who comes")).to_be_focused()


def test_without_javascript_a_visitor_finds_an_event(
    browser: Browser, live_server: LiveServer, addresses: dict[str, str]
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("fox")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".event-title")).to_have_text("Fox tales")

    page.locator(".event-row").click()
    assert page.url.endswith(addresses["event"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Fox tales")
    expect(page.get_by_role("link", name="Sign up")).to_have_attribute(
        "href", f"{addresses['event']}register/"
    )

    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("狐狸的故事")
    context.close()


def branch_slug(name: str) -> str:
    return Branch.objects.get(name_en=name).slug

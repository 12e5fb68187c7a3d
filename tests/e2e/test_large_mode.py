"""Large mode as somebody with old eyes and a slow thumb meets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from cms.large_mode import COOKIE
from core import clock
from tests.e2e.accessibility import sideways_scroll, too_small, violations
from tests.events.parties import family, sign_up
from tests.factories.events import SessionFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}

# A browser with an English and a Chinese voice that speaks as fast as it can.
VOICES = """
    window.spoken = [];
    const voices = [{lang: "en-GB", localService: true}, {lang: "zh-CN", localService: true}];
    Object.defineProperty(window, "SpeechSynthesisUtterance", { value: class extends EventTarget {
        constructor(text) { super(); this.text = text; }
    }});
    Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
        getVoices: () => voices,
        cancel: () => clearTimeout(window.speaking),
        speak: (utterance) => {
            window.spoken.push([utterance.voice.lang, utterance.text]);
            window.speaking = setTimeout(() => utterance.dispatchEvent(new Event("end")), 100);
        },
    })});
"""


@pytest.fixture(autouse=True)
def _shown_to_everyone(settings: Settings) -> None:
    settings.STYLEGUIDE_PUBLIC = True


def wish(context: BrowserContext, live_server: LiveServer, size: str) -> None:
    context.add_cookies([{"name": COOKIE, "value": size, "url": live_server.url}])


def test_one_tap_makes_every_page_large_until_another_makes_it_standard(page: Page) -> None:
    page.goto("/styleguide/?theme=dark")
    page.get_by_role("link", name="Large mode").click()
    expect(page).to_have_url("/styleguide/?theme=dark")
    expect(page.locator("body")).to_have_css("font-size", "20px")

    page.get_by_role("link", name="Largest").click()
    expect(page.locator("body")).to_have_css("font-size", "30px")
    page.goto("/no-such-page/")
    expect(page.locator("body")).to_have_css("font-size", "30px")

    page.get_by_role("link", name="Standard").click()
    expect(page.locator("html")).not_to_have_attribute("data-mode", "large")


@pytest.mark.parametrize("path", ["/styleguide/", "/zh-hans/styleguide/?contact=nobody"])
def test_everything_is_large_enough(
    page: Page, context: BrowserContext, live_server: LiveServer, path: str
) -> None:
    wish(context, live_server, "large")
    page.goto(path)

    assert too_small(page, target=60, text=20) == []
    assert violations(page) == []


@pytest.mark.django_db(transaction=True)
def test_what_is_mine_is_large_enough(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    sign_in: Callable[[User], None],
) -> None:
    user = UserFactory()
    child = ChildFactory(household=HouseholdFactory(user=user))
    now = clock.now()
    session = SessionFactory(starts_at=now + timedelta(weeks=2))
    ticket = sign_up(session.event, family(child), now=now)
    sign_in(user)
    wish(context, live_server, "large")
    register = f"{session.event.get_absolute_url()}register/"
    mine = ["/me/", "/me/family/", "/me/account/", ticket.get_absolute_url(), register]
    for path in mine:
        page.goto(path)
        assert too_small(page, target=60, text=20) == [], path
        assert violations(page) == [], path
        assert sideways_scroll(page) == 0, path


@pytest.mark.matrix
@pytest.mark.parametrize("path", ["/styleguide/", "/zh-hans/styleguide/?contact=nobody"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["large", "larger", "largest"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_component_can_be_read_in_every_size(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    path: str,
    scheme: str,
    size: str,
    screen: ViewportSize,
) -> None:
    wish(context, live_server, size)
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(path)

    assert violations(page) == []
    assert sideways_scroll(page) == 0


def test_a_question_stands_in_the_page(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    wish(context, live_server, "large")
    page.goto("/styleguide/")
    page.get_by_role("button", name="Cancel these places").click()
    dialog = page.get_by_role("dialog", name="Cancel these places?")

    expect(dialog).to_be_in_viewport()
    expect(dialog).to_have_css("position", "static")
    assert not dialog.evaluate("dialog => dialog.matches(':modal')")
    dialog.get_by_role("button", name="Keep them").click()
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize(
    ("path", "language", "first"),
    [("/styleguide/", "en-GB", "Style guide"), ("/zh-hans/styleguide/", "zh-CN", None)],
)
def test_the_page_is_read_in_its_language(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    path: str,
    language: str,
    first: str | None,
) -> None:
    wish(context, live_server, "large")
    page.add_init_script(VOICES)
    page.goto(path)
    bar = page.locator("read-aloud")

    bar.locator("[data-step=read]").click()
    page.wait_for_function("() => spoken.length > 5")
    bar.locator("[data-step=pause]").click()
    paused = page.evaluate("spoken.length")
    expect(page.locator(".is-read-aloud")).to_be_in_viewport(ratio=1)
    expect(bar.locator("[data-step=resume]")).to_be_focused()
    page.wait_for_timeout(250)
    assert page.evaluate("spoken.length") == paused

    bar.locator("[data-step=resume]").click()
    page.wait_for_function("(before) => spoken.length > before + 1", arg=paused)
    spoken = page.evaluate("spoken")
    assert spoken[paused] == spoken[paused - 1]
    assert spoken[0][0] == language
    assert first is None or first in [text for _language, text in spoken]

    bar.locator("[data-step=stop]").click()
    expect(page.locator(".is-read-aloud")).to_have_count(0)
    expect(bar.locator("[data-step=read]")).to_be_focused()


def test_words_in_the_other_language_are_read_by_its_voice(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    wish(context, live_server, "large")
    page.add_init_script(VOICES)
    page.goto("/styleguide/")
    page.locator("main").evaluate(
        "main => { main.innerHTML = '<p>Read with us.</p><p lang=zh-Hans>一起读书。</p>' }"
    )
    page.locator("[data-step=read]").click()

    expect(page.locator("[data-step=read]")).to_be_visible()
    assert page.evaluate("spoken") == [["en-GB", "Read with us."], ["zh-CN", "一起读书。"]]


def test_a_browser_without_a_voice_offers_none(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    wish(context, live_server, "large")
    page.add_init_script("delete Window.prototype.speechSynthesis; delete window.speechSynthesis")
    page.goto("/styleguide/")

    expect(page.get_by_role("link", name="Standard")).to_be_visible()
    expect(page.locator("read-aloud")).to_be_hidden()

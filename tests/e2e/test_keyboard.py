"""Without a mouse and without a finger: every stop can be seen, and every journey ends well."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.pages import DESKTOP, LANGUAGES, PHONE, visit

MOST_STOPS = 120

# The element that has the focus: whether it can be seen, whether it says that it has the focus, and
# what it is. Frames and the page itself have a focus of their own.
STOP = """() => {
  const one = document.activeElement;
  if (["HTML", "BODY", "IFRAME"].includes(one.tagName)) return null;
  const shown = one.closest("label") ?? one;
  const box = shown.getBoundingClientRect();
  // The button inside a field for a date shows its focus by itself.
  if (one.type === "date" && !one.matches(":focus-visible")) return { told: true, inside: true };
  const around = [];
  for (let each = one; each !== document.body; each = each.parentElement) around.push(each);
  const told = [...around, ...one.parentElement.querySelectorAll(":scope > *")]
    .flatMap((each) => [null, "::after"].map((part) => getComputedStyle(each, part)))
    .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { told, inside: inside && box.width > 0, html: one.outerHTML.slice(0, 160) };
}"""


@pytest.mark.matrix
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_stop_on_every_page_can_be_seen(
    page: Page, addresses: dict[str, str], prefix: str, screen: ViewportSize
) -> None:
    page.set_viewport_size(screen)
    for path in visit(page, addresses, prefix):
        stops = 0
        while stops < MOST_STOPS:
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stop is None:
                break
            stops += 1
            assert stop["told"], (path, stop["html"])
            assert stop["inside"], (path, stop["html"])
        assert 3 <= stops < MOST_STOPS, path


def go_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what is called so."""
    page.wait_for_load_state()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        called = page.evaluate(
            "() => { const one = document.activeElement;"
            " return [one.labels?.[0]?.innerText, one.innerText, one.ariaLabel].join(' ') }"
        )
        if words in called:
            return
    raise AssertionError(f"no stop is called {words!r}")


def test_from_the_home_page_to_a_ticket_with_keys_alone(
    page: Page, addresses: dict[str, str]
) -> None:
    page.goto("/")
    go_to(page, "What is on")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/events/$"))

    go_to(page, "Filters")
    page.keyboard.press("Enter")
    go_to(page, "Age of who comes")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("age=7"))

    go_to(page, "Fox tales")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{addresses['event']}$"))
    go_to(page, "Sign up")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/register/$"))

    go_to(page, "Your name")
    page.keyboard.type("Lin Yue")
    go_to(page, "E-mail")
    page.keyboard.type("lin@example.org")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/registered/$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()

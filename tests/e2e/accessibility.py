"""Asks axe, the accessibility checker, what it finds wrong with the page a browser shows."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

AXE = Path(settings.NODE_MODULES) / "axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# What is on its way to its place or colour is looked at once it is there.
FINISH_ANIMATIONS = """() => document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .forEach((one) => one.finish())"""


def violations(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """Each violation in a line: the rule and the first element that breaks it."""
    # A click waits until the next page has begun, not until it is there.
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    page.evaluate(FINISH_ANIMATIONS)
    # What passes need not be told element by element, which would take most of the time.
    options = {
        "runOnly": RULES,
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("(options) => axe.run(document, options)", options)
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]]


def sideways_scroll(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


# What can be pressed, apart from links inside a sentence and from what is hidden from everyone.
SMALL_TARGETS = """(least) => [...document.querySelectorAll("a, button, input, select, textarea")]
    .filter((one) => one.getClientRects().length && one.tabIndex >= 0)
    .filter((one) => getComputedStyle(one).display !== "inline")
    .map((one) => one.closest("label") ?? one)
    .filter((one) => one.getBoundingClientRect().height < least)
    .map((one) => one.outerHTML.slice(0, 120))"""

SMALL_TEXT = """(least) => [...document.querySelectorAll("body *")]
    .filter((one) => one.getClientRects().length && !one.closest("svg"))
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((one) => parseFloat(getComputedStyle(one).fontSize) < least)
    .map((one) => one.outerHTML.slice(0, 120))"""


def too_small(page: Page, *, target: int, text: int) -> list[str]:
    """Targets lower than so many pixels, and text smaller than so many."""
    found: list[str] = page.evaluate(SMALL_TARGETS, target) + page.evaluate(SMALL_TEXT, text)
    return found

"""Asks axe, the accessibility checker, what it finds wrong with the page a browser shows."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

AXE = Path(settings.NODE_MODULES) / "axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """Each violation in a line: the rule and the first element that breaks it."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "([tags, rules]) => axe.run(document, { runOnly: tags, rules })",
        [RULES, {rule: {"enabled": False} for rule in without}],
    )
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]]


def sideways_scroll(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

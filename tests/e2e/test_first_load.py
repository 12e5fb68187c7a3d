"""What a cheap phone on a slow network has to fetch before the first page is there."""

from __future__ import annotations

import gzip
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response
from pytest_django.live_server_helper import LiveServer

from tests.e2e.pages import LANGUAGES, PHONE

MOST_BYTES = 120_000
"""Without pictures, as they travel."""


PATHS = ["/", "/events/", "/events/?view=month", "{event}"]


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_first_load_is_light_and_asks_nobody_else(
    browser: Browser, live_server: LiveServer, addresses: dict[str, str], prefix: str
) -> None:
    for path in PATHS:
        # A browser that has been nowhere yet.
        page = browser.new_page(
            base_url=live_server.url, viewport=PHONE, locale="en", service_workers="block"
        )
        loaded = loaded_by(page, prefix + path.format(**addresses))

        assert len({urlsplit(response.url).netloc for response in loaded}) == 1, path
        # Without a manifest, a template writes %40 where the stylesheet writes @.
        needed = {unquote(one.url): weight(one) for one in loaded if not is_picture(one)}
        assert len(needed) > 5, path
        assert sum(needed.values()) < MOST_BYTES, needed
        page.close()


def loaded_by(page: Page, address: str) -> list[Response]:
    """Everything that arrives until the page has rested for a while."""
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))
    page.goto(address, wait_until="networkidle")
    return loaded


def is_picture(response: Response) -> bool:
    return response.headers.get("content-type", "").startswith("image/")


def weight(response: Response) -> int:
    """Bytes of the body as production sends it.

    There files of text lie compressed beside the others (WhiteNoise); the server of the tests sends
    them as they are, so they are compressed here.
    """
    body = response.body()
    is_packed = response.headers.get("content-type", "").startswith("font/")
    return len(body) if is_packed else len(gzip.compress(body))

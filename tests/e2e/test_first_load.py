"""What a cheap phone on a slow network has to fetch before the first page is there."""

from __future__ import annotations

import gzip
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.e2e.pages import LANGUAGES

MOST_BYTES = 120_000
"""Without pictures, as they travel."""


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/events/", "/events/?view=month", "{event}"])
def test_first_load_is_light_and_asks_nobody_else(
    page: Page, addresses: dict[str, str], prefix: str, path: str
) -> None:
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))
    page.goto(prefix + path.format(**addresses), wait_until="networkidle")

    assert len({urlsplit(response.url).netloc for response in loaded}) == 1
    # Without a manifest, a template writes %40 where the stylesheet writes @.
    needed = {unquote(one.url): weight(one) for one in loaded if not is_picture(one)}
    assert len(needed) > 5
    assert sum(needed.values()) < MOST_BYTES, needed


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

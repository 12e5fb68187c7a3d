"""The second half of `bin/screenshots`, inside the environment: serve, look, keep it small."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from benchmarks.harness import make_library, production_server

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"

SCREENS: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 900},
}
SHARPNESS = {"phone": 1.5, "desktop": 1.0}
LANGUAGES = {"en": "", "zh": "/zh-hans"}
QUALITY = 62
"""Of WebP: text stays crisp, all pictures together stay below three megabytes."""

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# The picture of the README: the home page, and beside it an event in the other language.
GAP, COLOURS, SHARE = 40, 160, 0.75


@dataclass(frozen=True)
class Shot:
    """One page as one visitor sees it."""

    page: str
    path: str
    screen: str
    scheme: str
    language: str
    cookies: dict[str, str]

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.page}-{self.screen}-{self.scheme}-{self.language}.webp"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with production_server() as url:
        # Django refuses to ask the database where Playwright's event loop runs.
        shots = list(all_shots(pages()))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ["CHROME_PATH"], args=SWITCHES
            )
            take(browser, url, shots)
            browser.close()
    files = [*FOLDER.glob("*.webp"), *FOLDER.glob("*.png")]
    print(f"{len(files)} pictures, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB")


def take(browser: Browser, url: str, shots: list[Shot]) -> None:
    """All pictures, and none that is older."""
    for shot in shots:
        picture_of(browser, url, shot).save(shot.file, quality=QUALITY, method=6)
    for old in set(FOLDER.glob("*.webp")) - {shot.file for shot in shots}:
        old.unlink()
    found = {(shot.page, shot.screen, shot.scheme, shot.language): shot for shot in shots}
    show_both(
        picture_of(browser, url, found["home", "desktop", "light", "en"]),
        picture_of(browser, url, found["event", "phone", "light", "zh"], sharpness=1),
    )


def pages() -> dict[str, tuple[str, dict[str, str]]]:
    """Path and cookies of each page, by the name of its picture."""
    from django.test import Client

    from accounts.models import User
    from cms.large_mode import COOKIE
    from core import clock
    from demo.services.people import DEMO_DOMAIN
    from events.choices import PlaceState
    from events.models import Registration

    event = make_library()["event"]
    citizen = User.objects.get(email=f"citizen@{DEMO_DOMAIN}")
    client = Client()
    client.force_login(citizen)
    known = {"sessionid": client.cookies["sessionid"].value}
    ticket = Registration.objects.filter(
        household__memberships__person__user=citizen,
        state=PlaceState.SEATED,
        event__first_starts_at__gt=clock.now(),
    ).order_by("event__first_starts_at", "pk")[0]
    return {
        "home": ("/", {}),
        "list": ("/events/", {}),
        "calendar": ("/events/?view=month", {}),
        "event": (event, {}),
        "ticket": (ticket.get_absolute_url(), {}),
        "my-page": ("/me/", known),
        "large-mode": (event, {COOKIE: "large"}),
    }


def all_shots(pages: dict[str, tuple[str, dict[str, str]]]) -> Iterator[Shot]:
    for (name, (path, cookies)), screen, scheme, language in product(
        pages.items(), SCREENS, ("light", "dark"), LANGUAGES
    ):
        yield Shot(name, LANGUAGES[language] + path, screen, scheme, language, cookies)


def picture_of(
    browser: Browser, url: str, shot: Shot, *, sharpness: float | None = None
) -> Image.Image:
    """What the screen shows first, when nothing moves any more."""
    context = browser.new_context(
        base_url=url,
        viewport=SCREENS[shot.screen],
        device_scale_factor=sharpness or SHARPNESS[shot.screen],
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="zh-CN" if shot.language == "zh" else "en",
        service_workers="block",
    )
    context.add_cookies(
        [{"name": name, "value": value, "url": url} for name, value in shot.cookies.items()]
    )
    page = context.new_page()
    answer = page.goto(shot.path, wait_until="networkidle")
    if not (answer and answer.ok):
        raise AssertionError(f"{shot.path} cannot be shown")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return picture


def show_both(wide: Image.Image, narrow: Image.Image) -> None:
    """The picture of the README, with few colours: smaller than any photo."""
    narrow = narrow.resize((narrow.width * wide.height // narrow.height, wide.height))
    both = Image.new("RGB", (wide.width + GAP + narrow.width, wide.height), "white")
    both.paste(wide, (0, 0))
    both.paste(narrow, (wide.width + GAP, 0))
    size = (round(both.width * SHARE), round(both.height * SHARE))
    both.resize(size, Image.Resampling.LANCZOS).quantize(COLOURS, dither=Image.Dither.NONE).save(
        FOLDER / "home.png", optimize=True
    )


if __name__ == "__main__":
    main()

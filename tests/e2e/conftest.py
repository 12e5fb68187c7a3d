"""A real browser for the journeys, phone-sized unless a test says otherwise."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import qrcode
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.e2e.pages import PATIENCE, PHONE, make_small_library
from tests.machine import lacks

CAMERA_SIZE = (640, 480)

# Playwright keeps an event loop in this thread, which Django mistakes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=PATIENCE)

# Chromium as root needs to give up its sandbox, and must not try to reach the world outside.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@pytest.fixture(scope="session")
def camera_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser's camera sees, as a film that begins anew with each use of the camera."""
    film = tmp_path_factory.mktemp("camera") / "film.mjpeg"
    film.write_bytes(motion_jpeg(Image.new("RGB", CAMERA_SIZE, "grey")))
    return film


@pytest.fixture(scope="session")
def browser(camera_film: Path) -> Iterator[Browser]:
    """The machine's own Chromium; where there is none, CI fails and everyone else skips."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if not found:
        lacks("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=[*SWITCHES, f"--use-file-for-fake-video-capture={camera_film}"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def clicks_see_the_next_page_whole() -> Iterator[None]:
    """A click that opens a page waits until its scripts listen; by itself, only until it begins."""
    click = Locator.click

    def click_and_wait(where: Locator, **options: Any) -> None:
        click(where, **options)
        where.page.wait_for_load_state()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", click_and_wait)
        yield


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A visitor of their own, with no cookies yet; `context.new_page()` opens another tab.

    Without the service worker, which answers some questions by itself: `test_offline.py` has one.
    """
    context = browser.new_context(
        base_url=live_server.url, viewport=PHONE, locale="en", service_workers="block"
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture(autouse=True)
def patient_doors(settings: Settings) -> None:
    """However busy the machine is, no phone answers in place of a library that runs."""
    settings.DOOR_PATIENCE = PATIENCE / 1000


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page on the running site: `page.goto("/events/")`."""
    return context.new_page()


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer) -> Callable[[User], None]:
    """Sign the visitor in without going through the door: `sign_in(user)`."""

    def sign_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    return sign_in


@pytest.fixture
def addresses(live_server: LiveServer) -> dict[str, str]:
    """A small library with something on: `path.format(**addresses)` of each path in `PAGES`."""
    return make_small_library()


@pytest.fixture
def complaints(context: BrowserContext) -> list[str]:
    """What the browser refused to load or run, and the errors of scripts, on any page."""
    heard: list[str] = []
    context.on(
        "console", lambda message: heard.append(message.text) if message.type == "error" else None
    )
    context.on("weberror", lambda error: heard.append(str(error.error)))
    return heard


@pytest.fixture
def hold_before_camera(camera_film: Path) -> Callable[[str], None]:
    """Show a QR code of this text to the camera, from its next start on."""

    def hold(text: str) -> None:
        code = qrcode.make(text, border=4).get_image().convert("RGB")
        side = CAMERA_SIZE[1] * 2 // 3
        picture = Image.new("RGB", CAMERA_SIZE, "#8a8378")
        corner = ((CAMERA_SIZE[0] - side) // 2, (CAMERA_SIZE[1] - side) // 2)
        picture.paste(code.resize((side, side), Image.Resampling.NEAREST), corner)
        camera_film.write_bytes(motion_jpeg(picture))

    return hold


def motion_jpeg(picture: Image.Image, frames: int = 5) -> bytes:
    """A film of a still picture: so many JPEG files, one after the other."""
    frame = BytesIO()
    picture.save(frame, "JPEG", quality=92)
    return frame.getvalue() * frames

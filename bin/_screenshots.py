"""The second half of `bin/screenshots`, inside the environment: serve, look, keep it small."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from benchmarks.harness import make_library, production_server

if TYPE_CHECKING:
    from accounts.models import User

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"

SCREENS: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 900},
}
SHARPNESS = {"phone": 1.5, "desktop": 1.0}
SCHEMES = ("light", "dark")
LANGUAGES = {"en": "", "zh": "/zh-hans"}
AT_WORK = {"en": "coordinator", "zh": "branch"}
"""Whose workbench is shown in which language, by the names of the demo accounts."""

QUALITY = 58
"""Of WebP: text stays crisp, all pictures together stay below three megabytes."""

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# The picture of the README: the home page, and beside it an event in the other language.
GAP, COLOURS, SHARE = 40, 160, 0.75


@dataclass(frozen=True)
class Shot:
    """One page as one person sees it."""

    page: str
    path: str
    screen: str
    scheme: str
    language: str
    cookies: dict[str, str]

    @property
    def name(self) -> tuple[str, ...]:
        return self.page, self.screen, self.scheme, self.language

    @property
    def file(self) -> Path:
        return FOLDER / f"{'-'.join(self.name)}.webp"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with production_server() as url:
        # Django refuses to ask the database where Playwright's event loop runs.
        shots = list(all_shots())
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
    found = {shot.name: shot for shot in shots}
    show_both(
        picture_of(browser, url, found["home", "desktop", "light", "en"]),
        picture_of(browser, url, found["event", "phone", "light", "zh"], sharpness=1),
    )


def all_shots() -> Iterator[Shot]:
    """What visitors see by day and by night, what staff see by day."""
    event = make_library()["event"]
    for (name, (path, cookies)), screen, scheme, language in product(
        pages_of_visitors(event).items(), SCREENS, SCHEMES, LANGUAGES
    ):
        yield Shot(name, LANGUAGES[language] + path, screen, scheme, language, cookies)
    for language, account in AT_WORK.items():
        paths, cookies = workbench_of(account, language)
        for (name, path), screen in product(paths.items(), SCREENS):
            yield Shot(f"work-{name}", path, screen, "light", language, cookies)


def pages_of_visitors(event: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Path and cookies of each page, by the name of its picture."""
    from accounts.models import User
    from cms.large_mode import COOKIE
    from core import clock
    from demo.services.people import DEMO_DOMAIN
    from events.choices import PlaceState
    from events.models import Registration
    from reports.models import Report

    citizen = User.objects.get(email=f"citizen@{DEMO_DOMAIN}")
    ticket = Registration.objects.filter(
        household__memberships__person__user=citizen,
        state=PlaceState.SEATED,
        event__first_starts_at__gt=clock.now(),
    ).order_by("event__first_starts_at", "pk")[0]
    report = Report.objects.filter(published_at__isnull=False).latest("published_at")
    return {
        "home": ("/", {}),
        "list": ("/events/", {}),
        "calendar": ("/events/?view=month", {}),
        "event": (event, {}),
        "ticket": (ticket.get_absolute_url(), {}),
        "my-page": ("/me/", session_of(citizen)),
        "large-mode": (event, {COOKIE: "large"}),
        "report": (report.get_absolute_url(), {}),
    }


def workbench_of(account: str, language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Paths of a coordinator's pages by the names of their pictures, and the cookies to see them.

    Production asks staff for a second factor, so the coordinator gets one.
    """
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.db.models import Count, Q
    from django.urls import reverse

    from accounts.models import User
    from core import clock
    from demo.services.people import DEMO_DOMAIN
    from events.choices import PlaceState
    from events.models import Event
    from staff.choices import Action
    from staff.policy import where

    user = User.objects.get(email=f"{account}@{DEMO_DOMAIN}")
    user.language = {"en": "en", "zh": "zh-hans"}[language]
    user.save(update_fields=["language"])
    TOTP.activate(user, generate_totp_secret())
    events = Event.objects.filter(where(user, Action.CHANGE)).upcoming(now=clock.now())
    seated = Count("registrations", filter=Q(registrations__state=PlaceState.SEATED))
    fullest = events.alias(parties=seated).order_by("-parties", "pk")[0]
    paths = {
        "home": reverse("wagtailadmin_home"),
        "planner": reverse("planner:planner"),
        "desk": reverse("desk:overview", args=[fullest.pk]),
        "matrix": reverse("reports:matrix"),
    }
    return paths, session_of(user)


def session_of(user: User) -> dict[str, str]:
    """The cookie of somebody who is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {"sessionid": client.cookies["sessionid"].value}


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

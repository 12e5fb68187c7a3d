"""The site as an app on the phone: manifest and icons."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from cms.errors import NoTypesetting


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "language", "start"),
    [("/app.webmanifest", "en", "/"), ("/zh-hans/app.webmanifest", "zh-hans", "/zh-hans/")],
)
def test_each_language_has_its_manifest(
    client: Client, path: str, language: str, start: str
) -> None:
    answer = client.get(path)
    manifest = answer.json()

    assert answer["Content-Type"] == "application/manifest+json"
    assert (manifest["lang"], manifest["start_url"], manifest["id"]) == (language, start, "/")
    assert manifest["short_name"]
    assert manifest["shortcuts"][0]["url"] == f"{start}events/"


@pytest.mark.django_db
def test_every_icon_of_the_manifest_is_there(client: Client) -> None:
    icons = client.get("/app.webmanifest").json()["icons"]
    bitmaps = [icon for icon in icons if icon["type"] == "image/png"]

    assert {icon["purpose"] for icon in bitmaps} == {"any", "maskable"}
    for icon in bitmaps:
        image = Image.open(BytesIO(client.get(icon["src"]).content))
        assert f"{image.width}x{image.height}" == icon["sizes"]


def test_a_mask_leaves_the_seal_whole(client: Client) -> None:
    """Nothing is drawn outside the circle of 80 % that masks leave."""
    image = Image.open(BytesIO(client.get("/icons/maskable-512.png").content)).convert("RGB")
    ground = image.getpixel((0, 0))
    outside = [
        image.getpixel((x, y))
        for x in range(0, 512, 4)
        for y in range(0, 512, 4)
        if (x - 256) ** 2 + (y - 256) ** 2 > (512 * 0.4) ** 2
    ]

    assert set(outside) == {ground}
    assert len(image.getcolors(maxcolors=100_000)) > 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/icons/any-511.png", "/icons/round-192.png"])
def test_other_icons_do_not_exist(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_browsers_that_ask_for_an_ico_get_one(client: Client) -> None:
    icon = Image.open(BytesIO(client.get("/favicon.ico").content))

    assert icon.format == "ICO"
    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.mark.django_db
def test_a_system_that_draws_no_bitmaps_has_none(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(purpose: str, size: int) -> bytes:
        raise NoTypesetting

    monkeypatch.setattr("cms.views.install.icon_png", refuse)
    assert client.get("/icons/any-192.png").status_code == 404


@pytest.mark.django_db
def test_a_page_tells_of_manifest_and_icons(client: Client, settings: Settings) -> None:
    settings.STYLEGUIDE_PUBLIC = True
    page = BeautifulSoup(client.get("/zh-hans/styleguide/").content, "html.parser")

    for rel in ("manifest", "apple-touch-icon", "icon"):
        for link in page.find_all("link", rel=rel):
            if not link["href"].startswith("/static/"):
                assert client.get(link["href"]).status_code == 200
    assert [link["href"] for link in page.find_all("link", rel="manifest")] == [
        "/zh-hans/app.webmanifest"
    ]

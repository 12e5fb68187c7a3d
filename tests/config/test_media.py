"""Uploaded pictures are everyone's; documents are handed out only where that is judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "documents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "list.txt").write_text("names")


def test_a_picture_is_found_at_its_address(client: Client) -> None:
    response = client.get("/media/images/list.txt")
    assert b"".join(response.streaming_content) == b"names"


@pytest.mark.parametrize(
    "way",
    [
        "documents/list.txt",
        "/documents/list.txt",
        "./documents/list.txt",
        "images/../documents/list.txt",
    ],
)
def test_no_way_leads_round_the_door_of_documents(client: Client, way: str) -> None:
    assert client.get(f"/media/{way}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/media/" + "a" * 300,
        "/media/" + "a/" * 3000,
        "/media/%00",
        "/documents/" + "9" * 5000 + "/x.pdf",
        "/documents/" + "9" * 19 + "/x.pdf",
    ],
    ids=lambda address: address[:16],
)
def test_addresses_of_nothing_are_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404

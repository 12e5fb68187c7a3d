"""Text travels compressed, everything else as it is."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from config.compression import CompressionMiddleware
from core import clock
from events.models import Event
from tests.factories.events import EventFactory, SessionFactory

LONG = b"Once upon a time. " * 100
PACKED = {"accept-encoding": "gzip, deflate, br"}


def answer(kind: str) -> HttpResponse:
    response = HttpResponse(LONG, content_type=kind, headers={"ETag": '"fox"'})
    request = RequestFactory().get("/", headers=PACKED)
    CompressionMiddleware(lambda request: response)(request)
    return response


@pytest.mark.parametrize(
    "kind",
    [
        "text/html; charset=utf-8",
        "text/calendar; charset=utf-8",
        "application/json",
        "application/feed+json; charset=utf-8",
        "application/rss+xml; charset=utf-8",
        "image/svg+xml",
    ],
)
def test_text_is_compressed(kind: str) -> None:
    response = answer(kind)
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"
    assert response["ETag"] == 'W/"fox"'
    assert len(response.content) < len(LONG) / 4
    assert gzip.decompress(response.content) == LONG


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "font/woff2", "application/zip"])
def test_what_is_compressed_already_is_left_alone(kind: str) -> None:
    response = answer(kind)
    assert response.content == LONG
    assert not response.has_header("Content-Encoding")


@pytest.fixture
def event() -> Event:
    return EventFactory(title_en="Fox tales", title_zh="狐狸的故事")


@pytest.mark.django_db
def test_the_list_is_packed_once_for_those_who_unpack(
    client: Client, settings: Settings, event: Event
) -> None:
    settings.PAGE_CACHE_SECONDS = 60
    client = Client()
    plain = client.get("/events/")
    packed = [client.get("/events/", headers=PACKED) for _ in range(2)]

    assert "Content-Encoding" not in plain
    assert gzip.decompress(packed[0].content) == plain.content
    assert packed[0].content == packed[1].content
    assert packed[0]["ETag"] == f"W/{plain['ETag']}"


@pytest.mark.django_db
def test_nobody_is_told_that_their_page_is_the_same_in_another_language_or_size(
    settings: Settings, event: Event
) -> None:
    settings.PAGE_CACHE_SECONDS = 60
    client = Client()
    known = PACKED | {"if-none-match": client.get("/events/", headers=PACKED)["ETag"]}

    assert client.get("/events/", headers=known).status_code == 304
    assert client.get("/zh-hans/events/", headers=known).status_code == 200
    assert client.get("/events/", headers=known | {"hx-request": "true"}).status_code == 200
    client.cookies["large_mode"] = "large"
    assert client.get("/events/", headers=known).status_code == 200
    client.cookies["sessionid"] = "li"
    personal = client.get("/events/", headers=known)
    assert (personal.status_code, personal["Cache-Control"]) == (200, "private, no-cache")


@pytest.mark.django_db
def test_a_form_and_its_secret_are_never_kept(settings: Settings) -> None:
    settings.PAGE_CACHE_SECONDS = 60
    event = EventFactory(sessions=0)
    SessionFactory(event=event, starts_at=clock.now() + timedelta(days=1))
    address = f"{event.get_absolute_url()}register/"
    first, second = (Client().get(address, headers=PACKED) for _ in range(2))

    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value
    assert secret_of(first) != secret_of(second)
    for answered in (first, second):
        assert not answered.has_header("ETag")
        assert answered["Cache-Control"] == "private, no-cache"


def secret_of(answer: HttpResponse) -> bytes:
    return gzip.decompress(answer.content).split(b'csrfmiddlewaretoken" value="')[1][:64]

"""What is the same for everyone is made once; what is anybody's own is never kept."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from config import page_cache
from config.page_cache import PageCacheMiddleware

View = Callable[[HttpRequest], HttpResponse]
ask = RequestFactory().get


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, to be set by the test."""
    now = [1000.0]
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture(autouse=True)
def switched_on(settings: Settings, clock: list[float]) -> None:
    settings.PAGE_CACHE_SECONDS = 5


def numbered(change: Callable[[HttpResponse], object] = lambda response: None) -> View:
    """A site that says how often it has been asked."""
    numbers = count(1)

    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(str(next(numbers)), headers={"Cache-Control": "public, max-age=5"})
        change(response)
        return response

    return PageCacheMiddleware(view)


def test_a_page_is_made_once_and_made_anew_when_it_is_old(clock: list[float]) -> None:
    site = numbered()
    assert [site(ask("/events/")).content for _ in range(3)] == [b"1", b"1", b"1"]
    clock[0] += 4.9
    assert site(ask("/events/")).content == b"1"
    clock[0] += 0.2
    assert site(ask("/events/")).content == b"2"


def test_headers_are_kept_with_the_page() -> None:
    site = numbered(lambda response: response.headers.setdefault("X-Brand", "leling"))
    first, second = site(ask("/")), site(ask("/"))
    assert first.headers == second.headers
    assert second["X-Brand"] == "leling"


def test_a_changed_answer_does_not_change_what_is_kept() -> None:
    site = numbered()
    site(ask("/"))
    site(ask("/"))["X-Late"] = "added by a middleware"
    assert "X-Late" not in site(ask("/"))


@pytest.mark.parametrize(
    "other",
    [
        ask("/events/?page=2"),
        ask("/events/", headers={"host": "other.library.example"}),
        ask("/events/", secure=True),
        ask("/events/", headers={"hx-request": "true"}),
        ask("/events/", headers={"accept-language": "zh-hans"}),
        ask("/events/", headers={"accept-encoding": "gzip, br"}),
        ask("/events/", headers={"cookie": "large_mode=larger"}),
    ],
)
def test_what_differs_is_kept_apart(other: HttpRequest) -> None:
    site = numbered()
    assert site(ask("/events/")).content == b"1"
    assert site(other).content == b"2"


def test_visitors_with_a_cookie_are_answered_in_person() -> None:
    site = numbered()
    site(ask("/"))
    known = ask("/", headers={"cookie": "sessionid=li"})
    assert [site(known).content, site(known).content] == [b"2", b"3"]
    assert site(ask("/")).content == b"1"


def test_each_size_of_large_mode_has_pages_of_its_own() -> None:
    site = numbered()
    sizes = [{}, *({"cookie": f"large_mode={size}"} for size in ("large", "larger", "largest"))]
    for _ in range(2):
        answers = [site(ask("/events/", headers=size)).content for size in sizes]
        assert answers == [b"1", b"2", b"3", b"4"]


def test_an_invented_size_fills_no_memory() -> None:
    site = numbered()
    site(ask("/events/"))
    invented = ask("/events/", headers={"cookie": "large_mode=gigantic"})
    assert site(invented).content == b"1"


def test_a_session_beside_the_size_is_answered_in_person() -> None:
    site = numbered()
    large = {"cookie": "large_mode=large"}
    site(ask("/events/", headers=large))
    known = ask("/events/", headers={"cookie": "large_mode=large; sessionid=li"})
    assert [site(known).content, site(known).content] == [b"2", b"3"]
    assert site(ask("/events/", headers=large)).content == b"1"


def test_only_questions_are_answered_from_memory() -> None:
    site = numbered()
    site(ask("/"))
    assert site(RequestFactory().post("/")).content == b"2"


def test_who_asks_for_the_head_alone_leaves_nothing_and_gets_what_is_there() -> None:
    site = numbered()
    ask_head = RequestFactory().head
    assert site(ask_head("/")).content == b"1"
    assert site(ask("/")).content == b"2"
    assert site(ask_head("/")).content == b"2"


def test_all_that_unpack_get_one_page_whatever_else_they_take() -> None:
    site = numbered()
    browsers = ("gzip", "gzip, deflate, br", "deflate, gzip;q=1.0")
    answers = [site(ask("/", headers={"accept-encoding": taken})).content for taken in browsers]
    assert answers == [b"1", b"1", b"1"]


def test_who_has_the_page_already_is_told_so() -> None:
    site = numbered(lambda response: response.headers.setdefault("ETag", '"fox"'))
    known = ask("/", headers={"if-none-match": 'W/"fox"'})
    for answer in (site(known), site(known)):
        assert (answer.status_code, answer.content) == (304, b"")
        assert (answer["ETag"], answer["Cache-Control"]) == ('"fox"', "public, max-age=5")
    assert site(ask("/")).content == b"1"
    changed = site(ask("/", headers={"if-none-match": '"wolf"'}))
    assert (changed.status_code, changed.content) == (200, b"1")


@pytest.mark.parametrize(
    "personal",
    [
        lambda response: response.set_cookie("csrftoken", "secret"),
        lambda response: response.headers.pop("Cache-Control"),
        lambda response: response.headers.__setitem__("Cache-Control", "private, no-cache"),
        lambda response: setattr(response, "status_code", 404),
        lambda response: response.write("x" * 600_000),
    ],
)
def test_what_is_anybodys_own_is_not_kept(personal: Callable[[HttpResponse], object]) -> None:
    site = numbered(personal)
    site(ask("/"))
    assert site(ask("/")).content.startswith(b"2")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MOST_PAGES", 2)
    site = numbered()
    for path in ("/a/", "/b/", "/c/"):
        site(ask(path))
    assert [site(ask(path)).content for path in ("/c/", "/b/", "/a/")] == [b"3", b"2", b"4"]


def test_it_can_be_switched_off(settings: Settings) -> None:
    settings.PAGE_CACHE_SECONDS = 0
    with pytest.raises(MiddlewareNotUsed):
        numbered()


@pytest.mark.parametrize("name", ["HX-Request", "HX-History-Restore-Request"])
def test_nobody_can_have_a_page_kept_as_a_fragment_or_a_fragment_as_a_page(name: str) -> None:
    site = numbered()
    told = {"HX-Request": "true", name: "true"}
    assert site(ask("/events/", headers={"HX-Request": "true"})).content == b"1"
    again = site(ask("/events/", headers=told)).content
    assert again == (b"1" if name == "HX-Request" else b"2")

"""The service worker's script and its page; what they do in a browser is in tests/e2e."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpResponse
from django.test import Client

from cms.offline import keep_until
from cms.views import offline
from core import clock


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    offline._site.cache_clear()


def site_of(client: Client) -> dict:
    script = client.get("/service-worker.js").content.decode()
    (site,) = re.findall(r"^const SITE = (.*);$", script, re.MULTILINE)
    return json.loads(site)


@pytest.mark.django_db
def test_the_worker_looks_after_the_whole_site_and_is_asked_for_anew(client: Client) -> None:
    answer = client.get("/service-worker.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    assert "{{" not in answer.content.decode()


@pytest.mark.django_db
def test_every_file_that_the_worker_takes_along_is_there(client: Client) -> None:
    files = site_of(client)["files"]

    assert [path for path in files if path.endswith("shuxiang.css")]
    assert [path for path in files if path.startswith("/art/")]
    drawn = [path for path in files if path.startswith("/art/")]
    assert [client.get(path).status_code for path in drawn] == [200] * len(drawn)


@pytest.mark.django_db
@pytest.mark.parametrize(("beginning", "language"), [("/", "en"), ("/zh-hans/", "zh-hans")])
def test_each_language_has_its_page(client: Client, beginning: str, language: str) -> None:
    answer = client.get(site_of(client)["pages"][beginning])
    page = BeautifulSoup(answer.content, "html.parser")

    assert "public" in answer["Cache-Control"]
    assert [html["lang"] for html in page("html")] == [language]
    assert [meta["content"] for meta in page("meta", attrs={"name": "robots"})] == ["noindex"]
    again = page.select_one("main .button")
    assert again is not None
    assert again["href"] == "", "it leads to whatever page was asked for"


@pytest.mark.django_db
def test_whoever_leaves_takes_their_tickets_along(client: Client) -> None:
    assert set(site_of(client)["farewells"]) == {
        *("/accounts/logout/", "/zh-hans/accounts/logout/"),
        *("/me/account/delete/", "/zh-hans/me/account/delete/"),
    }


@pytest.mark.django_db
def test_a_release_that_changes_a_file_changes_the_worker(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = site_of(client)["version"]
    assert site_of(client)["version"] == before

    offline._site.cache_clear()
    monkeypatch.setattr(StaticFilesStorage, "manifest_hash", "another release", raising=False)
    assert site_of(client)["version"] != before


def test_an_answer_says_until_when_it_may_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = keep_until(HttpResponse(), clock.now().replace(2026, 11, 28, 3, 30, 0, 123))

    assert answer["Keep-Offline-Until"] == "2026-11-28T03:30:00+00:00"

"""The frame of every page: its twin in the other language, its links, its error pages."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils import translation

from cms.languages import twin_of
from cms.navigation import Link, Place, links_for, navigation
from core.registries import Registry


def soup(text):
    return BeautifulSoup(text, "html.parser")


def request_for(rf, address):
    request = rf.get(address)
    request.resolver_match = resolve(request.path)
    return request


@pytest.mark.parametrize(
    ("language", "address", "twin"),
    [
        ("en", "/styleguide/", "/zh-hans/styleguide/"),
        ("en", "/styleguide/?theme=dark&x=1", "/zh-hans/styleguide/?theme=dark&x=1"),
        ("zh-hans", "/zh-hans/styleguide/", "/styleguide/"),
    ],
)
def test_the_twin_of_a_view_keeps_its_filters(rf, language, address, twin):
    with translation.override(language):
        found = twin_of(request_for(rf, address))

    assert (found.url, found.is_exact) == (twin, True)


def test_what_has_no_twin_leads_to_the_other_home(rf):
    with translation.override("en"):
        found = twin_of(rf.get("/no-such-page/"))

    assert (found.url, found.is_exact) == ("/zh-hans/", False)


def test_links_stand_in_their_place_and_know_where_we_are(rf, monkeypatch):
    links = Registry("navigation of this test")
    monkeypatch.setattr("cms.navigation.navigation", links)
    links.register("events", Link("Events", lambda request: "/events/"))
    links.register("libraries", Link("Libraries", lambda request: "/libraries/"))
    links.register("privacy", Link("Privacy", lambda request: "/privacy/", Place.FOOTER))
    links.register("unwritten", Link("About", lambda request: None))

    shown = links_for(rf.get("/events/storytime-12/"), Place.HEADER)

    assert [(link.label, link.is_current) for link in shown] == [
        ("Events", True),
        ("Libraries", False),
    ]


def test_the_site_s_own_links_can_be_asked_for(rf):
    links = [link for _name, link in navigation]
    assert links
    assert all(isinstance(link, Link) for link in links)


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_error_pages_need_neither_context_nor_database(name, language):
    with translation.override(language):
        root = soup(render_to_string(f"{name}.html"))

    assert root.html["lang"] == language
    assert len(root("h1")) == 1
    assert root.main("a", href=True)


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_and_offers_a_way_on(client):
    answer = client.get("/no-such-page/")
    root = soup(answer.content)

    assert answer.status_code == 404
    assert root.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert root.header.find("a", hreflang=True)["href"] == "/zh-hans/"


@pytest.mark.django_db
def test_a_page_tells_of_itself_and_of_its_twin(client, settings):
    settings.BASE_URL = "https://library.example"
    settings.STYLEGUIDE_PUBLIC = True
    text = render_to_string("base.html", request=answered(client, "/styleguide/?theme=dark"))
    links = {link.get("hreflang"): link["href"] for link in soup(text)("link", hreflang=True)}

    assert soup(text).find("link", rel="canonical")["href"] == "https://library.example/styleguide/"
    assert links == {
        "en": "https://library.example/styleguide/",
        "zh-hans": "https://library.example/zh-hans/styleguide/",
    }


def answered(client, address):
    """The request that the site answered, as its templates saw it."""
    return client.get(address).wsgi_request

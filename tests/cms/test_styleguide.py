"""The style guide shows every component, to those who may see it."""

import pytest
from bs4 import BeautifulSoup
from django.test.signals import template_rendered

from cms.large_mode import COOKIE
from tests.architecture.source import TEMPLATES

COMPONENTS = TEMPLATES / "components"


@pytest.fixture
def shown():
    """The names of the templates that are rendered meanwhile."""
    names = set()

    def note(sender, template, **kwargs):
        names.add(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/styleguide/", "/zh-hans/styleguide/"])
def test_every_component_is_shown_in_both_languages(client, settings, shown, path):
    settings.STYLEGUIDE_PUBLIC = True

    assert client.get(path).status_code == 200
    assert client.get(path, {"contact": "nobody"}).status_code == 200
    client.cookies[COOKIE] = "large"
    assert client.get(path).status_code == 200

    assert sorted({f"components/{file.name}" for file in COMPONENTS.iterdir()} - shown) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/brands.css"])
def test_visitors_do_not_find_it(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_staff_find_it(admin_client):
    assert admin_client.get("/styleguide/").status_code == 200


@pytest.mark.django_db
def test_the_theme_is_one_of_two(client, settings):
    settings.STYLEGUIDE_PUBLIC = True

    assert theme_of(client.get("/styleguide/?theme=dark")) == "dark"
    assert theme_of(client.get("/styleguide/?theme=bright")) is None


def theme_of(answer):
    return BeautifulSoup(answer.content, "html.parser").select("html")[0].get("data-theme")

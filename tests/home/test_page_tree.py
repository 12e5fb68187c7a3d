"""The pages that every library begins with."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from wagtail.models import Page, PageViewRestriction, Site

from brands.models import BrandMatrix
from home.models import HomePage
from home.services.page_tree import ensure_page_tree
from tests.factories.brands import BrandMatrixFactory

pytestmark = pytest.mark.django_db

SLUGS = ["brands", "about", "accessibility", "privacy"]


def tree():
    return list(Page.objects.order_by("path").values_list("depth", "slug", "locale__language_code"))


def test_migration_leaves_a_home_page_in_each_language_and_no_welcome_page():
    assert tree() == [(1, "root", "en"), (2, "home", "en"), (2, "home-zh-hans", "zh-hans")]
    english, chinese = HomePage.objects.order_by("path")
    assert english.translation_key == chinese.translation_key
    assert Site.objects.get().root_page_id == english.pk
    assert not any(Page.find_problems())


def test_first_pages_are_made_once_in_both_languages(client):
    call_command("make_pages")
    made = tree()
    call_command("make_pages")

    assert tree() == made
    assert [page[1:] for page in made if page[0] == 3] == [
        *((slug, "en") for slug in SLUGS),
        *((slug, "zh-hans") for slug in SLUGS),
    ]
    for slug in SLUGS:
        for address in (f"/{slug}/", f"/zh-hans/{slug}/"):
            root = BeautifulSoup(client.get(address).content, "html.parser")
            assert len(root("h1")) == 1
            assert {link["hreflang"] for link in root("link", hreflang=True)} == {"en", "zh-hans"}


def test_what_editors_have_changed_stays():
    about = ensure_page_tree().home["en"].get_children().get(slug="about")
    about.title = "Who we are"
    about.save()
    ensure_page_tree()

    assert Page.objects.get(slug="about", locale__language_code="en").title == "Who we are"


def test_page_of_the_brands_shows_the_matrix_it_is_given():
    BrandMatrixFactory()
    matrix = BrandMatrixFactory()

    assert ensure_page_tree(matrix).brands["en"].matrix == matrix
    assert BrandMatrix.objects.count() == 2


def test_restricted_page_is_kept_by_nobody(client):
    page = ensure_page_tree().home["en"].get_children().get(slug="about")
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="open sesame"
    )

    assert "no-store" in client.get("/about/")["Cache-Control"]

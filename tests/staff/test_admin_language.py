"""The admin speaks the language that its user has chosen, from the way home on."""

import pytest
from django.urls import reverse

from brands.models import Programme
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reader_of_chinese(client):
    client.force_login(UserFactory(is_superuser=True, language="zh-hans"))


def test_lists_say_the_way_home_in_it(client):
    page = client.get(reverse("wagtailsnippets_brands_brand:list")).content.decode()
    assert '<html lang="zh-hans"' in page
    assert "首页" in page
    assert "Home" not in page


def test_rows_of_a_form_are_headed_in_it(client):
    page = client.get(reverse(Programme.snippet_viewset.get_url_name("add"))).content.decode()
    assert ">负责人</span>" in page
    assert ">Leads</span>" not in page


def test_scopes_are_listed_by_person(client):
    StaffScopeFactory()
    page = parsed(client.get(reverse("staff_scopes:index")))
    assert "人员" in words(page.select_one("#listing-results thead"))

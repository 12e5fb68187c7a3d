"""Leaflets and posters of what is on, from the workbench."""

import pytest
from django.test import Client
from django.urls import reverse

from staff.choices import StaffRole
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed

pytestmark = pytest.mark.django_db

PAGE = reverse("on_paper:index")


@pytest.fixture(autouse=True)
def _in_may(set_clock):
    set_clock(STARTS_AT)


@pytest.fixture
def desk():
    client = Client()
    client.force_login(StaffScopeFactory().user)
    return client


def links(answer) -> list[str]:
    return [str(link["href"]) for link in parsed(answer).select(".printed-thing a")]


def test_nothing_is_shown_before_something_is_chosen(desk):
    assert links(desk.get(PAGE)) == []


def test_a_month_has_its_files_in_the_language_that_was_chosen(desk):
    BrandFactory(slug="ours")
    asked = {"month": "2026-06", "brand": "ours", "branch": "", "language": "zh-hans"}

    assert links(desk.get(PAGE, asked)) == [
        "/zh-hans/events/month-2026-06.pdf?brand=ours",
        "/zh-hans/events/month-2026-06.fold.pdf?brand=ours",
        "/zh-hans/events/month-2026-06.pdf?brand=ours",
    ]


def test_the_listings_of_brands_and_programmes_lead_here(desk):
    brand, programme = BrandFactory(slug="ours"), ProgrammeFactory()

    of_brand = links(desk.get(PAGE, {"brand": brand.slug}))
    of_programme = links(desk.get(PAGE, {"programme": programme.pk}))
    assert of_brand[0] == "/events/month-2026-05.pdf?brand=ours"
    assert of_programme[0] == f"/share/programme-{programme.pk}-a4-now.pdf"


def test_what_cannot_be_printed_is_said_at_its_field(desk):
    answer = desk.get(PAGE, {"month": "1999-01", "brand": "", "branch": "", "language": "en"})

    assert answer.status_code == 400
    assert "1999-01 is not one of the available choices" in answer.content.decode()


def test_it_is_for_those_who_see_events():
    client = Client()
    client.force_login(StaffScopeFactory(role=StaffRole.DOOR).user)

    assert client.get(PAGE).status_code in (302, 403)

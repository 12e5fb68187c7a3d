"""Forms that ask for a library begin with that of whoever fills them in."""

import pytest
from django.urls import reverse

from tests.factories.brands import ProgrammeFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed

pytestmark = pytest.mark.django_db

SELECTS = {
    "events_admin:add": "branch",
    "media_mentions:add": "branch",
    "shifts_admin:add": "branch",
    "certificates_from_list:index": "issuer",
    "wagtailsnippets_books_booklist:add": "branch",
}
CHOOSERS = ["targets:add", "shift_plans:add", "prizes_admin:add", "calendar:add"]


@pytest.fixture
def north(client):
    """A library with another one below it, whose coordinator is signed in."""
    north = BranchFactory(name_zh="", name_en="North")
    BranchFactory(parent=north, name_zh="", name_en="Apple")
    client.force_login(StaffScopeFactory(branch=north).user)
    return north


def offered(client, address, name):
    """What a list of the page offers, and which of it is chosen."""
    page = parsed(client.get(address))
    options = page.select(f"select[name={name}] option")
    chosen = [option["value"] for option in options if option.has_attr("selected")]
    return [option.text for option in options if option["value"]], chosen


@pytest.mark.parametrize(("address", "name"), SELECTS.items())
def test_a_form_begins_with_the_own_library(client, north, address, name):
    libraries, chosen = offered(client, reverse(address), name)
    assert libraries == ["North", "Apple"]
    assert chosen == [str(north.pk)]


@pytest.mark.parametrize("address", CHOOSERS)
def test_a_form_with_a_chooser_begins_with_the_own_library(client, north, address):
    (chosen,) = parsed(client.get(reverse(address))).select("input[name=branch]")
    assert chosen["value"] == str(north.pk)


def test_an_event_of_a_programme_that_was_never_held_begins_there(client, north):
    programme = ProgrammeFactory()
    for name in ("events_admin:from_programme", "events_admin:new_series"):
        address = reverse(name, args=[programme.pk])
        assert offered(client, address, "branch") == (["North", "Apple"], [str(north.pk)])


@pytest.mark.parametrize("address", ["planner:planner", "reports:matrix", "reports:figures"])
def test_a_filter_offers_the_own_library_first_and_chooses_none(client, north, address):
    page = parsed(client.get(reverse(address)))
    options = page.select("select[name=branch] option")
    assert [option.text for option in options] == ["All libraries", "North", "Apple"]
    assert [option["value"] for option in options if option.has_attr("selected")] in ([], [""])

"""A page is made once and filled in for each visitor, who shares nothing with the others."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from cms import stencils
from cms.stencils import BLANK_KEY, BLANK_TOKEN
from core import clock
from tests.events.parties import NOW
from tests.factories.events import EventFactory
from tests.factories.people import HouseholdFactory

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
KEY = re.compile(r'name="form_key" value="([-\w]+)"')


@pytest.fixture(autouse=True)
def kept_for_five_seconds(settings, monkeypatch):
    settings.PAGE_CACHE_SECONDS = 5
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def address():
    event = EventFactory()
    return f"{event.get_absolute_url()}register/"


def secrets_of(page):
    text = page.content.decode()
    return TOKEN.findall(text)[0], KEY.findall(text)[0]


def test_each_visitor_has_a_token_and_a_key_of_their_own(address, django_assert_num_queries):
    first = Client().get(address)
    with django_assert_num_queries(0):
        second = Client().get(address)
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value
    assert not set(secrets_of(first)) & set(secrets_of(second))
    assert BLANK_TOKEN not in second.content.decode()
    assert BLANK_KEY not in second.content.decode()


def test_form_of_a_stencil_can_be_sent(address):
    Client().get(address)
    visitor = Client(enforce_csrf_checks=True)
    token, key = secrets_of(visitor.get(address))
    form = {"name": "Lin", "contact": "lin@example.org", "adults": 1, "children": 0}
    secret = {"csrfmiddlewaretoken": token, "form_key": key}
    assert visitor.post(address, form).status_code == 403
    assert visitor.post(address, form | secret).status_code == 303


def test_stencil_is_made_anew_after_its_time(address, monkeypatch):
    Client().get(address)
    later = stencils.time.monotonic() + 5.1
    monkeypatch.setattr(stencils.time, "monotonic", lambda: later)
    monkeypatch.setattr("events.views.register.shown_event", _made_anew)
    with pytest.raises(AssertionError, match="made anew"):
        Client().get(address)


def _made_anew(pk, user):
    raise AssertionError("made anew")


def test_signed_in_visitors_see_their_own_page(address, client):
    Client().get(address)
    household = HouseholdFactory(user__name="Ma Li")
    client.force_login(household.memberships.get().person.user)
    assert "Ma Li" in client.get(address).content.decode()
    assert "Ma Li" not in Client().get(address).content.decode()


def test_any_other_cookie_asks_for_a_page_of_its_own(address):
    Client().get(address)
    visitor = Client()
    visitor.cookies["mode"] = "large"
    assert not stencils.Stencils().suits(visitor.get(address).wsgi_request)


def test_languages_do_not_mix(address):
    assert '<html lang="en"' in Client().get(address).content.decode()
    assert '<html lang="zh-hans"' in Client().get(f"/zh-hans{address}").content.decode()
    assert '<html lang="en"' in Client().get(address).content.decode()


def test_redirects_are_handed_on(address):
    wrong = address.replace("storytime", "wrong")
    for _ in range(2):
        assert Client().get(wrong).status_code == 301


def test_oldest_stencils_are_given_up(rf, monkeypatch):
    monkeypatch.setattr(stencils, "MOST_STENCILS", 2)
    kept = stencils.Stencils()
    for number in range(4):
        kept.page(rf.get(f"/{number}"), lambda: HttpResponse("x"))
    assert list(kept.kept) == ["http://testserver/2", "http://testserver/3"]

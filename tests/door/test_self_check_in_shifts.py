"""Volunteers check themselves in to their shift by the code at the place."""

import pytest
from django.urls import reverse

from door.services.self_check_in.offers import offer_self_check_in
from tests.door.screens import screen_code
from tests.factories.events import STARTS_AT, SessionFactory
from tests.factories.hours import ClaimFactory
from tests.factories.people import UserFactory
from tests.volunteers.hours import amounts
from volunteers.models import Presence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_beginning(set_clock):
    set_clock(STARTS_AT)


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def offer(session):
    return offer_self_check_in(session=session, on_screen=True, on_paper=True)


@pytest.fixture
def claim(session):
    return ClaimFactory(need__shift__event=session.event, need__shift__session=session)


def see_the_code(client, offer):
    signs = screen_code(offer, now=STARTS_AT)
    return client.get(reverse("self_check_in", args=[offer.pk, signs]))


def own_shift(session, claim):
    return reverse("self_check_in_shift", args=[session.pk, claim.pk])


def test_one_tap_to_come_and_one_to_leave(client, offer, session, claim, set_clock):
    client.force_login(claim.person.user)
    assert "I am here for my shift" in see_the_code(client, offer).text
    assert client.post(own_shift(session, claim)).url == reverse("volunteer_hours")
    assert Presence.objects.get().method == "on_site"
    assert "I leave now" in see_the_code(client, offer).text
    client.post(own_shift(session, claim), {"leaves": "yes"})
    assert Presence.objects.get().has_left


def test_nobody_comes_who_has_not_seen_the_code(client, offer, session, claim):
    client.force_login(claim.person.user)
    refused = client.post(own_shift(session, claim))
    assert "Scan the code at the place" in refused.text
    assert not Presence.objects.exists()


def test_shifts_of_others_do_not_exist(client, offer, session, claim):
    client.force_login(UserFactory())
    assert "for my shift" not in see_the_code(client, offer).text
    assert client.post(own_shift(session, claim)).status_code == 404
    assert not Presence.objects.exists()
    assert amounts() == []

"""Following: once and of one thing, only what is public, and gone when one is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.services.export import everything_about
from brands.choices import EventKind, WayIn
from brands.models import Brand, BrandPage
from events.choices import EventStatus, FollowKind, NewsKind
from events.errors import NothingToFollow
from events.models import Event, Follow
from events.services.following import (
    follow,
    followed_by,
    forget_what_is_over,
    is_following,
    stop_following,
    to_follow,
)
from home.services.page_tree import ensure_page_tree
from network.models import Branch
from notifications.services.stopping import reader_of, stop, stopped_by
from tests.events.parties import NOW
from tests.factories.brands import BrandFactory, BrandMatrixFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.follows import FollowFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.pages import parsed, words
from tests.racing import race
from tests.statements import statements

pytestmark = pytest.mark.django_db

KINDS = list(FollowKind)


@pytest.fixture(autouse=True)
def _before_the_event(set_clock: Any) -> None:
    set_clock(NOW)


@pytest.fixture
def reader(client: Client) -> User:
    user = UserFactory()
    client.force_login(user)
    return user


def thing(kind: FollowKind) -> Any:
    made = {
        FollowKind.EVENT: EventFactory,
        FollowKind.BRAND: BrandFactory,
        FollowKind.BRANCH: BranchFactory,
    }
    return made[kind]()


def address_of(kind: FollowKind, pk: int) -> str:
    return reverse("follow", args=[kind, pk])


# The row


def test_one_row_is_of_one_thing() -> None:
    for wrong in ({}, {"brand": BrandFactory(), "branch": BranchFactory()}):
        with pytest.raises(IntegrityError, match="follow_is_of_one_thing"), transaction.atomic():
            FollowFactory(**wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_following_twice_is_following_once(kind: FollowKind) -> None:
    target, user = thing(kind), UserFactory()
    for _ in range(2):
        follow(target, user=user, now=NOW)
    row = Follow.objects.get()
    assert (row.target, row.told_until) == (target, NOW)
    assert is_following(target, user=user)
    stop_following(kind, target.pk, user=user)
    stop_following(kind, target.pk, user=user)
    assert not is_following(target, user=user)


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_follow_once() -> None:
    target, user = EventFactory(), UserFactory()

    def tap() -> None:
        follow(target, user=user, now=NOW)

    assert race(tap, tap, tap) == [None, None, None]
    assert Follow.objects.get().event == target


# What there is to follow


@pytest.mark.parametrize(
    "closed",
    [
        {"live": False},
        {"kind": EventKind.INTERNAL},
        {"intake__status": EventStatus.CANCELLED},
        {"intake__way_in": WayIn.DROP_IN},
        {"intake__way_in": WayIn.APPROVAL},
        {"sessions": 0},
    ],
    ids=["draft", "internal", "cancelled", "drop-in", "by request", "no session"],
)
def test_events_that_nobody_can_sign_up_for_are_not_followed(closed: dict[str, Any]) -> None:
    event = EventFactory(**closed)
    with pytest.raises(NothingToFollow):
        to_follow(FollowKind.EVENT, event.pk, now=NOW)


def test_what_is_over_or_gone_is_not_followed() -> None:
    event, retired = EventFactory(), BrandFactory(retired_on=timezone.localdate(NOW))
    closed = BranchFactory()
    closed.placements.update(ends_on=timezone.localdate(NOW))
    assert to_follow(FollowKind.EVENT, event.pk, now=NOW) == event
    for kind, pk, now in (
        (FollowKind.EVENT, event.pk, STARTS_AT),
        (FollowKind.BRAND, retired.pk, NOW),
        (FollowKind.BRANCH, closed.pk, NOW),
    ):
        with pytest.raises(NothingToFollow):
            to_follow(kind, pk, now=now)


def test_the_list_leaves_out_what_is_no_longer_for_everyone() -> None:
    user = UserFactory()
    shown = [
        FollowFactory(user=user, event=EventFactory()),
        FollowFactory(user=user, brand=BrandFactory()),
        FollowFactory(user=user, branch=BranchFactory()),
    ]
    for hidden in (
        {"live": False},
        {"kind": EventKind.INTERNAL},
        {"intake__status": EventStatus.CANCELLED},
    ):
        FollowFactory(user=user, event=EventFactory(**hidden))
    FollowFactory(brand=BrandFactory())
    assert [each.follow for each in followed_by(user, now=NOW)] == shown
    after = STARTS_AT + timedelta(days=1)
    assert [each.follow for each in followed_by(user, now=after)] == shown[1:]


def test_the_list_costs_two_statements() -> None:
    user = UserFactory()
    for _ in range(4):
        FollowFactory(user=user, event=EventFactory())
        FollowFactory(user=user, brand=BrandFactory())
        FollowFactory(user=user, branch=BranchFactory())
    with statements() as ran:
        assert next(each.url for each in followed_by(user, now=NOW)).startswith("/events/")
    assert len(ran) == 2


def test_who_followed_what_is_over_is_forgotten() -> None:
    kept = FollowFactory(brand=BrandFactory())
    FollowFactory(event=EventFactory())
    assert forget_what_is_over(now=NOW) == 0
    assert forget_what_is_over(now=STARTS_AT + timedelta(days=1)) == 1
    assert list(Follow.objects.all()) == [kept]


# The page with the form


@pytest.mark.parametrize("kind", KINDS)
def test_strangers_sign_in_first_and_come_back(client: Client, kind: FollowKind) -> None:
    address = address_of(kind, thing(kind).pk)
    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")
    from_a_part = client.post(address, headers={"HX-Request": "true"})
    assert from_a_part["HX-Redirect"] == f"/accounts/login/?next={address}"
    assert not Follow.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_follows_and_stops(client: Client, reader: User, kind: FollowKind) -> None:
    target = thing(kind)
    address = address_of(kind, target.pk)
    page = parsed(client.get(address))
    assert words(page.h1) == f"Follow “{target}”?"
    assert page.find("button", attrs={"name": "follow"})

    followed = client.post(address, {"follow": "yes"})
    assert followed.status_code == 302
    assert is_following(target, user=reader)
    page = parsed(client.get(address))
    assert words(page.h1) == f"You follow “{target}”"
    assert f"You follow “{target}” now." in words(page)

    client.post(address, {"stop": "yes"})
    assert not is_following(target, user=reader)


def test_it_leads_back_to_the_thing_or_to_where_one_was(client: Client, reader: User) -> None:
    event, brand = EventFactory(), BrandFactory()
    address = address_of(FollowKind.EVENT, event.pk)
    assert client.post(address)["Location"] == event.get_absolute_url()
    assert client.post(address, {"next": "/me/following/"})["Location"] == "/me/following/"
    elsewhere = client.post(address, {"next": "https://elsewhere.example/"})
    assert elsewhere["Location"] == event.get_absolute_url()
    to_brand = client.post(address_of(FollowKind.BRAND, brand.pk))
    assert to_brand["Location"] == f"/events/?brand={brand.slug}"


def test_htmx_gets_the_button_alone(client: Client, reader: User) -> None:
    event = EventFactory()
    answer = client.post(
        address_of(FollowKind.EVENT, event.pk), {"follow": "yes"}, headers={"HX-Request": "true"}
    )
    button = parsed(answer).button
    assert (button["name"], words(button)) == ("stop", "You follow this. Stop")
    assert b"<html" not in answer.content
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/follow/event/999999/", "/follow/user/1/", "/follow/brand/x/"]
)
def test_what_is_not_there_is_not_found(client: Client, reader: User, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_a_hidden_event_is_not_found_whoever_asks(client: Client, reader: User) -> None:
    address = address_of(FollowKind.EVENT, EventFactory(live=False).pk)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert not Follow.objects.exists()


def test_what_closed_meanwhile_can_still_be_stopped(client: Client, reader: User) -> None:
    follow = FollowFactory(user=reader, event=EventFactory(live=False))
    answer = client.post(address_of(FollowKind.EVENT, follow.event_id), {"stop": "yes"})
    assert answer["Location"] == reverse("my_follows")
    assert not Follow.objects.exists()


def test_nobody_stops_for_others(client: Client, reader: User) -> None:
    theirs = FollowFactory(brand=BrandFactory())
    client.post(address_of(FollowKind.BRAND, theirs.brand_id), {"stop": "yes"})
    assert Follow.objects.get() == theirs


# The button on the pages


def page_of_brand() -> str:
    """The address of a new brand's page."""
    brand = BrandFactory(matrix=BrandMatrixFactory())
    index = ensure_page_tree(brand.matrix).brands["en"]
    page = BrandPage(title=brand.name, slug=brand.slug, brand=brand, locale=index.locale)
    return index.add_child(instance=page).get_url()


def page_of(kind: str) -> str:
    """The address of a new thing's page."""
    return page_of_brand() if kind == "brand" else thing(FollowKind(kind)).get_absolute_url()


def follow_part(client: Client, address: str) -> Any:
    return BeautifulSoup(client.get(address).content, "html.parser").find(class_="follow")


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_for_everyone_holds_a_link_and_nothing_secret(
    client: Client, settings: Settings, kind: str
) -> None:
    settings.PAGE_CACHE_SECONDS = 5
    address = page_of(kind)
    answer = client.get(address)
    part: Any = BeautifulSoup(answer.content, "html.parser").find(class_="follow")
    assert part.a["href"].startswith(f"/follow/{kind}/")
    assert part.form is None
    assert "public" in answer["Cache-Control"]
    assert b"csrfmiddlewaretoken" not in answer.content


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_finds_the_button_in_its_state(client: Client, reader: User, kind: str) -> None:
    address = page_of(kind)
    assert follow_part(client, address).button["name"] == "follow"
    model = {"event": Event, "brand": Brand, "branch": Branch}[kind]
    target = model.objects.latest("pk")
    FollowFactory(user=reader, **{kind: target})
    assert follow_part(client, address).button["name"] == "stop"
    assert "public" not in client.get(address)["Cache-Control"]


def test_an_event_that_tells_nothing_more_has_no_button(client: Client) -> None:
    for closed in (
        {"intake__status": EventStatus.CANCELLED},
        {"intake__way_in": WayIn.DROP_IN},
        {"intake__way_in": WayIn.APPROVAL},
    ):
        assert follow_part(client, EventFactory(**closed).get_absolute_url()) is None


# Letters that were switched off


def test_following_asks_for_the_letters_again() -> None:
    user = UserFactory()
    reader = reader_of(user.email)
    stop([reader], list(NewsKind), now=NOW)
    follow(EventFactory(), user=user, now=NOW)
    assert stopped_by([reader]) == {NewsKind.NEW_EVENTS}
    follow(BrandFactory(), user=user, now=NOW)
    assert stopped_by([reader]) == set()


def test_who_is_forgotten_follows_nothing() -> None:
    FollowFactory(brand=BrandFactory()).user.delete()
    assert not Follow.objects.exists()


def test_what_one_follows_is_told_to_them() -> None:
    user = UserFactory()
    FollowFactory(user=user, brand=BrandFactory(name_en="Seedling"))
    FollowFactory(brand=BrandFactory(name_en="Lamplight"))
    assert everything_about(user, now=NOW)["following"] == [{"what": "Seedling", "since": NOW}]

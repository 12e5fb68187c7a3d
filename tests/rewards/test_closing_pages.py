"""Closing a challenge in the admin, its lists, and the one for everybody."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from rewards.models import Challenge, TierPrize
from tests.factories.network import BranchFactory
from tests.factories.rewards import ChallengeFactory, PrizeFactory
from tests.rewards.test_closing import (
    AFTER_ALL,
    LAST_EVENING,
    agree_to_be_named,
    close,
    held_record,
    reader_with,
)
from tests.rewards.test_loan_pages import staff_of

pytestmark = pytest.mark.django_db

PAGES = "/admin/reading/closing/"


@pytest.fixture
def challenge(set_clock: Any) -> Challenge:
    set_clock(AFTER_ALL)
    challenge = ChallengeFactory(tiers=[10, 20], title_en="Read the city")
    for tier in challenge.tiers.all():
        TierPrize.objects.create(tier=tier, prize=PrizeFactory(name_en=f"Prize {tier.threshold}"))
    for name, total in (("Li Yan", 25), ("Wang Bo", 12), ("Zhao Min", 5)):
        reader_with(challenge, total, person__name=name)
    return challenge


@pytest.fixture
def desk(client: Client, challenge: Challenge) -> Client:
    client.force_login(staff_of(challenge.branch))
    return client


def test_rehearsed_closed_and_told(desk: Client, challenge: Challenge) -> None:
    here = f"{PAGES}{challenge.pk}/"
    assert "can be closed" in desk.get(PAGES).content.decode()
    rehearsal = desk.get(here).content.decode()
    assert "A rehearsal" in rehearsal
    assert "Prize 20" in rehearsal
    assert desk.post(here, {}).status_code == 422
    assert desk.post(here, {"is_sure": "on"})["Location"] == here
    assert "These figures are final." in desk.get(here).content.decode()

    winners = desk.get(f"{here}winners/").content.decode()
    assert winners.index("Li Yan") < winners.index("Wang Bo")
    assert "Zhao Min" not in winners
    book = load_workbook(BytesIO(b"".join(desk.post(f"{here}winners/"))))
    assert [row[3] for row in book.active.values] == ["Winner", "Li Yan", "Wang Bo"]

    pick_up = desk.get(f"{here}pick-up/").content.decode()
    assert f"{here}pick-up/{challenge.branch.pk}/" in pick_up
    at_library = desk.get(f"{here}pick-up/{challenge.branch.pk}/").content.decode()
    assert "2 prizes are still to be fetched." in at_library
    assert at_library.index("Li Yan") < at_library.index("Wang Bo")
    assert desk.get(f"{here}pick-up/{BranchFactory().pk}/").status_code == 404
    book = load_workbook(BytesIO(b"".join(desk.post(f"{here}pick-up/", {"as": "xlsx"}))))
    assert [row[3] for row in book.active.values] == ["Prize", "Prize 20", "Prize 10"]
    assert desk.post(f"{here}pick-up/", {"as": "pdf"}).content.startswith(b"%PDF")


def test_what_waits_needs_a_reason(desk: Client, challenge: Challenge) -> None:
    held_record(reader_with(challenge, 3))
    here = f"{PAGES}{challenge.pk}/"
    page = desk.post(here, {"is_sure": "on"})
    assert page.status_code == 422
    assert "Records or disputes wait for an answer: 1." in page.content.decode()
    desk.post(here, {"is_sure": "on", "decline_because": "We could not reach you."})
    challenge.refresh_from_db()
    assert challenge.is_closed


def test_before_its_last_day_there_is_no_button(
    desk: Client, challenge: Challenge, set_clock: Any
) -> None:
    set_clock(LAST_EVENING)
    page = desk.get(f"{PAGES}{challenge.pk}/").content.decode()
    assert "It can be closed after that day." in page
    assert "Close this challenge" not in page


def test_lists_are_there_once_it_is_closed(desk: Client, challenge: Challenge) -> None:
    for address in ("winners/", "pick-up/"):
        assert desk.get(f"{PAGES}{challenge.pk}/{address}").status_code == 404
    assert desk.get(f"/reading/read-the-city-{challenge.pk}/winners/").status_code == 404


def test_challenges_of_others_do_not_exist(challenge: Challenge) -> None:
    closed = close(challenge)
    stranger = Client()
    stranger.force_login(staff_of(BranchFactory()))
    for address in ("", "winners/", "pick-up/"):
        assert stranger.get(f"{PAGES}{closed.pk}/{address}").status_code == 404


def test_everybody_sees_masked_names_of_those_who_agree(
    client: Client, challenge: Challenge
) -> None:
    [first] = challenge.readers.filter(person__name="Li Yan")
    agree_to_be_named(first.person)
    close(challenge)
    page = client.get(f"/reading/read-the-city-{challenge.pk}/winners/").content.decode()
    assert "L•• Y••" in page
    assert "1 reader, who is not named here." in page
    for name in ("Li Yan", "Wang Bo", "W••"):
        assert name not in page
    moved = client.get(f"/reading/another-{challenge.pk}/winners/")
    assert moved["Location"] == f"/reading/read-the-city-{challenge.pk}/winners/"

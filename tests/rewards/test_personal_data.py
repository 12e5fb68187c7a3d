"""What is told to people about their reading, and what stays once they are forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.services.erasure import erase_account, erase_person
from accounts.services.export import everything_about
from rewards.choices import ReviewState
from rewards.models import CardClaim, Dispute, HeldRecord, Reader, ReaderCard, TallyEntry
from tests.factories.books import BookFactory
from tests.factories.rewards import READING_TIME, ReaderCardFactory, ReaderFactory
from tests.rewards.readings import total, undo, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Reader:
    """Somebody with a nickname, records, a held one, a dispute, a card, and a claim."""
    reader = ReaderFactory(
        challenge__tiers=[2],
        challenge__most_per_entry=5,
        nickname="Owl of Changtu",
        in_leaderboard=True,
    )
    write(reader, 3, title="The secret diary", book_id=BookFactory().pk, by=reader.person.user)
    undo(write(reader, 1, title="Another secret"))
    write(reader, 6, title="A secret wish")
    Dispute.objects.create(
        reader=reader, entry=TallyEntry.objects.first(), text="My secret is missing."
    )
    ReaderCardFactory(
        ending="417", person=reader.person, verified_at=READING_TIME, proof="seen_at_desk"
    )
    CardClaim.objects.create(card=ReaderCardFactory(ending="862"), person=reader.person)
    return reader


def told(reader: Reader) -> dict[str, Any]:
    return everything_about(reader.person.user, now=READING_TIME)


def test_everything_is_told(reader: Reader) -> None:
    everything = told(reader)
    (challenge,) = everything["reading_challenges"]
    assert challenge["nickname"] == "Owl of Changtu"
    assert [line["amount"] for line in challenge["records"]] == [3, 1, -1]
    assert challenge["records"][0]["title"] == "The secret diary"
    assert [held["title"] for held in challenge["records_looked_at"]] == ["A secret wish"]
    assert [dispute["what_you_said"] for dispute in challenge["disputes"]] == [
        "My secret is missing."
    ]
    assert [tier["tier"] for tier in challenge["tiers"]] == ["Tier from 2"]
    cards = everything["reader_cards"]
    assert [card["ending"] for card in cards["verified"]] == ["417"]
    assert [card["ending"] for card in cards["to_be_verified"]] == ["862"]


def test_of_others_nothing_is_told(reader: Reader) -> None:
    other = told(ReaderFactory(challenge=reader.challenge))
    assert "secret" not in str(other)
    assert "Owl" not in str(other)


def test_forgotten_the_amounts_stay_and_no_word_does(reader: Reader) -> None:
    erase_person(person_id=reader.person_id, now=READING_TIME)

    assert total(reader) == 3
    assert (reader.nickname, reader.in_leaderboard, reader.left_at) == ("", False, READING_TIME)
    lines = TallyEntry.objects.filter(reader=reader)
    assert set(lines.values_list("title", "book")) == {("", None)}
    assert set(lines.values_list("reason", flat=True)) == {"", "–"}
    held = HeldRecord.objects.get()
    assert (held.title, held.state, held.answer) == ("", ReviewState.DECLINED, "–")
    assert Dispute.objects.get().text == "–"
    card = ReaderCard.objects.get()
    assert (card.number_hash, card.ending) == (None, "")
    assert not CardClaim.objects.exists()


def test_the_account_goes_too(reader: Reader) -> None:
    erase_account(user=reader.person.user, now=READING_TIME)
    assert set(TallyEntry.objects.values_list("made_by", flat=True)) == {None}
    assert total(reader) == 3

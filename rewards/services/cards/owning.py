"""Whose a card is: said by a reader, proved at a desk or by a slip, moved by a desk alone.

Anybody may say of any number that it is theirs: nothing follows from it, and nobody learns whether
others have. Whoever proves it has the card; a card that is somebody's changes hands only where a
librarian has seen it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from accounts.models import Membership, Person, User
from brands.choices import ReaderCardRule
from events.services.registration.reader_cards import look_at_card
from rewards.choices import CardProof
from rewards.errors import (
    CardNotClaimed,
    CardNumberUnknown,
    CardOfSomebodyElse,
    OwnReading,
    SlipCodeWrong,
    TooManyCards,
)
from rewards.models import CardClaim, Reader, ReaderCard
from rewards.services.cards.gathering import gather_tallies
from rewards.services.cards.numbers import ending_of, hash_of_number, hash_of_slip, plain_number
from rewards.services.locks import share_challenge

MOST_UNSEEN_CARDS = 3


@dataclass(frozen=True)
class FamilyCard:
    """A card of somebody in the family: theirs, or said to be."""

    card: ReaderCard
    person: Person
    is_verified: bool


def family_cards(user: User) -> list[FamilyCard]:
    """The cards of all for whom the user may speak; those that are verified first."""
    people = {member.person_id: member.person for member in _family(user)}
    cards = ReaderCard.objects.filter(person__in=people).select_related("person").order_by("pk")
    claims = CardClaim.objects.filter(person__in=people).select_related("card").order_by("pk")
    return [
        *(FamilyCard(card, card.person, is_verified=True) for card in cards if card.person),
        *(FamilyCard(each.card, people[each.person_id], is_verified=False) for each in claims),
    ]


@transaction.atomic
def add_card(*, person_id: int, number: str, by: User, now: datetime) -> ReaderCard:
    """Note that somebody of the family has this card; it is theirs once it was proved.

    Locks the person.

    Raises:
        CardNumberUnknown: no card has such a number.
        TooManyCards: several wait to be seen already.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person_id)
    card = known_card(number)
    if card.person_id == person_id or card.claims.filter(person=person_id).exists():
        return card
    if CardClaim.objects.filter(person=person_id).count() >= MOST_UNSEEN_CARDS:
        raise TooManyCards
    CardClaim.objects.get_or_create(
        card=card, person_id=person_id, defaults={"claimed_at": now, "claimed_by": by}
    )
    return card


def known_card(number: str) -> ReaderCard:
    """The card of a number that was typed, made where it is the first time.

    Raises:
        CardNumberUnknown
    """
    given = look_at_card(number, rule=ReaderCardRule.VERIFIED)
    if given is None or given.is_unknown:
        raise CardNumberUnknown
    plain = plain_number(number)
    card, _is_new = ReaderCard.objects.get_or_create(
        number_hash=hash_of_number(plain), defaults={"ending": ending_of(plain)}
    )
    return card


@transaction.atomic
def prove_by_slip(
    *, card_id: int, person_id: int, code: str, by: User, now: datetime
) -> ReaderCard:
    """Prove by the code of a slip that a card is somebody's; what it has counted is theirs.

    Whoever asks limits how often this may be tried.

    Raises:
        SlipCodeWrong: another code, one that has ended, or a card that nobody here has named.
        CardOfSomebodyElse: it was proved to be another's meanwhile.
    """
    card = _hold(card_id, [person_id])
    if card.person_id == person_id:
        return card
    is_right = (
        card.slip_hash is not None
        and card.slip_expires_at is not None
        and card.slip_expires_at > now
        and constant_time_compare(card.slip_hash, hash_of_slip(plain_number(code)))
        and card.claims.filter(person=person_id).exists()
    )
    if not is_right:
        raise SlipCodeWrong
    if card.person_id is not None:
        raise CardOfSomebodyElse
    return _give(card, person_id, CardProof.SLIP, verified_by=None, by=by, now=now)


@transaction.atomic
def confirm_seen(
    *, card_id: int, person_id: int, by: User, now: datetime, from_person_id: int | None = None
) -> ReaderCard:
    """A librarian has seen the card of whoever says that it is theirs.

    A card of somebody else moves where the librarian says from whom. What was counted for them
    stays theirs; what comes from now on is the new owner's.

    Raises:
        CardNotClaimed: they have not said that it is theirs.
        CardOfSomebodyElse: it is another's, and was not to be moved from them.
        OwnReading: it is about the librarian's own family.
    """
    card = _hold(card_id, [person_id])
    if card.person_id == person_id:
        return card
    if _family(by).filter(person__in=[person_id, card.person_id]).exists():
        raise OwnReading
    if not card.claims.filter(person=person_id).exists():
        raise CardNotClaimed
    if card.person_id is not None and card.person_id != from_person_id:
        raise CardOfSomebodyElse
    return _give(card, person_id, CardProof.SEEN_AT_DESK, verified_by=by, by=by, now=now)


@transaction.atomic
def take_card_away(*, card_id: int, person_id: int) -> None:
    """The card is not theirs any more, or never was. What it has counted for them stays.

    Nothing stays of a card of which nobody knows anything then.
    """
    card = _hold(card_id, [person_id])
    card.claims.filter(person=person_id).delete()
    if card.person_id == person_id:
        card.person, card.verified_at, card.verified_by, card.proof = None, None, None, ""
        card.save(update_fields=["person", "verified_at", "verified_by", "proof"])
    is_of_use = card.slip_hash or card.claims.exists() or card.readers.exists()
    if not is_of_use and card.person_id is None and not card.tally.exists():
        card.delete()


def card_of_number(number: str) -> ReaderCard | None:
    """The card of a number that a librarian types, if anybody has named or used it."""
    by_hash = ReaderCard.objects.filter(number_hash=hash_of_number(plain_number(number)))
    return by_hash.select_related("person").first()


def claims_on(card: ReaderCard) -> QuerySet[CardClaim]:
    """Who says that a card is theirs, the first first."""
    return card.claims.select_related("person").order_by("claimed_at", "pk")


def _family(user: User) -> QuerySet[Membership]:
    return Membership.objects.in_household_of(user)


def _hold(card_id: int, people: list[int]) -> ReaderCard:
    """Hold people, the challenges in which the card has a tally, and the card, in this order."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    tallies = Reader.objects.claimable().filter(card=card_id).order_by("challenge")
    for challenge in tallies.values_list("challenge", flat=True):
        share_challenge(challenge)
    return ReaderCard.objects.select_for_update(no_key=True).get(pk=card_id)


def _give(
    card: ReaderCard,
    person_id: int,
    proof: CardProof,
    *,
    verified_by: User | None,
    by: User,
    now: datetime,
) -> ReaderCard:
    card.person_id = person_id
    card.verified_at, card.verified_by, card.proof = now, verified_by, proof
    card.slip_hash, card.slip_expires_at = None, None
    card.save()
    card.claims.filter(person=person_id).delete()
    gather_tallies(person_id=person_id, by=by, now=now)
    return card

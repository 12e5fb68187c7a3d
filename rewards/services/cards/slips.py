"""Slips that prove a card: the library prints a code for a number and hands or sends it over."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from core.codes import REFERENCE_ALPHABET
from rewards.errors import CardOwnerKnown
from rewards.models import ReaderCard
from rewards.services.cards.numbers import hash_of_slip
from rewards.services.cards.owning import known_card

# Fifty random bits: guessing takes longer than any slip holds.
CODE_LENGTH = 10
GOOD_FOR = timedelta(days=60)


@dataclass(frozen=True)
class Slip:
    """What is printed, once: of the code only a hash is kept."""

    card: ReaderCard
    code: str
    expires_at: datetime

    @property
    def shown_code(self) -> str:
        """In two halves, as it is read and typed."""
        half = CODE_LENGTH // 2
        return f"{self.code[:half]}-{self.code[half:]}"


@transaction.atomic
def make_slip(*, number: str, now: datetime) -> Slip:
    """A code for the card of this number. An earlier slip of it holds no longer.

    Raises:
        CardNumberUnknown: no card has such a number.
        CardOwnerKnown: it is somebody's already.
    """
    card = ReaderCard.objects.select_for_update(no_key=True).get(pk=known_card(number).pk)
    if card.is_verified:
        raise CardOwnerKnown
    code = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(CODE_LENGTH))
    card.slip_hash, card.slip_expires_at = hash_of_slip(code), now + GOOD_FOR
    card.save(update_fields=["slip_hash", "slip_expires_at"])
    return Slip(card, code, card.slip_expires_at)

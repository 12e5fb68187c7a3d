"""Chance that falls the same way every time: for one seed and one topic."""

from __future__ import annotations

import random
import uuid

from core.codes import REFERENCE_ALPHABET, REFERENCE_LENGTH, SECRET_CODE_LENGTH

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class Dice(random.Random):
    """Random numbers, and what elsewhere comes from safe randomness: codes and keys.

    Whoever knows the seed knows the codes. That is the point of a demo library, and one of the
    reasons why it is not made in production.
    """

    def secret_code(self) -> str:
        return "".join(self.choices(BASE32, k=SECRET_CODE_LENGTH))

    def reference(self) -> str:
        return "".join(self.choices(REFERENCE_ALPHABET, k=REFERENCE_LENGTH))

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.getrandbits(128), version=4)

    def happens(self, probability: float) -> bool:
        return self.random() < probability


def dice_for(seed: int, topic: str) -> Dice:
    """Dice of their own for each topic, so that more of one thing changes nothing about others."""
    return Dice(f"{seed}:{topic}")

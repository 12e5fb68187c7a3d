"""Which tiers a number reaches. Equal numbers reach the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rewards.models import Tier


@dataclass(frozen=True)
class Progress:
    """How far a total is among the tiers of its challenge."""

    total: int
    reached: tuple[Tier, ...]
    to_come: tuple[Tier, ...]

    @property
    def tier(self) -> Tier | None:
        """The highest that is reached."""
        return self.reached[-1] if self.reached else None

    @property
    def next_tier(self) -> Tier | None:
        return self.to_come[0] if self.to_come else None

    @property
    def missing(self) -> int:
        """How much it takes to the next tier; nothing after the last."""
        return self.next_tier.threshold - self.total if self.next_tier else 0

    @property
    def percent(self) -> int:
        """How much of the way from tier to tier is done, from 0 to 100."""
        if self.next_tier is None:
            return 100
        start = self.tier.threshold if self.tier else 0
        return 100 * (self.total - start) // (self.next_tier.threshold - start)


def progress(tiers: Iterable[Tier], total: int) -> Progress:
    """What somebody with this total has reached, and what comes next."""
    ordered = sorted(tiers, key=lambda tier: tier.threshold)
    return Progress(
        total=total,
        reached=tuple(tier for tier in ordered if tier.threshold <= total),
        to_come=tuple(tier for tier in ordered if tier.threshold > total),
    )

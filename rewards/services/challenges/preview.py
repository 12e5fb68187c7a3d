"""What a reader with a certain number would get, for whoever writes a challenge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rewards.choices import PrizeRule
from rewards.models import Challenge, Prize, Tier
from rewards.services.awards.tiers import Progress, progress


@dataclass(frozen=True)
class Previewed:
    """What this many earns: tiers and the prizes that go with them, and what comes next."""

    progress: Progress
    prizes: tuple[Prize, ...]
    certificates: tuple[Tier, ...]

    @property
    def total(self) -> int:
        return self.progress.total


def preview(challenge: Challenge, totals: Iterable[int]) -> list[Previewed]:
    """One line for each total, in their order."""
    tiers = list(challenge.tiers.prefetch_related("prizes__prize"))
    return [_previewed(challenge, progress(tiers, total)) for total in sorted(set(totals))]


def telling_totals(challenge: Challenge) -> list[int]:
    """Totals at which something changes: nothing, just below each tier, and at it."""
    thresholds = list(challenge.tiers.values_list("threshold", flat=True))
    return [0, *(total for threshold in thresholds for total in (threshold - 1, threshold))]


def _previewed(challenge: Challenge, reached: Progress) -> Previewed:
    paid = reached.reached
    if challenge.prize_rule == PrizeRule.HIGHEST:
        paid = paid[-1:]
    first = [next(iter(tier.prizes.all()), None) for tier in paid]
    return Previewed(
        progress=reached,
        prizes=tuple(each.prize for each in first if each),
        certificates=tuple(tier for tier in reached.reached if tier.names_certificate),
    )

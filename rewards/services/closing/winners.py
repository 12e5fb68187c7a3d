"""Who has won what: by tier, by library, and for everybody to see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.text import masked
from network.models import Branch
from rewards.errors import ChallengeNotClosed
from rewards.models import Award, Challenge, Collection, FinalStanding, Reader, Tier, TierPrize


@dataclass(frozen=True)
class PublicTier:
    """A tier as everybody sees it: masked names of those who agreed, and how many did not."""

    tier: Tier
    names: list[str]
    others: int

    @property
    def winners(self) -> int:
        return len(self.names) + self.others

    @property
    def anchor(self) -> str:
        """By which the page names its section."""
        return f"tier-{self.tier.pk}"


def winners_of(challenge: Challenge) -> QuerySet[FinalStanding]:
    """Those who have reached a tier, the highest first; equal totals by library.

    Raises:
        ChallengeNotClosed: nobody has won yet.
    """
    if not challenge.is_closed:
        raise ChallengeNotClosed
    return (
        FinalStanding.objects.filter(challenge=challenge, tier__isnull=False)
        .select_related("tier", "reader__person", "reader__branch", "reader__card")
        .order_by("-tier__threshold", "-total", "reader__branch", "reader")
    )


def who(reader: Reader) -> str:
    """A winner as staff see them: the name, or the last digits of a card nobody has claimed."""
    if reader.person is not None:
        return str(reader.person)
    return _("card %(card)s") % {"card": reader.card}


def winner_rows(challenge: Challenge) -> Iterator[list[Any]]:
    """A table for spreadsheet programs."""
    prizes = prize_names(challenge)
    yield [_("Tier"), _("From"), _("Total"), _("Winner"), _("Library"), _("Prize")]
    winners = winners_of(challenge)
    for tier in challenge.tiers.order_by("-threshold"):
        for standing in winners.filter(tier=tier):
            yield [
                str(tier),
                tier.threshold,
                standing.total,
                who(standing.reader),
                str(standing.reader.branch),
                prizes.get(tier.pk, ""),
            ]


def prize_names(challenge: Challenge) -> dict[int, str]:
    """The first prize of each tier."""
    rows = TierPrize.objects.filter(tier__challenge=challenge).select_related("prize")
    return {row.tier_id: str(row.prize) for row in rows.order_by("tier", "-place")}


@dataclass(frozen=True)
class PickUp:
    """A prize that somebody fetches at a library."""

    reader: Reader
    tier: Tier
    prize: str
    is_collected: bool
    is_ready: bool

    @property
    def name(self) -> str:
        return who(self.reader)

    @property
    def state(self) -> str:
        """How far it has come."""
        if self.is_collected:
            return _("collected")
        return _("put aside") if self.is_ready else _("not put aside")


@dataclass(frozen=True)
class PickUpList:
    branch: Branch
    lines: list[PickUp]

    @property
    def to_come(self) -> int:
        """How many are still to be fetched."""
        return sum(not line.is_collected for line in self.lines)


def pick_up_lists(challenge: Challenge, branches: Iterable[int] | None = None) -> list[PickUpList]:
    """What is handed out where, by library: where it is put aside, or else the reader's own.

    Args:
        branches: keys of the libraries that are asked about; all where it is not said.

    Raises:
        ChallengeNotClosed
    """
    if not challenge.is_closed:
        raise ChallengeNotClosed
    prizes = prize_names(challenge)
    collections = {
        collection.award_id: collection
        for collection in Collection.objects.live()
        .filter(award__challenge=challenge)
        .select_related("stock__prize", "stock__branch")
    }
    by_branch: dict[int, PickUpList] = {}
    for award in awards_with_prize(challenge):
        collection = collections.get(award.pk)
        branch = collection.stock.branch if collection else award.reader.branch
        prize = str(collection.stock.prize) if collection else prizes.get(award.tier_id, "")
        lines = by_branch.setdefault(branch.pk, PickUpList(branch, [])).lines
        lines.append(
            PickUp(
                reader=award.reader,
                tier=award.tier,
                prize=prize,
                is_collected=collection is not None and collection.is_collected,
                is_ready=collection is not None and collection.is_reserved,
            )
        )
    wanted = None if branches is None else set(branches)
    lists = [each for key, each in by_branch.items() if wanted is None or key in wanted]
    return sorted(lists, key=lambda each: str(each.branch))


def awards_with_prize(challenge: Challenge) -> QuerySet[Award]:
    """The awards of a closed challenge for which a prize is due, the highest tier first."""
    awards = Award.objects.with_prize().filter(challenge=challenge, reader__final__isnull=False)
    return awards.select_related(
        "tier", "reader__person", "reader__branch", "reader__card"
    ).order_by("-tier__threshold", "-reader__total", "pk")


def pick_up_rows(lists: Iterable[PickUpList]) -> Iterator[list[Any]]:
    """A table for spreadsheet programs."""
    yield [_("Library"), _("Winner"), _("Tier"), _("Prize"), _("State")]
    for each in lists:
        for line in each.lines:
            yield [
                str(each.branch),
                line.name,
                str(line.tier),
                line.prize,
                line.state,
            ]


def public_winners(challenge: Challenge) -> list[PublicTier]:
    """The list for everybody: names masked, and only of those who agree to it today.

    Raises:
        ChallengeNotClosed
    """
    agreed = set(
        Reader.objects.agreed_to_be_named().filter(challenge=challenge).values_list("pk", flat=True)
    )
    winners = winners_of(challenge)
    return [
        _public_tier(tier, winners.filter(tier=tier), agreed)
        for tier in challenge.tiers.order_by("-threshold")
    ]


def _public_tier(tier: Tier, winners: Iterable[FinalStanding], agreed: set[int]) -> PublicTier:
    readers = [standing.reader for standing in winners]
    names = sorted(masked(who(reader)) for reader in readers if reader.pk in agreed)
    return PublicTier(tier, names, others=len(readers) - len(names))

"""Who has won what: by tier, by library, and for everybody to see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.text import masked
from network.models import Branch
from rewards.choices import CollectionState
from rewards.errors import ChallengeNotClosed
from rewards.models import Award, Challenge, Collection, FinalStanding, Prize, Reader, Tier
from rewards.services.names import who_has_won
from rewards.services.prizes.putting_aside import first_prizes


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


def winner_rows(challenge: Challenge) -> Iterator[list[Any]]:
    """A table for spreadsheet programs."""
    prizes = prizes_by_tier(challenge)
    yield [
        _("Tier"),
        pgettext("threshold", "From"),
        _("Total"),
        _("Winner"),
        _("Library"),
        _("Prize"),
    ]
    winners = winners_of(challenge)
    for tier in challenge.tiers.order_by("-threshold"):
        for standing in winners.filter(tier=tier):
            yield [
                str(tier),
                tier.threshold,
                standing.total,
                who_has_won(standing.reader),
                str(standing.reader.branch),
                str(prizes.get(tier.pk) or ""),
            ]


def prizes_by_tier(challenge: Challenge) -> dict[int, Prize]:
    """The prize of each tier that has one."""
    return first_prizes(challenge.tiers.values_list("pk", flat=True))


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
        return who_has_won(self.reader)

    @property
    def state(self) -> str:
        """How far it has come."""
        if self.is_collected:
            return _("collected")
        return _("put aside") if self.is_ready else _("not put aside")


@dataclass(frozen=True)
class PickUpList:
    """What is handed out at a library."""

    branch: Branch
    lines: list[PickUp]


@dataclass(frozen=True)
class PickUpPlace:
    """How much is handed out at a library."""

    branch: Branch
    prizes: int
    collected: int

    @property
    def to_come(self) -> int:
        """How many are still to be fetched."""
        return self.prizes - self.collected


def pick_up_places(challenge: Challenge) -> list[PickUpPlace]:
    """The libraries at which prizes of a challenge are handed out, by name.

    Raises:
        ChallengeNotClosed
    """
    by_library = (
        awards_to_pick_up(challenge)
        .order_by()
        .values("library")
        .annotate(
            prizes=Count("pk"),
            collected=Count("pk", filter=Q(stands=CollectionState.COLLECTED)),
        )
        .values_list("library", "prizes", "collected")
    )
    counted = {library: figures for library, *figures in by_library}
    places = [PickUpPlace(each, *counted[each.pk]) for each in _libraries(counted)]
    return sorted(places, key=lambda place: str(place.branch))


def pick_up_lists(challenge: Challenge, branches: Iterable[int] | None = None) -> list[PickUpList]:
    """What is handed out where, by library: where it is put aside, or else the reader's own.

    Args:
        branches: keys of the libraries that are asked about; all where it is not said.

    Raises:
        ChallengeNotClosed
    """
    awards = awards_to_pick_up(challenge)
    if branches is not None:
        awards = awards.filter(library__in=branches)
    lines: dict[int, list[PickUp]] = defaultdict(list)
    for award, line in zip(awards, pick_ups(challenge, awards), strict=True):
        lines[award.library].append(line)
    lists = [PickUpList(branch, lines[branch.pk]) for branch in _libraries(lines)]
    return sorted(lists, key=lambda each: str(each.branch))


def awards_to_pick_up(challenge: Challenge) -> QuerySet[Any]:
    """The awards with a prize, with the `library` that hands it out, and how it `stands` there.

    Raises:
        ChallengeNotClosed
    """
    if not challenge.is_closed:
        raise ChallengeNotClosed
    live = Collection.objects.live().filter(award=OuterRef("pk"))
    return awards_with_prize(challenge).annotate(
        library=Coalesce(
            Subquery(live.values("stock__branch")[:1]),
            "reader__branch",
            output_field=BigIntegerField(),
        ),
        stands=Subquery(live.values("state")[:1]),
    )


def pick_ups(challenge: Challenge, awards: Iterable[Any]) -> Iterator[PickUp]:
    """These of `awards_to_pick_up` as lines of a list, in a fixed number of statements."""
    awards = list(awards)
    promised = prizes_by_tier(challenge)
    live = Collection.objects.live().filter(award__in=awards).select_related("stock__prize")
    put_aside = {each.award_id: each.stock.prize for each in live}
    for award in awards:
        yield PickUp(
            reader=award.reader,
            tier=award.tier,
            prize=str(put_aside.get(award.pk) or promised.get(award.tier_id) or ""),
            is_collected=award.stands == CollectionState.COLLECTED,
            is_ready=award.stands == CollectionState.RESERVED,
        )


def _libraries(keys: Iterable[int]) -> QuerySet[Branch]:
    return Branch.objects.filter(pk__in=list(keys))


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
    names = sorted(masked(who_has_won(reader)) for reader in readers if reader.pk in agreed)
    return PublicTier(tier, names, others=len(readers) - len(names))

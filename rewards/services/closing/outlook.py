"""What a challenge comes to: who has reached what, what it takes to thank them, what is open.

Before it is closed this is a rehearsal, from the totals of the moment; afterwards it is told from
the final standings and does not change any more, but for what lies in stock.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Count, F, Q, Sum

from rewards.choices import GIVEN_COLLECTIONS, ImportState, Joining, PrizeRule
from rewards.models import (
    Challenge,
    Dispute,
    FinalStanding,
    HeldRecord,
    Prize,
    PrizeStock,
    Tier,
)
from rewards.services.prizes.putting_aside import first_prizes

# Tallies that nobody has claimed stand where taking part comes by itself; elsewhere they would have
# had to sign up. Equal totals reach the same tier.
IN_THE_END = """
    SELECT reader.id, reader.challenge_id, reader.total, tier.id AS tier_id,
        reader.person_id IS NULL AS is_unclaimed
    FROM rewards_reader AS reader
    LEFT JOIN LATERAL (
        SELECT id FROM rewards_tier
        WHERE challenge_id = reader.challenge_id AND threshold <= reader.total
        ORDER BY threshold DESC LIMIT 1
    ) AS tier ON true
    WHERE reader.challenge_id = %(challenge)s AND reader.left_at IS NULL
        AND (reader.person_id IS NOT NULL OR %(by_itself)s AND reader.total > 0)
"""
FIGURES = f"""
    SELECT tier_id, count(*), sum(total), count(*) FILTER (WHERE is_unclaimed)
    FROM ({IN_THE_END}) AS standing GROUP BY tier_id
"""  # noqa: S608 - our own text


@dataclass(frozen=True)
class TierFigures:
    """How many have reached a tier as their highest, and how many of them are not known yet."""

    tier: Tier
    winners: int
    unclaimed: int


@dataclass(frozen=True)
class PrizeNeed:
    """How many pieces of a prize are due, and what of them lies in the stocks of all libraries."""

    prize: Prize
    pieces: int
    free: int
    given: int

    @property
    def missing(self) -> int:
        """What has to be bought. Pieces that are put aside or collected are there."""
        return max(0, self.pieces - self.given - self.free)

    @property
    def value_cents(self) -> int | None:
        value = self.prize.value_cents
        return None if value is None else value * self.pieces

    @property
    def missing_cents(self) -> int | None:
        value = self.prize.value_cents
        return None if value is None else value * self.missing

    @property
    def value(self) -> Decimal | None:
        return None if self.value_cents is None else money(self.value_cents)


@dataclass(frozen=True)
class Outlook:
    """The figures of a challenge at its end, tiers from the highest down."""

    readers: int
    total: int
    tiers: list[TierFigures]
    needs: list[PrizeNeed]
    certificates: int
    held: int
    disputes: int
    is_importing: bool

    @property
    def winners(self) -> int:
        return sum(each.winners for each in self.tiers)

    @property
    def to_decide(self) -> int:
        return self.held + self.disputes

    @property
    def budget_cents(self) -> int:
        """What all prizes are worth, as far as their value is known."""
        return sum(need.value_cents or 0 for need in self.needs)

    @property
    def missing_cents(self) -> int:
        return sum(need.missing_cents or 0 for need in self.needs)

    @property
    def budget(self) -> Decimal:
        return money(self.budget_cents)

    @property
    def still_to_spend(self) -> Decimal:
        return money(self.missing_cents)

    @property
    def has_unknown_values(self) -> bool:
        return any(need.value_cents is None for need in self.needs)


def money(cents: int) -> Decimal:
    """As prices are shown."""
    return Decimal(cents) / 100


def outlook_of(challenge: Challenge) -> Outlook:
    """In a fixed number of statements, however many readers there are."""
    highest = figures_by_tier(challenge)
    tiers = [
        TierFigures(tier, *highest.get(tier.pk, (0, 0, 0))[::2])
        for tier in challenge.tiers.order_by("-threshold")
    ]
    return Outlook(
        readers=sum(readers for readers, _total, _unclaimed in highest.values()),
        total=sum(total for _readers, total, _unclaimed in highest.values()),
        tiers=tiers,
        needs=prizes_needed(challenge, tiers),
        certificates=_certificates(tiers),
        held=HeldRecord.objects.to_decide().filter(challenge=challenge).count(),
        disputes=Dispute.objects.to_decide().filter(reader__challenge=challenge).count(),
        is_importing=challenge.imports.filter(state=ImportState.RUNNING).exists(),
    )


def in_the_end(challenge: Challenge) -> dict[str, int]:
    """What `IN_THE_END` is asked with."""
    return {
        "challenge": challenge.pk,
        "by_itself": challenge.joining == Joining.BY_ITSELF,
    }


def figures_by_tier(challenge: Challenge) -> dict[int | None, tuple[int, int, int]]:
    """Readers, their totals together, and how many of them are unclaimed, by highest tier."""
    if challenge.is_closed:
        standings = FinalStanding.objects.filter(challenge=challenge).order_by("tier")
        by_tier = standings.values_list("tier").annotate(
            readers=Count("pk"),
            sum=Sum("total"),
            unclaimed=Count("pk", filter=Q(reader__person=None)),
        )
        return {tier: (readers, total, none) for tier, readers, total, none in by_tier}
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, in_the_end(challenge))
        return {tier: (readers, int(total), none) for tier, readers, total, none in cursor}


def prizes_needed(challenge: Challenge, tiers: list[TierFigures]) -> list[PrizeNeed]:
    """The first prize of each tier, as often as it is due; the most valuable need first."""
    pieces: Counter[int] = Counter()
    without_prize = 0
    firsts = first_prizes(figures.tier.pk for figures in tiers)
    for figures in tiers:
        without_prize += figures.winners
        if prize := firsts.get(figures.tier.pk):
            pieces[prize.pk] += without_prize
            # Otherwise whoever has reached a tier gets the prizes of those below it too.
            if challenge.prize_rule == PrizeRule.HIGHEST:
                without_prize = 0
    prizes = {prize.pk: prize for prize in firsts.values()}
    free = dict(
        PrizeStock.objects.filter(prize__in=prizes)
        .values_list("prize")
        .order_by("prize")
        .annotate(pieces=Sum(F("on_hand") - F("reserved")))
    )
    given = _given(challenge)
    return [
        PrizeNeed(prizes[key], due, free.get(key, 0), given[key])
        for key, due in pieces.most_common()
        if due
    ]


def _given(challenge: Challenge) -> Counter[int]:
    """Pieces that are put aside or collected for awards of this challenge, by prize."""
    given = challenge.awards.filter(collections__state__in=GIVEN_COLLECTIONS)
    return Counter(given.values_list("collections__stock__prize", flat=True))


def _certificates(tiers: list[TierFigures]) -> int:
    """How many awards come with a certificate: every tier that was reached may name one."""
    reached = certificates = 0
    for figures in tiers:
        reached += figures.winners - figures.unclaimed
        certificates += reached if figures.tier.names_certificate else 0
    return certificates

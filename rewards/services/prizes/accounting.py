"""Every prize accounted for: what came, what went, what lies there, library by library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum
from django.utils.translation import gettext as _

from network.models import Branch
from rewards.choices import CollectionState, StockKind
from rewards.models import Award, Challenge, Collection, Prize, PrizeStock, StockLine
from rewards.querysets import AwardQuerySet, StockQuerySet
from rewards.services.prizes.putting_aside import first_prizes


@dataclass(frozen=True)
class Account:
    """One prize at one library. What came and went are numbers of pieces, none of them negative."""

    stock: PrizeStock
    delivered: int
    came: int
    found: int
    handed_over: int
    went: int
    written_off: int
    missing: int
    waiting: int

    @property
    def on_hand(self) -> int:
        return self.stock.on_hand

    @property
    def reserved(self) -> int:
        return self.stock.reserved

    @property
    def free(self) -> int:
        return self.stock.free

    @property
    def moved(self) -> int:
        """More or fewer, by what other libraries brought and took."""
        return self.came - self.went

    @property
    def lost(self) -> int:
        """Written off, and missing on the whole when counted."""
        return self.written_off + self.missing - self.found

    @property
    def needed(self) -> int:
        """Pieces that those who wait here need and that are not there."""
        return max(self.waiting - self.free, 0)

    @property
    def is_settled(self) -> bool:
        """Whether all that ever came is handed over, gone elsewhere, written off or still there."""
        came = self.delivered + self.came + self.found
        went = self.handed_over + self.went + self.written_off + self.missing
        return came == went + self.on_hand


PARTS = {
    StockKind.DELIVERED: "delivered",
    StockKind.TRANSFER_IN: "came",
    StockKind.FOUND: "found",
    StockKind.COLLECTED: "handed_over",
    StockKind.TRANSFER_OUT: "went",
    StockKind.WRITTEN_OFF: "written_off",
    StockKind.MISSING: "missing",
}


def accounts(stocks: StockQuerySet) -> list[Account]:
    """Three statements, however many stocks and lines there are."""
    parts: dict[int, Counter[str]] = {}
    lines = StockLine.objects.filter(stock__in=stocks.order_by()).order_by()
    for stock_id, kind, pieces in lines.values_list("stock", "kind").annotate(Sum("pieces")):
        parts.setdefault(stock_id, Counter())[PARTS[StockKind(kind)]] = abs(pieces)
    waiting = dict(
        Collection.objects.filter(state=CollectionState.WAITING, stock__in=stocks.order_by())
        .order_by()
        .values_list("stock")
        .annotate(Count("pk"))
    )
    told = stocks.select_related("prize", "branch")
    return [
        Account(
            stock=stock,
            waiting=waiting.get(stock.pk, 0),
            **{name: parts.get(stock.pk, Counter())[name] for name in PARTS.values()},
        )
        for stock in told.order_by("branch__name_en", "branch", "prize__name_en", "prize")
    ]


TOTALS = (*PARTS.values(), "on_hand", "reserved", "free", "waiting", "needed")


def totals(rows: Iterable[Account]) -> dict[str, int]:
    """The sums of all columns."""
    sums: Counter[str] = Counter(dict.fromkeys(TOTALS, 0))
    for row in rows:
        sums.update({name: getattr(row, name) for name in TOTALS})
    return dict(sums)


# Of the table, in characters.
COLUMN_WIDTHS = (28, 28, *[14] * 11, 20)


def accounts_table(rows: Iterable[Account]) -> Iterator[list[Any]]:
    """The same for a spreadsheet, with its headings."""
    yield [
        _("Library"),
        _("Prize"),
        _("Delivered"),
        _("Came from others"),
        _("Found when counted"),
        _("Handed over"),
        _("Went to others"),
        _("Written off"),
        _("Missing when counted"),
        _("On hand"),
        _("Of these put aside"),
        _("Free"),
        _("Readers who wait"),
        _("Value of what is on hand"),
    ]
    for row in rows:
        value = row.stock.prize.value_cents
        yield [
            str(row.stock.branch),
            str(row.stock.prize),
            *(getattr(row, name) for name in TOTALS[:-1]),
            None if value is None else row.on_hand * value / 100,
        ]


@dataclass(frozen=True)
class Need:
    """How many of a prize are still to be handed over at a library, and how many there are."""

    prize: Prize
    branch: Branch
    wanted: int
    on_hand: int

    @property
    def missing(self) -> int:
        return max(self.wanted - self.on_hand, 0)


def needs_of(challenge: Challenge) -> list[Need]:
    """What it takes if everybody collects the first prize of what they have reached by now.

    Where one prize is given for the highest tier, the highest that has any counts.
    """
    first = first_prizes(challenge.tiers.values_list("pk", flat=True))
    wanted: Counter[tuple[int, int]] = Counter()
    branches = {}
    for award in _awards_to_reward(challenge, list(first)):
        branches[award.reader.branch_id] = award.reader.branch
        wanted[first[award.tier_id].pk, award.reader.branch_id] += 1
    prizes = {prize.pk: prize for prize in first.values()}
    stocks = PrizeStock.objects.filter(prize__in=prizes, branch__in=branches)
    on_hand = {(stock.prize_id, stock.branch_id): stock.on_hand for stock in stocks}
    return [
        Need(
            prize=prizes[prize],
            branch=branches[branch],
            wanted=count,
            on_hand=on_hand.get((prize, branch), 0),
        )
        for (prize, branch), count in sorted(wanted.items())
    ]


def _awards_to_reward(challenge: Challenge, tiers: list[int]) -> AwardQuerySet:
    """Those whose prize nobody has collected yet."""
    collected = Collection.objects.filter(award=OuterRef("pk"), state=CollectionState.COLLECTED)
    awards: AwardQuerySet = Award.objects.earned().filter(
        challenge=challenge, tier__in=tiers, reader__left_at=None
    )
    if not challenge.gives_each_prize:
        highest = awards.order_by("reader_id", "-tier__threshold").distinct("reader_id")
        awards = Award.objects.filter(pk__in=highest.values("pk"))
    return awards.filter(~Exists(collected)).select_related("reader__branch").order_by("pk")

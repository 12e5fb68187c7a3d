"""A year of a city library: a file of loans, and what plain counting says of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 12, 31)
# From how many loans on; the highest tier first.
TIERS = (100, 50, 31)
WINNERS_BY_TIER = {100: 20, 50: 55, 31: 110}
OTHERS = 400
LIBRARIES = ("East Library", "西馆")

BAD_ROWS = (
    "2026-03-01,,East Library,No number",
    "2026-03-01,12,East Library,No number of ours",
    "1 March,20269999,East Library,No day",
    "2025-12-31,20269999,East Library,The year before",
    "2026-03-01,20269999,Nowhere,No library of ours",
    "2026-03-01",
)


@dataclass(frozen=True)
class Year:
    """A file with a row for each loan, and how often each number stands in it."""

    content: bytes
    counts: Counter[str]
    library_of: dict[str, str]

    def tier_of(self, number: str) -> int | None:
        """By plain comparison, and by nothing of the platform."""
        return next((tier for tier in TIERS if self.counts[number] >= tier), None)

    def winners(self) -> dict[str, int]:
        """Tiers by number, of those who have reached one."""
        tiers = {number: self.tier_of(number) for number in self.counts}
        return {number: tier for number, tier in tiers.items() if tier is not None}


def a_year(*, seed: int = 185, correction: bool = False) -> Year:
    """A year with 185 readers of more than 30 books, many others, and rows that cannot be used.

    Args:
        correction: the file as it comes a second time: some loans more, some gone.
    """
    dice = random.Random(seed)  # noqa: S311 - a story, no secret
    counts = Counter(dict(_counts(dice)))
    library_of = {number: LIBRARIES[at % 2] for at, number in enumerate(sorted(counts))}
    if correction:
        chosen = dice.sample(sorted(counts), 60)
        for number in chosen[:30]:
            counts[number] += dice.randint(1, 60)
        for number in chosen[30:50]:
            counts[number] -= dice.randint(1, counts[number])
        for number in chosen[50:]:
            counts[number] = 0
    rows = [
        f"{FIRST_DAY + timedelta(days=dice.randrange(365))},{number},{library_of[number]},Owls {at}"
        for number, count in sorted(counts.items())
        for at in range(count)
    ]
    rows += BAD_ROWS
    dice.shuffle(rows)
    text = "\r\n".join(["借阅日期,读者证号,网点,题名", *rows])
    return Year(text.encode("gb18030"), +counts, library_of)


def _counts(dice: random.Random) -> Iterator[tuple[str, int]]:
    numbers = iter(dice.sample(range(20260000, 20269000), 185 + OTHERS))
    above = {100: 160, 50: 99, 31: 49}
    for tier, readers in WINNERS_BY_TIER.items():
        # At the very threshold, just below the next, and between.
        sizes = [tier, above[tier], *(dice.randint(tier, above[tier]) for _ in range(readers - 2))]
        yield from ((str(next(numbers)), size) for size in sizes)
    yield from ((str(number), dice.randint(1, 30)) for number in numbers)

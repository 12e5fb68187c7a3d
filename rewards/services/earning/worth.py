"""What reading is worth in a challenge: so many of its unit, or points by its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rewards.choices import Activity, Unit
from rewards.errors import EarnsNothing
from rewards.models import Challenge

MINUTES_A_STEP = 15
PAGES_A_STEP = 10


@dataclass(frozen=True)
class Reading:
    """What somebody says that they have read at once."""

    books: int = 0
    minutes: int = 0
    pages: int = 0
    is_on_list: bool = False


def rules_of(challenge: Challenge) -> dict[str, int]:
    """Points by activity; empty where no points are counted."""
    if not challenge.has_points:
        return {}
    return dict(challenge.point_rules.values_list("activity", "points"))


def worth_of_reading(
    challenge: Challenge, reading: Reading, *, rules: Mapping[str, int] | None = None
) -> int:
    """What a reading counts.

    Args:
        rules: of the challenge, where many readings are asked about.

    Raises:
        EarnsNothing: it is nothing of what the challenge counts.
    """
    if challenge.unit == Unit.POINTS:
        rules = rules_of(challenge) if rules is None else rules
        book = Activity.LIST_BOOK if reading.is_on_list else Activity.BOOK
        amount = (
            rules.get(book, rules.get(Activity.BOOK, 0)) * reading.books
            + rules.get(Activity.QUARTER_HOUR, 0) * (reading.minutes // MINUTES_A_STEP)
            + rules.get(Activity.TEN_PAGES, 0) * (reading.pages // PAGES_A_STEP)
        )
    else:
        amount = {
            Unit.BOOKS: reading.books,
            Unit.MINUTES: reading.minutes,
            Unit.PAGES: reading.pages,
            Unit.DAYS: int(any((reading.books, reading.minutes, reading.pages))),
        }.get(Unit(challenge.unit), 0)
    if amount < 1:
        raise EarnsNothing
    return amount


def worth_of_event(challenge: Challenge) -> int:
    """What attending an event counts; nothing where events are not what is counted."""
    if challenge.unit == Unit.EVENTS:
        return 1
    return rules_of(challenge).get(Activity.EVENT, 0)


def worth_of_loan(challenge: Challenge) -> int:
    """What a loan counts; nothing where loans are not what is counted."""
    if challenge.unit == Unit.LOANS:
        return 1
    return rules_of(challenge).get(Activity.LOAN, 0)


def worth_of_bingo_field(challenge: Challenge) -> int:
    """What a field of the bingo card counts beside its mark, which may be nothing."""
    return rules_of(challenge).get(Activity.BINGO_FIELD, 0)

"""Turns of English: amounts with their nouns, lists, and how something has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cms import formats
from reports.services.report.told import Change

HARDLY = 0.01
"""A change below one per cent is none to speak of."""


def amount(number: int, one: str, many: str) -> str:
    """1 event, 1,204 events, no events."""
    if number == 0:
        return f"no {many}"
    return f"{formats.number(number)} {one if number == 1 else many}"


def events(number: int) -> str:
    return amount(number, "event", "events")


def attendances(number: int) -> str:
    return amount(number, "attendance", "attendances")


def times(number: int) -> str:
    """Once, 2 times."""
    return "once" if number == 1 else f"{formats.number(number)} times"


def hours(minutes: int) -> str:
    """1,240 hours, 1 hour, 2.5 hours."""
    exact = round(minutes / 60, 1)
    if exact >= 10 or exact == int(exact):
        return amount(round(exact), "hour", "hours")
    return f"{exact} hours"


def listed(words: Sequence[str]) -> str:
    """Fox, bear and hare."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def per_cent(part: float, whole: float = 1) -> str:
    """61%; less than 1% where there is something at all."""
    share = 100 * part / whole
    return "less than 1%" if 0 < share < 1 else f"{share:.0f}%"


def period(first: date, last: date) -> str:
    """From 1 January to 30 June 2026."""
    year = "" if first.year == last.year else f" {first.year}"
    return f"from {_day(first)}{year} to {_day(last)} {last.year}"


def months(some: Sequence[date]) -> str:
    return listed([formats.ENGLISH_MONTHS[month.month - 1] for month in some])


def compared(change: Change, many: str) -> str:
    """There were 1,020 more attendances than a year before (up 8%): a whole clause."""
    if change.before == 0:
        return f"a year before there were no {many}"
    return f"{_there(change)} {_difference(change, many)}"


def both_compared(first: tuple[Change, str], second: tuple[Change, str], *, joined: str) -> str:
    """There were 12 more events than a year before (up 12%) and 50 more attendances (up 50%)."""
    change, many = first
    if not (change.before and second[0].before):
        return f"{compared(change, many)}, {joined} {compared(*second)}"
    pause = "," if joined == "but" or change.share is None else ""
    told = _difference(*second, is_second=True)
    return f"{_there(change)} {_difference(change, many)}{pause} {joined} {told}"


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def _there(change: Change) -> str:
    is_one = abs(change.more) == 1 and not _is_told_by_the_whole(change)
    return "there was" if is_one else "there were"


def _is_told_by_the_whole(change: Change) -> bool:
    """Whether what there was is told, rather than how much more or less it is."""
    return change.share is not None and (abs(change.share) < HARDLY or change.share >= 1)


def _difference(change: Change, many: str, *, is_second: bool = False) -> str:
    """1,020 more attendances than a year before (up 8%); after another one, shorter."""
    before = formats.number(change.before)
    as_before, than_before = ("", "") if is_second else (" as a year before", " than a year before")
    if change.more == 0:
        return f"exactly as many {many}{as_before}"
    if _is_told_by_the_whole(change):
        how = (
            _times(change) if change.more > 0 and change.now >= 2 * change.before else "practically"
        )
        return f"{how} as many {many}{as_before} ({before})"
    up, word = ("up", "more") if change.more > 0 else ("down", "fewer")
    noun = many.removesuffix("s") if abs(change.more) == 1 else many
    how = f"{formats.number(abs(change.more))} {word} {noun}{than_before}"
    if change.share is not None:
        return f"{how} ({up} {per_cent(abs(change.share))})"
    if is_second:
        return f"{how}, {up} from {before}"
    return f"{how}, when there {'was' if change.before == 1 else 'were'} {before}"


def _times(change: Change) -> str:
    times = change.now / change.before
    if times < 2.05:
        return "twice"
    shown = f"{times:.1f}" if times < 10 else f"{times:.0f}"
    return f"{shown.removesuffix('.0')} times"


def _day(day: date) -> str:
    return f"{day.day} {formats.ENGLISH_MONTHS[day.month - 1]}"

"""Row numbers as people type them off a sheet of paper, in either script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import groupby

from door.errors import RowsNotUnderstood

# Longer numbers are slips: no sheet has so many rows.
HIGHEST_ROW = 9999
DIGITS = len(str(HIGHEST_ROW))

BETWEEN = re.compile(r"[\s,;、。，；.]+")
TO = "[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}~\N{WAVE DASH}到至]"
AROUND_TO = re.compile(rf"\s*{TO}+\s*")
ONE_OR_MORE = re.compile(rf"([0-9]{{1,{DIGITS}}})(?:-([0-9]{{1,{DIGITS}}}))?")


def read_rows(text: str) -> list[int]:
    """The rows that somebody typed, each once and in order.

    Single rows and ranges, with whatever stands between them: spaces, commas, lines.

    >>> read_rows("1-3, 8 11–12")
    [1, 2, 3, 8, 11, 12]
    >>> read_rows("３、５到７，１")
    [1, 3, 5, 6, 7]

    Raises:
        RowsNotUnderstood: a part that is neither a row nor a range; it says which.
    """
    rows: set[int] = set()
    plain = AROUND_TO.sub("-", unicodedata.normalize("NFKC", text).strip())
    for part in filter(None, BETWEEN.split(plain)):
        found = ONE_OR_MORE.fullmatch(part)
        if not found:
            raise RowsNotUnderstood(part=part[:20])
        one, other = int(found[1]), int(found[2] or found[1])
        if not min(one, other):
            raise RowsNotUnderstood(part=part)
        rows.update(range(min(one, other), max(one, other) + 1))
    return sorted(rows)


def in_short(rows: Collection[int]) -> str:
    """The rows as one would type them: 1–3, 8, 11–12."""
    return ", ".join(_runs(rows))


def _runs(rows: Collection[int]) -> Iterator[str]:
    for _offset, run in groupby(enumerate(sorted(set(rows))), lambda pair: pair[1] - pair[0]):
        numbers = [number for _place, number in run]
        yield str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"

"""Numbers: of each library and year, one after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count

from certificates.models import Issuer, NumberSeries
from certificates.models.certificate import NUMBER_DIGITS
from certificates.models.series import LONGEST_SIGN
from network.models import Branch


@dataclass(frozen=True)
class Numbers:
    """Numbers taken for certificates that the same transaction writes."""

    sign: str
    year: int
    nos: range

    def shown(self, no: int) -> str:
        """As it stands on the paper: CCL-2026-000123."""
        return f"{self.sign}-{self.year}-{no:0{NUMBER_DIGITS}}"


def take_numbers(*, issuer: Branch, year: int, how_many: int) -> Numbers:
    """The next numbers of a library and year.

    Locks the series until the transaction ends: whoever issues next waits, and goes on where this
    one ended, or begins again where it was rolled back.
    """
    sign = sign_of(issuer)
    series = lock_series(issuer=issuer, year=year)
    first = series.last + 1
    series.last += how_many
    series.save(update_fields=["last"])
    return Numbers(sign, year, range(first, first + how_many))


def lock_series(*, issuer: Branch, year: int) -> NumberSeries:
    """The series of a library and year, locked; it begins with the first who asks."""
    NumberSeries.objects.bulk_create(
        [NumberSeries(issuer=issuer, year=year)], ignore_conflicts=True
    )
    return NumberSeries.objects.select_for_update(no_key=True).get(issuer=issuer, year=year)


def sign_of(branch: Branch) -> str:
    """The sign of the library's numbers; made from its address the first time.

    From `changtu-city-library` CCL; where that is taken CCL2, and so on.
    """
    wanted = plain_sign(branch.slug)
    for attempt in count(1):
        known = Issuer.objects.filter(branch=branch).first()
        if known:
            return known.sign
        ending = str(attempt) if attempt > 1 else ""
        sign = wanted[: LONGEST_SIGN - len(ending)] + ending
        # Somebody else may be as quick: for this library, or with this sign.
        Issuer.objects.bulk_create([Issuer(branch=branch, sign=sign)], ignore_conflicts=True)
    raise AssertionError("counting never ends")


def plain_sign(slug: str) -> str:
    """The first letters of its words, or all of a single one."""
    words = [word for word in re.split(r"[^A-Z0-9]+", slug.upper()) if word]
    letters = "".join(word[0] for word in words) if len(words) > 1 else "".join(words)
    return re.sub(r"^[0-9]+", "", letters)[:LONGEST_SIGN] or "L"

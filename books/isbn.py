"""Numbers of books: read from whatever people type, kept as the 13 digits of the bar code.

The rules are those of ISO 2108: until 2006 an ISBN had ten digits, the last of which may be X for
ten; with 978 before them and a new check digit those are today's ISBN-13.
"""

from __future__ import annotations

import re
import unicodedata

from books.errors import IsbnMistyped, NotAnIsbn

ISBN_10 = re.compile(r"\d{9}[\dX]", re.ASCII)
ISBN_13 = re.compile(r"97[89]\d{10}", re.ASCII)

# The word before the number, and what stands between its groups.
AROUND = re.compile(r"^ISBN(?:-1[03])?:?|[\s\-‐‑–.]")


def normal_isbn(text: str) -> str:
    """The 13 digits of an ISBN of either length, with or without hyphens.

    Raises:
        NotAnIsbn: it has not the form of one.
        IsbnMistyped: the check digit does not fit.
    """
    digits = AROUND.sub("", unicodedata.normalize("NFKC", text).strip().upper())
    if ISBN_10.fullmatch(digits):
        if not _fits_10(digits):
            raise IsbnMistyped(text=text.strip())
        return _with_check_digit(f"978{digits[:9]}")
    if not ISBN_13.fullmatch(digits):
        raise NotAnIsbn(text=text.strip()[:40])
    if _with_check_digit(digits[:12]) != digits:
        raise IsbnMistyped(text=text.strip())
    return digits


def _fits_10(digits: str) -> bool:
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return (
        sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11
        == 0
    )


def _with_check_digit(first_twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return f"{first_twelve}{-total % 10}"

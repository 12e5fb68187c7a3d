"""Primary keys as browsers send them: text that may be anything."""

from __future__ import annotations

from collections.abc import Iterable

# Of a bigint.
LARGEST_KEY = 2**63 - 1


def key_of(typed: str | None) -> int | None:
    """The key that was sent; None for what can be no row's, which no row is found by."""
    if not typed or not typed.isdecimal() or len(typed) > len(str(LARGEST_KEY)):
        return None
    key = int(typed)
    return key if key <= LARGEST_KEY else None


def keys_of(typed: Iterable[str]) -> list[int]:
    """The keys among what was sent, in its order."""
    return [key for each in typed if (key := key_of(each)) is not None]

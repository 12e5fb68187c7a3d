"""What somebody has seen, told from what is there by the time they send their form.

Words that two people write at once: a form carries the fingerprint of those that its author has
read. Where others stand there by then, they were not read, and are not written over.

What is confirmed: a form carries the digest of what would follow, as it was told. If anything is
different by then, nothing is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from core.errors import WrittenMeanwhile

LENGTH = 32


def fingerprint(*texts: str) -> str:
    """Tells one version of some words from another.

    Browsers send lines that end in their own way; that and space around make no other version.
    """
    plain = "\0".join("\n".join(text.strip().splitlines()) for text in texts)
    return sha256(plain.encode()).hexdigest()[:LENGTH]


def digest_of_lines(told: Iterable[str]) -> str:
    """Stands for what was told, in this order."""
    return sha256("\n".join(told).encode()).hexdigest()


def may_write_over(*, seen: str, stored: str, written: str) -> bool:
    """Whether to write, each told by its fingerprint; not if the author has changed nothing.

    Raises:
        WrittenMeanwhile: the author has changed words, and so has somebody else.
    """
    if written in (seen, stored):
        return False
    if stored != seen:
        raise WrittenMeanwhile
    return True

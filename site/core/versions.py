"""Words that two people write at once: none of them are lost without anybody's knowing.

A form carries the fingerprint of the words that its author has read. Where other words stand there
by the time it is sent, they were not read, and are not written over.
"""

from __future__ import annotations

from hashlib import sha256

from core.errors import WrittenMeanwhile

LENGTH = 32


def fingerprint(*texts: str) -> str:
    """Tells one version of some words from another.

    Browsers send lines that end in their own way; that and space around make no other version.
    """
    plain = "\0".join("\n".join(text.strip().splitlines()) for text in texts)
    return sha256(plain.encode()).hexdigest()[:LENGTH]


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

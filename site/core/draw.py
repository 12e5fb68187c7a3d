"""Draws lots so that anyone can draw them again: the result follows from a list and a number.

This file needs nothing but Python 3.9 and runs by itself. Download the list of entries, look up
the public number that was named before registration opened, and type:

    python draw.py entries.txt "12345.67"

The list begins with the places there are, and has a line for each household or group:

    places general=20 children=10
    a3f09c1e52bd general=2 children=1
    ...

An entry wins or loses as a whole. Its lot is the SHA-256 of three lines: the SHA-256 of the whole
list, the public number, and the entry's own code. Lots are sorted, the smallest first. Going
through them in this order, an entry wins if all its places are still free; all others stay in the
order of their lots, which becomes the order of the waiting list.

Whoever makes the list cannot choose the number, and whoever knows the number cannot change the
list any more: its SHA-256 was published first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

HEADING = "places"

Places = Mapping[str, int]


@dataclass(frozen=True)
class Entry:
    """A household or group, and how many places of each kind it wants."""

    code: str
    wants: Places


@dataclass(frozen=True)
class Outcome:
    """The codes of the entries, each part in the order of the lots."""

    winners: list[str]
    losers: list[str]


def entry_list(places: Places, entries: Iterable[Entry]) -> str:
    """The list as it is published: sorted by code, so that the same entries make one list."""
    lines = [_line(HEADING, places)]
    lines += [_line(entry.code, entry.wants) for entry in sorted(entries, key=lambda e: e.code)]
    return "".join(f"{line}\n" for line in lines)


def read_list(text: str) -> tuple[Places, list[Entry]]:
    """The places and the entries of a published list.

    Raises:
        ValueError: the text is no such list.
    """
    (heading, places), *lines = [_parts(line) for line in text.splitlines()]
    if heading != HEADING:
        raise ValueError(f"the list does not begin with the line of {HEADING}")
    return places, [Entry(code, wants) for code, wants in lines]


def fingerprint(text: str) -> str:
    """The SHA-256 of a list, as 64 hexadecimal digits. Ends of lines are those of Unix."""
    return sha256("".join(f"{line}\n" for line in text.splitlines()).encode()).hexdigest()


def draw(text: str, number: str) -> Outcome:
    """Who wins, and in which order the others wait.

    Args:
        text: the list of entries as it was published.
        number: the public number, letter by letter as it was published.

    Raises:
        ValueError: the text is no list of entries.
    """
    places, entries = read_list(text)
    free = dict(places)
    sha = fingerprint(text)
    outcome = Outcome([], [])
    for entry in sorted(entries, key=lambda entry: lot(sha, number, entry.code)):
        if all(seats <= free.get(kind, 0) for kind, seats in entry.wants.items()):
            for kind, seats in entry.wants.items():
                free[kind] -= seats
            outcome.winners.append(entry.code)
        else:
            outcome.losers.append(entry.code)
    return outcome


def lot(list_sha256: str, number: str, code: str) -> str:
    """What an entry draws: 64 hexadecimal digits, of which the smallest come first."""
    return sha256(f"{list_sha256}\n{number.strip()}\n{code}".encode()).hexdigest()


def _line(name: str, places: Places) -> str:
    return " ".join([name, *(f"{kind}={seats}" for kind, seats in sorted(places.items()))])


def _parts(line: str) -> tuple[str, dict[str, int]]:
    name, *places = line.split()
    pairs = [place.partition("=") for place in places]
    return name, {kind: int(seats) for kind, _, seats in pairs}


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("Type: python draw.py LIST NUMBER")
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    outcome = draw(text, sys.argv[2])
    print(f"SHA-256 of the list: {fingerprint(text)}")
    for place, code in enumerate(outcome.winners, 1):
        print(f"{place}\t{code}\thas a place")
    for place, code in enumerate(outcome.losers, 1):
        print(f"{place}\t{code}\twaits")


if __name__ == "__main__":
    main()

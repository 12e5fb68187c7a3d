"""What a query means: the events that it fits, and the brands, programmes and libraries.

Words are taken as they were typed. Only if no public event has them all, they are taken by their
sound; then a word that has occurred nowhere as the nearest one that has, and Chinese with any one
character wrong. A query in quotation marks is always taken as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Length
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from brands.models import Brand, Programme
from events.models import KnownWord, Session
from events.querysets import Sought
from events.services.search.words import (
    SHORTEST_KNOWN_WORD,
    Piece,
    Term,
    as_it_sounds,
    as_written,
    known_words_of_name,
    pieces_of,
    with_one_wrong,
    words_of_name,
)
from network.models import Branch

QUOTES = '"“”「」'
NEAREST_TRIED = 5

# From so many letters on, two of them may be wrong.
LONG_WORD = 8


class NameKind(StrEnum):
    BRAND = "brand"
    PROGRAMME = "programme"
    BRANCH = "branch"


@dataclass(frozen=True)
class Name:
    """What a brand, a programme or a library is called."""

    kind: NameKind
    pk: int
    slug: str
    name_en: str
    name_zh: str

    @property
    def words(self) -> frozenset[str]:
        return words_of_name(self.name_en, self.name_zh)


@dataclass(frozen=True)
class Search:
    """What is looked for: each of `sought` has to be told of a session's event or place.

    `instead` are the words that were taken for mistyped ones; `is_near` says that Chinese was found
    only by its sound or with a character wrong. `names` fit the whole query.
    """

    sought: tuple[Sought, ...] = ()
    names: tuple[Name, ...] = ()
    instead: str = ""
    is_near: bool = False


NOTHING = Search(sought=(Sought.nothing(),))


def ask(query: str, *, on: date) -> Search:
    """Find out what a visitor means, by the names that hold on this day.

    What has no letter or digit in it finds nothing; an empty query looks for nothing.
    """
    if not query.strip():
        return Search()
    pieces = pieces_of(query)
    if not pieces:
        return NOTHING
    names = all_names(on=on)
    written = [as_written(piece) for piece in pieces]
    search = _search(written, names)
    if _is_literal(query) or _finds(search):
        return search

    sounding = [term.or_else(as_it_sounds(p)) for term, p in zip(written, pieces, strict=True)]
    if sounding != written:
        by_sound = _search(sounding, names, is_near=all(piece.is_wide for piece in pieces))
        if _finds(by_sound):
            return by_sound

    mended = mend(pieces, names)
    near = [
        as_written(piece).or_else([*as_it_sounds(piece), *with_one_wrong(piece)])
        for piece in pieces_of(mended)
    ]
    nearest = _search(
        near,
        names,
        instead="" if mended == " ".join(piece.text for piece in pieces) else mended,
        is_near=any(piece.is_wide for piece in pieces),
    )
    return nearest if near != sounding and _finds(nearest) else search


def all_names(*, on: date) -> list[Name]:
    """Of all brands, programmes and libraries of this day, in this order."""
    rows = [
        queryset.order_by().values_list(Value(str(kind)), "pk", "slug", "name_en", "name_zh")
        for kind, queryset in (
            (NameKind.BRAND, Brand.objects.active(on=on)),
            (NameKind.PROGRAMME, Programme.objects.active(on=on)),
            (NameKind.BRANCH, Branch.objects.standing(on=on)),
        )
    ]
    order = list(NameKind)
    names = [Name(NameKind(kind), *row) for kind, *row in rows[0].union(*rows[1:], all=True)]
    return sorted(names, key=lambda name: (order.index(name.kind), name.slug))


def mend(pieces: Sequence[Piece], names: Iterable[Name]) -> str:
    """The query with the nearest known word for each Latin word that has occurred nowhere."""
    doubtful = [
        piece
        for piece in pieces
        if not piece.is_wide and len(piece.text) >= SHORTEST_KNOWN_WORD and piece.text.isalpha()
    ]
    nearby = Q(pk__in=[])
    for piece in doubtful:
        size, most = len(piece.text), _most_mistakes(piece.text)
        nearby |= Q(size__range=(size - most, size + most)) | Q(word__startswith=piece.text)
    rows: Any = KnownWord.objects.annotate(size=Length("word")).filter(nearby) if doubtful else ()
    known = {row.word for row in rows}
    known |= {word for name in names for word in known_words_of_name(name.name_en, name.name_zh)}
    return " ".join(
        _nearest(piece.text, known) if piece in doubtful else piece.text for piece in pieces
    )


def _nearest(text: str, known: set[str]) -> str:
    """The word itself if it is known or begins a known one; else the nearest, or itself."""
    if any(word.startswith(text) for word in known):
        return text
    found = extract(
        text,
        known,
        scorer=DamerauLevenshtein.distance,
        score_cutoff=_most_mistakes(text),
        limit=NEAREST_TRIED,
    )
    if not found:
        return text
    # People rarely mistake the first letter.
    return min(found, key=lambda match: (match[1], match[0][0] != text[0], match[0]))[0]


def _most_mistakes(word: str) -> int:
    return 2 if len(word) >= LONG_WORD else 1


def _is_literal(query: str) -> bool:
    query = query.strip()
    return len(query) > 2 and query[0] in QUOTES and query[-1] in QUOTES


def _search(terms: Iterable[Term], names: list[Name], **told: Any) -> Search:
    terms = list(terms)
    fitting = [frozenset(name for name in names if term.fits(name.words)) for term in terms]
    return Search(
        sought=tuple(
            Sought(words=str(term), **_keys(fits))
            for term, fits in zip(terms, fitting, strict=True)
        ),
        names=tuple(name for name in names if all(name in fits for fits in fitting)),
        **told,
    )


def _keys(names: frozenset[Name]) -> dict[str, tuple[int, ...]]:
    return {
        field: tuple(sorted(name.pk for name in names if name.kind == kind))
        for field, kind in (
            ("brands", NameKind.BRAND),
            ("programmes", NameKind.PROGRAMME),
            ("branches", NameKind.BRANCH),
        )
    }


def _finds(search: Search) -> bool:
    """Whether any public event fits, whenever it is or was."""
    if search.names:
        return True
    return Session.objects.public().telling(search.sought).exists()

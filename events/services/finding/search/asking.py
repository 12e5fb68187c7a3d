"""What a query means: the events that it fits, and the brands, programmes and libraries.

Each word is taken as it was typed, if it occurs so in any public event or name, whenever that is or
was. If not, it is taken by its sound; if that occurs nowhere either, a Latin word stands for the
nearest known one, and Chinese may have any one character wrong. A query in quotation marks is taken
as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract
from wagtail.models import Page

from brands.models import Brand, BrandPage, Programme, ProgrammePage
from events.models import Event
from events.querysets import Sought
from events.services.finding.search.words import (
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
MOST_WORDS = 12
NEAREST_TRIED = 5

# From so many letters on, two of them may be wrong.
LONG_WORD = 8

# Each step is looked at only if those before it fail. The words are read apart and as a column:
# where the planner knows what it looks for, and that one row will do, it reads all events for a
# word that none of them has.
WHAT_OCCURS = """
SELECT step, CASE WHEN step IS NULL AND letters > 0 THEN ARRAY(
    SELECT word FROM events_knownword
    WHERE length(word) BETWEEN letters - mistakes AND letters + mistakes
) END
FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[]) WITH ORDINALITY
    AS asked (written, sounding, letters, mistakes, number)
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN EXISTS (
            WITH telling AS MATERIALIZED (
                SELECT event_id FROM events_eventwords WHERE words @@ written::tsquery
            ) SELECT FROM telling WHERE event_id IN ({public})
        ) THEN 'written'
        WHEN EXISTS (
            WITH telling AS MATERIALIZED (
                SELECT event_id FROM events_eventwords WHERE words @@ sounding::tsquery
            ) SELECT FROM telling WHERE event_id IN ({public})
        ) THEN 'sounding'
    END OFFSET 0
) AS found (step)
ORDER BY number
"""


class NameKind(StrEnum):
    BRAND = "brand"
    PROGRAMME = "programme"
    BRANCH = "branch"


class Step(StrEnum):
    """How far one has to go for a word to occur."""

    WRITTEN = "written"
    SOUNDING = "sounding"


@dataclass(frozen=True)
class Name:
    """What a brand, a programme or a library is called.

    `url_path` is that of its page in the language of the visitor, if it has one.
    """

    kind: NameKind
    pk: int
    slug: str
    name_en: str
    name_zh: str
    url_path: str = ""

    @property
    def words(self) -> frozenset[str]:
        return words_of_name(self.name_en, self.name_zh)


@dataclass(frozen=True)
class Search:
    """What is looked for: each of `sought` has to be told of a session's event or place.

    `instead` is the query without what was mistyped; `is_near` says that Chinese is looked for by
    its sound or with a character wrong. `names` fit the whole query.
    """

    sought: tuple[Sought, ...] = ()
    names: tuple[Name, ...] = ()
    instead: str = ""
    is_near: bool = False


NOTHING = Search(sought=(Sought.nothing(),))


def ask(query: str, *, on: date) -> Search:
    """Find out what a visitor means, by the names that hold on this day.

    Costs two statements. What has no letter or digit in it finds nothing; an empty query looks for
    nothing.
    """
    if not query.strip():
        return Search()
    pieces = pieces_of(query)[:MOST_WORDS]
    if not pieces:
        return NOTHING
    names = all_names(on=on)
    written = [as_written(piece) for piece in pieces]
    if _is_literal(query):
        return _search(written, names)

    sounding = [term.or_else(as_it_sounds(p)) for term, p in zip(written, pieces, strict=True)]
    steps = what_occurs(pieces, written, sounding, names)
    mended = [
        _nearest(piece.text, {*nearby, *_known_names(names)}) if nearby is not None else piece.text
        for piece, (_step, nearby) in zip(pieces, steps, strict=True)
    ]
    is_mended = mended != [piece.text for piece in pieces]
    if is_mended:
        pieces = pieces_of(" ".join(mended))
    terms, is_near = [], False
    for number, (piece, (step, _nearby)) in enumerate(zip(pieces, steps, strict=True)):
        if step == Step.WRITTEN:
            terms.append(written[number])
        elif step == Step.SOUNDING:
            terms.append(sounding[number])
        else:
            further = with_one_wrong(piece) if piece.is_wide else as_it_sounds(piece)
            terms.append(as_written(piece).or_else(further))
        is_near |= piece.is_wide and terms[-1] != written[number]
    return _search(terms, names, instead=" ".join(mended) if is_mended else "", is_near=is_near)


def what_occurs(
    pieces: Sequence[Piece],
    written: Sequence[Term],
    sounding: Sequence[Term],
    names: Sequence[Name],
) -> list[tuple[Step | None, list[str] | None]]:
    """For each piece the first step at which it occurs; for Latin words without one, what is near.

    Names are looked at here, the words of public events in one statement.
    """
    public, parameters = Event.objects.public().order_by().values("pk").query.sql_with_params()
    letters = [len(piece.text) if _can_be_mended(piece) else 0 for piece in pieces]
    with connection.cursor() as cursor:
        cursor.execute(
            WHAT_OCCURS.format(public=public),
            [
                list(map(str, written)),
                list(map(str, sounding)),
                letters,
                [_most_mistakes(piece.text) for piece in pieces],
                *parameters,
                *parameters,
            ],
        )
        rows = cursor.fetchall()
    found: list[tuple[Step | None, list[str] | None]] = []
    for (step, nearby), *terms in zip(rows, written, sounding, strict=True):
        by_name = [any(term.fits(name.words) for name in names) for term in terms]
        if step == Step.WRITTEN or by_name[0]:
            found.append((Step.WRITTEN, None))
        elif step == Step.SOUNDING or by_name[1]:
            found.append((Step.SOUNDING, None))
        else:
            found.append((None, nearby))
    return found


def all_names(*, on: date) -> list[Name]:
    """Of all brands, programmes and libraries of this day, in this order."""
    no_page = Value("", output_field=TextField())
    rows = [
        queryset.order_by()
        .annotate(url_path=page)
        .values_list(Value(str(kind)), "pk", "slug", "name_en", "name_zh", "url_path")
        for kind, queryset, page in (
            (NameKind.BRAND, Brand.objects.active(on=on), _page(BrandPage, "brand")),
            (
                NameKind.PROGRAMME,
                Programme.objects.active(on=on),
                _page(ProgrammePage, "programme"),
            ),
            (NameKind.BRANCH, Branch.objects.standing(on=on), no_page),
        )
    ]
    order = list(NameKind)
    names = [Name(NameKind(kind), *row) for kind, *row in rows[0].union(*rows[1:], all=True)]
    return sorted(names, key=lambda name: (order.index(name.kind), name.slug))


def _page(model: type[Page], row: str) -> Coalesce:
    """The path of the live page that tells of a row, in the language of the visitor."""
    pages = model.objects.live().filter(
        **{row: OuterRef("pk")}, locale__language_code=get_language()
    )
    return Coalesce(Subquery(pages.values("url_path")[:1]), Value(""), output_field=TextField())


def _can_be_mended(piece: Piece) -> bool:
    return not piece.is_wide and len(piece.text) >= SHORTEST_KNOWN_WORD and piece.text.isalpha()


def _known_names(names: Iterable[Name]) -> set[str]:
    return {word for name in names for word in known_words_of_name(name.name_en, name.name_zh)}


def _nearest(text: str, known: set[str]) -> str:
    """The known word that is nearest, or the word itself where none is near."""
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

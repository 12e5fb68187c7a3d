"""Texts and queries taken apart into words that can be compared.

Latin words are compared without case, accents and plural, and also written together with their
neighbour: "Story times" holds `story`, `time` and `storytime`. Chinese, Japanese and Korean are
compared by pairs of neighbouring characters, and Chinese titles by their sound as well: 小树苗
holds `小树`, `树苗` and, marked as sounds, `~xiaoshu` and `~shumiao`.

A single character or syllable is found as the beginning of a pair; the last one of a text begins
none, and is kept by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from core.text import pinyin

LONGEST_WORD = 60
SHORTEST_BEGINNING = 2
SHORTEST_KNOWN_WORD = 4
LONGEST_SOUNDED_NAME = 6
# The ways to have one character wrong grow with the square of the length: beyond this PostgreSQL
# compares each event one by one, which for a hundred characters takes it seconds.
LONGEST_WITH_ONE_WRONG = 16
MOST_SPLITS = 8

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA_AND_HANGUL = "\u3040-\u30ff\uac00-\ud7af"
PIECE = re.compile(f"[{HAN}{KANA_AND_HANGUL}]+|[^\\W_{HAN}{KANA_AND_HANGUL}]+")
IS_WIDE = re.compile(f"[{HAN}{KANA_AND_HANGUL}]")

# More than are in use, which does no harm: what is no syllable is in no text.
SYLLABLE = re.compile(
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uan|uai|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui"
    "|un|uo|a|e|i|o|u|v)"
    "|ang|eng|ai|an|ao|ei|en|er|ou|a|e|o)"
)


@dataclass(frozen=True)
class Word:
    """One word as it is kept, or its beginning."""

    text: str
    is_beginning: bool = False

    def is_in(self, words: frozenset[str]) -> bool:
        if self.is_beginning:
            return any(word.startswith(self.text) for word in words)
        return self.text in words

    def __str__(self) -> str:
        # Letters, digits and our own mark need no escaping between quotes.
        return f"'{self.text}'{':*' if self.is_beginning else ''}"


@dataclass(frozen=True)
class Term:
    """What a text has to hold: all words of at least one of these ways to say it."""

    ways: tuple[tuple[Word, ...], ...]

    def fits(self, words: frozenset[str]) -> bool:
        return any(all(word.is_in(words) for word in way) for way in self.ways)

    def or_else(self, ways: Iterable[tuple[Word, ...]]) -> Term:
        """The same with further ways to say it."""
        return Term((*self.ways, *ways))

    def __str__(self) -> str:
        """As PostgreSQL's `tsquery`."""
        return " | ".join(f"({' & '.join(map(str, way))})" for way in self.ways)


@dataclass(frozen=True)
class Piece:
    """A run of characters, or a Latin word with its neighbours in the query ("" at the ends)."""

    text: str
    before: str = ""
    after: str = ""
    is_last: bool = False

    @property
    def is_wide(self) -> bool:
        return bool(IS_WIDE.match(self.text))


# Of texts


@lru_cache(maxsize=4096)
def words_of_name(*names: str) -> frozenset[str]:
    """The words of a name in its languages, sounds included."""
    return frozenset(word for name in names for word in (*written_words(name), *sounds(name)))


@lru_cache(maxsize=4096)
def known_words_of_name(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in known_words(name))


def written_words(text: str) -> Iterator[str]:
    """All words of a text but its sounds."""
    for is_wide, pieces in _neighbours(PIECE.findall(plain(text))):
        if is_wide:
            yield from _pairs("".join(pieces))
            continue
        for word in pieces:
            yield cut(word)
            yield singular(word)
        for word, following in pairwise(pieces):
            yield together(word, following)


def sounds(text: str) -> Iterator[str]:
    """How the Chinese in a text sounds, in pairs of syllables."""
    for is_wide, pieces in _neighbours(PIECE.findall(plain(text))):
        if is_wide:
            yield from _sounds_of(pinyin("".join(pieces), chinese_only=True))


def known_words(text: str) -> Iterator[str]:
    """What people may have meant who mistyped a word: Latin words, and names as they sound."""
    for is_wide, pieces in _neighbours(PIECE.findall(plain(text))):
        if is_wide:
            for name in pieces:
                syllables = pinyin(name, chinese_only=True)
                if 1 < len(syllables) <= LONGEST_SOUNDED_NAME:
                    yield cut("".join(syllables))
            continue
        yield from (cut(word) for word in pieces if len(word) >= SHORTEST_KNOWN_WORD)
        for word, following in pairwise(pieces):
            if min(len(word), len(following)) >= SHORTEST_KNOWN_WORD - 1:
                yield together(word, following)


# Of queries


def pieces_of(query: str) -> list[Piece]:
    """The query in the order in which it was typed. White space parts, also in Chinese."""
    texts = [piece for chunk in plain(query).split() for piece in PIECE.findall(chunk)]
    wide = [bool(IS_WIDE.match(text)) for text in texts]
    return [
        Piece(
            text,
            before=texts[at - 1] if at and not wide[at - 1] and not wide[at] else "",
            after=texts[at + 1]
            if at + 1 < len(texts) and not wide[at + 1] and not wide[at]
            else "",
            is_last=at + 1 == len(texts),
        )
        for at, text in enumerate(texts)
    ]


def as_written(piece: Piece) -> Term:
    """The piece as it was typed; what was typed last may still grow."""
    if piece.is_wide:
        return Term((_all_pairs(piece.text),))
    ways = [(Word(singular(piece.text)),)]
    may_grow = piece.is_last and len(piece.text) >= SHORTEST_BEGINNING
    if may_grow:
        ways.append((Word(cut(piece.text), is_beginning=True),))
    if piece.before:
        ways.append((Word(together(piece.before, piece.text)),))
        if may_grow:
            ways.append((Word(cut(piece.before + piece.text), is_beginning=True),))
    if piece.after:
        ways.append((Word(together(piece.text, piece.after)),))
    return Term(tuple(ways))


def as_it_sounds(piece: Piece) -> list[tuple[Word, ...]]:
    """Chinese by its sound whichever its characters, and pinyin without tones."""
    if piece.is_wide:
        syllables = pinyin(piece.text, chinese_only=True)
        return [_all_sounds(syllables)] if len(syllables) > 1 else []
    ways = [_all_sounds(split, may_grow=piece.is_last) for split in splits(piece.text)]
    if piece.before:
        ways.append((Word(f"~{piece.before}{piece.text}", is_beginning=piece.is_last),))
    if piece.after:
        ways.append((Word(f"~{piece.text}{piece.after}", is_beginning=True),))
    return ways


def with_one_wrong(piece: Piece) -> list[tuple[Word, ...]]:
    """Chinese of three characters or more with any one of them wrong, up to a whole title."""
    text = piece.text
    if not piece.is_wide or not 3 <= len(text) <= LONGEST_WITH_ONE_WRONG:
        return []
    return [
        tuple(
            word for rest in (text[:wrong], text[wrong + 1 :]) if rest for word in _all_pairs(rest)
        )
        for wrong in range(len(text))
    ]


@lru_cache(maxsize=1024)
def splits(word: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read a word as pinyin of two syllables or more: xian only as xi an."""
    found: list[tuple[str, ...]] = []

    def read(start: int, syllables: tuple[str, ...]) -> None:
        if len(found) >= MOST_SPLITS:
            return
        if start == len(word):
            if len(syllables) > 1:
                found.append(syllables)
            return
        for end in range(min(len(word), start + 6), start, -1):
            if SYLLABLE.fullmatch(word, start, end):
                read(end, (*syllables, word[start:end]))

    if len(word) <= LONGEST_WORD // 2:
        read(0, ())
    return tuple(found)


# Of both


def plain(text: str) -> str:
    """Without case, accents, full-width forms and apostrophes: Children’s Café, childrens cafe."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return re.sub(r"(?<=\w)['’ʼ](?=\w)", "", unicodedata.normalize("NFC", bare))


def singular(word: str) -> str:
    """A Latin word without the s of its plural.

    The three rules of D. Harman, "How effective is suffixing?", JASIS 42 (1991), 7-15.
    """
    if len(word) <= 3 or not word.isascii():
        return cut(word)
    if word.endswith("ies"):
        word = word if word[-4] in "ea" else f"{word[:-3]}y"
    elif word.endswith("es"):
        word = word if word[-3] in "aeo" else word[:-1]
    elif word.endswith("s"):
        word = word if word[-2] in "us" else word[:-1]
    return cut(word)


def together(word: str, following: str) -> str:
    """Two words as one, as many people write them."""
    return cut(word + singular(following))


def cut(word: str) -> str:
    return word[:LONGEST_WORD]


def _neighbours(pieces: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Pieces of the same kind that follow each other, whatever stands between them."""
    group: list[str] = []
    for piece in pieces:
        if group and bool(IS_WIDE.match(piece)) != bool(IS_WIDE.match(group[0])):
            yield bool(IS_WIDE.match(group[0])), group
            group = []
        group.append(piece)
    if group:
        yield bool(IS_WIDE.match(group[0])), group


def _pairs(text: str) -> Iterator[str]:
    yield from map("".join, pairwise(text))
    yield text[-1]


def _sounds_of(syllables: list[str]) -> Iterator[str]:
    for syllable, following in pairwise(syllables):
        yield f"~{syllable}{following}"
    if syllables:
        yield f"~{syllables[-1]}"


def _all_pairs(text: str) -> tuple[Word, ...]:
    if len(text) == 1:
        return (Word(text, is_beginning=True),)
    return tuple(map(Word, map("".join, pairwise(text))))


def _all_sounds(syllables: Iterable[str], *, may_grow: bool = False) -> tuple[Word, ...]:
    pairs = [f"~{syllable}{following}" for syllable, following in pairwise(syllables)]
    return (*map(Word, pairs[:-1]), Word(pairs[-1], is_beginning=may_grow))

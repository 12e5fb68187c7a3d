"""Text helpers that need no tables: pinyin for sorting, masked names, text that fits into XML."""

import re

from django.utils.text import slugify

# https://www.w3.org/TR/xml/#charsets
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def pinyin(text: str, *, chinese_only: bool = False) -> list[str]:
    """The syllables of Chinese without tones; other text stays one piece, or is left out."""
    # Imported late: its dictionary takes 55 MB, and a process that only prints never asks it.
    from pypinyin import lazy_pinyin

    return lazy_pinyin(text, errors="ignore" if chinese_only else "default")


def sort_key(text: str) -> str:
    """A key that sorts Chinese by pinyin and Latin without case; the database has no ICU."""
    return " ".join(pinyin(text)).casefold()[:240]


def address_slug(text_en: str, text_zh: str) -> str:
    """The readable part of an address: from the English text, else from pinyin, else `x`."""
    return (
        slugify(text_en)[:60].strip("-")
        or slugify(" ".join(pinyin(text_zh)))[:60].strip("-")
        or "x"
    )


def for_xml(text: str) -> str:
    """The text with spaces for what no XML may hold: pasted texts bring marks of line breaks."""
    return NOT_IN_XML.sub(" ", text)


def masked(name: str) -> str:
    """L•• Y••; 王••: the first sign of each word, and nothing of its length."""
    words = [f"{word[0]}••" for word in name.split()]
    return " ".join(words) or "••"

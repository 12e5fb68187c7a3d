"""Text helpers that need no tables: pinyin for sorting and addresses."""

from django.utils.text import slugify
from pypinyin import lazy_pinyin


def sort_key(text: str) -> str:
    """A key that sorts Chinese by pinyin and Latin without case; the database has no ICU."""
    return " ".join(lazy_pinyin(text)).casefold()[:240]


def address_slug(text_en: str, text_zh: str) -> str:
    """The readable part of an address: from the English text, else from pinyin, else `x`."""
    return (
        slugify(text_en)[:60].strip("-")
        or slugify(" ".join(lazy_pinyin(text_zh)))[:60].strip("-")
        or "x"
    )

"""Many books at once: a column of ISBNs, or lines copied from a table."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from books.models import BookList, Entry
from books.services.books import Typed, keep_book, read_typed
from core.errors import DomainError

MOST_LINES = 500

# Semicolons as a table is saved, tabs as it is copied; commas stand in titles.
BETWEEN = re.compile(r"[;；\t]")


def read_lines(text: str) -> tuple[list[Typed], list[str]]:
    """The books that the lines name, and a sentence about each line that names none.

    A line is `ISBN`, `ISBN;title` or `ISBN;title;author`; the number may be missing. A heading and
    empty lines are passed over, and so is a line that repeats an earlier one.
    """
    books: list[Typed] = []
    refusals: list[str] = []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line.strip(";；\t ")]
    if len(lines) > MOST_LINES:
        return [], [
            _("These are %(lines)d lines. Paste %(most)d at most at a time.")
            % {"lines": len(lines), "most": MOST_LINES}
        ]
    for number, line in lines:
        isbn, title, author, *_rest = [*(cell.strip(' "') for cell in BETWEEN.split(line)), "", ""]
        if number == lines[0][0] and isbn.upper() == "ISBN":
            continue
        try:
            book = read_typed(isbn, title, author)
        except DomainError as refusal:
            sentence = _("Line %(number)d: %(refusal)s")
            refusals.append(sentence % {"number": number, "refusal": refusal})
        else:
            if book not in books:
                books.append(book)
    return books, refusals


@transaction.atomic
def append_books(book_list: BookList, books: list[Typed]) -> list[Entry]:
    """Put the books at the end of the list, in their order; those that stand on it stay there."""
    listed = set(book_list.entries.values_list("book", flat=True))
    last = book_list.entries.aggregate(last=Max("position"))["last"] or 0
    entries = []
    for typed in books:
        book = keep_book(typed)
        if book.pk not in listed:
            listed.add(book.pk)
            entries.append(Entry(book_list=book_list, book=book, position=last + len(entries) + 1))
    return Entry.objects.bulk_create(entries)

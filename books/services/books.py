"""Books by what is typed about them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from books.choices import BookLanguage
from books.errors import BookUnnamed, TooLong
from books.isbn import normal_isbn
from books.models import LONGEST_TEXT, Book

CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Typed:
    """What somebody typed about a book; an ISBN is in its normal form."""

    isbn: str | None
    title: str
    author: str


def read_typed(isbn: str, title: str, author: str) -> Typed:
    """The three as they can be kept.

    Raises:
        NotAnIsbn, IsbnMistyped: as `normal_isbn` says.
        BookUnnamed: neither number nor title.
        TooLong: a title or an author is longer than a column.
    """
    typed = Typed(normal_isbn(isbn) if isbn.strip() else None, title.strip(), author.strip())
    if not typed.isbn and not typed.title:
        raise BookUnnamed
    for text in (typed.title, typed.author):
        if len(text) > LONGEST_TEXT:
            raise TooLong(text=text[:20], most=LONGEST_TEXT)
    return typed


def known_book(typed: Typed, *, instead_of: Book | None = None) -> Book | None:
    """The row that this book has already.

    By its number; without one it is the book that stood there before, if that has none either,
    or one of the same title and author.
    """
    if typed.isbn:
        by_number = Book.objects.filter(isbn=typed.isbn).first()
        if by_number or instead_of is None or instead_of.isbn:
            return by_number
        return instead_of  # It is told its number now.
    if instead_of and not instead_of.isbn:
        return instead_of
    return Book.objects.filter(isbn=None, title=typed.title, author=typed.author).first()


def keep_book(typed: Typed, *, instead_of: Book | None = None) -> Book:
    """The book, with what was typed about it; what was left empty stays as it is known."""
    book = known_book(typed, instead_of=instead_of) or Book()
    book.isbn = typed.isbn
    book.title = typed.title or book.title
    book.author = typed.author or book.author
    book.language = book.language or language_of(book.title)
    book.save()
    return book


def language_of(title: str) -> str:
    """The language that a title seems to be in."""
    if not title:
        return ""
    return BookLanguage.CHINESE if CHINESE.search(title) else BookLanguage.ENGLISH

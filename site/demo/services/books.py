"""Book lists, and the programmes that they go with."""

from __future__ import annotations

from books.models import Book, BookList, Entry
from books.services.books import language_of
from demo.services.catalogue import Pair, read
from network.models import Branch

BooksOf = dict[str, BookList]
"""The list that goes with a programme, by the programme's slug."""


def build_book_lists() -> BooksOf:
    """Each list with its books, in the order of the file."""
    going_with: BooksOf = {}
    for entry in read("books")["lists"]:
        book_list = BookList.objects.create(
            **Pair(*entry["title"]).fields("title"),
            **Pair(*entry["introduction"]).fields("introduction"),
            branch=Branch.objects.filter(slug=entry.get("branch")).first(),
        )
        Entry.objects.bulk_create(
            Entry(
                book_list=book_list,
                book=Book.objects.create(
                    isbn=book.get("isbn"),
                    title=book["title"],
                    author=book["author"],
                    language=language_of(book["title"]),
                    age_from=book.get("age"),
                ),
                position=position,
                **Pair(*book["why"]).fields("why"),
            )
            for position, book in enumerate(entry["books"], 1)
        )
        going_with |= dict.fromkeys(entry["programmes"], book_list)
    return going_with

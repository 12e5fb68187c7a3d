"""Book lists in the words of schema.org, for search engines."""

from __future__ import annotations

from typing import Any

from books.models import Book, BookList
from books.services.catalogue import catalogue_url
from core.addresses import absolute


def book_list_json_ld(book_list: BookList) -> dict[str, Any]:
    """An `ItemList` of what visitors see of the list."""
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": book_list.title,
        "url": absolute(book_list.get_absolute_url()),
        "numberOfItems": len(book_list.shown),
        "itemListElement": [
            {"@type": "ListItem", "position": position, "item": _book(entry.book)}
            for position, entry in enumerate(book_list.shown, 1)
        ],
    }


def _book(book: Book) -> dict[str, Any]:
    """What is known of it, and nothing else."""
    known = {
        "name": book.title,
        "isbn": book.isbn,
        "author": book.author and {"@type": "Person", "name": book.author},
        "publisher": book.publisher and {"@type": "Organization", "name": book.publisher},
        "datePublished": book.year and str(book.year),
        "inLanguage": book.lang,
        "url": catalogue_url(book),
    }
    return {"@type": "Book"} | {key: value for key, value in known.items() if value}

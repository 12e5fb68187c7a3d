"""The way from a book to the library's catalogue."""

from urllib.parse import quote

from django.conf import settings

from books.models import Book


def catalogue_url(book: Book) -> str:
    """Where the catalogue shows the book; nothing without a catalogue or a number."""
    if not (settings.CATALOGUE_URL and book.isbn):
        return ""
    return settings.CATALOGUE_URL.replace("{isbn}", quote(book.isbn))

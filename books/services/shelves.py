"""Book lists on the pages of others."""

from __future__ import annotations

from django.db.models import QuerySet

from books.models import BookList, Entry


def public_lists(entries: QuerySet[Entry]) -> list[BookList]:
    """The public lists that these entries stand on, `with_books`, in one statement for all."""
    lists: dict[BookList, list[Entry]] = {}
    for entry in (
        entries.filter(book_list__is_published=True)
        .exclude(book__title="")
        .select_related("book", "book_list")
        .order_by("book_list", "position", "pk")
    ):
        lists.setdefault(entry.book_list, []).append(entry)
    for book_list, shown in lists.items():
        book_list.shown = shown
    return list(lists)

from typing import Self

from django.db import models


class BookListQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Those that everyone may see."""
        return self.filter(is_published=True)

    def with_books(self) -> Self:
        """With their books, read in one further statement."""
        return self.prefetch_related("entries")


class EntryManager(models.Manager):
    """An entry always comes with its book: there is nothing to show without it."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().select_related("book")

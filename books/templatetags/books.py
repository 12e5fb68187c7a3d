"""What templates need to show books."""

from django import template
from django.urls import reverse

from books import cover_art
from books.models import Book
from books.services import catalogue

register = template.Library()


@register.simple_tag
def book_cover_url(book: Book) -> str:
    """``{% book_cover_url entry.book %}``: the drawing of its cover."""
    return reverse("book_cover", args=[book.pk, cover_art.digest_of(book.title, book.author)])


@register.simple_tag
def catalogue_url(book: Book) -> str:
    """``{% catalogue_url entry.book as url %}``: its place in the catalogue, if it has one."""
    return catalogue.catalogue_url(book)

"""The book lists, and the covers drawn for their books."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from books import cover_art
from books.models import Book, BookList
from books.services.structured_data import book_list_json_ld
from cms.views.public import public_page

ONE_YEAR = 365 * 24 * 60 * 60
ONE_MINUTE = 60
LISTS_PER_PAGE = 24


@require_safe
@public_page
def book_lists(request: HttpRequest) -> HttpResponse:
    """All lists, the newest first."""
    lists = BookList.objects.public().select_related("branch").with_books()
    page = Paginator(lists, LISTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "books/book_lists.html", {"page_of_lists": page})


@require_safe
@public_page
def book_list(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A list by its key. The words before the key are for readers: wrong ones lead to the right."""
    found = get_object_or_404(
        BookList.objects.public().select_related("branch").with_books(), pk=pk
    )
    if slug != found.slug:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    context = {
        "book_list": found,
        "crumbs": [(_("Book lists"), reverse("book_lists")), (found.title, None)],
        "json_ld": book_list_json_ld(found),
    }
    return render(request, "books/book_list.html", context)


@require_safe
def book_cover(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """A book's cover, kept for ever under what it is drawn from; an old address shows today's."""
    book = get_object_or_404(Book, pk=pk)
    svg = cover_art.svg_for(book.title, book.author)
    response = HttpResponse(svg, content_type="image/svg+xml")
    if digest == cover_art.digest_of(book.title, book.author):
        patch_cache_control(response, public=True, max_age=ONE_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=ONE_MINUTE)
    return response

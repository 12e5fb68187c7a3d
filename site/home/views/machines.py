"""What search engines ask for first."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from books.models import BookList
from cms.languages import page_url
from core import clock
from core.addresses import absolute
from events.models import Event
from network.models import Branch
from rewards.models import Challenge

ONE_HOUR = 3600

# What is over for longer than this is still there, but no news for anyone.
DAYS_OF_PAST_EVENTS = 365

# Nothing here is meant to be found: what belongs to one person, and what staff works with.
CLOSED = [
    *("accounts/", "admin/", "checkin/", "here/", "large-mode/", "me/", "reading/log/"),
    *("reading/me/", "reading/groups/", "tickets/"),
    *("H/", "T/"),
]


class LibrarySitemap(Sitemap):
    """Addresses below BASE_URL, whatever name the request came by."""

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.BASE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.BASE_URL).scheme


class TwinSitemap(LibrarySitemap):
    """Pages that exist in both languages."""

    i18n = True
    alternates = True


class EventSitemap(TwinSitemap):
    def items(self) -> Iterable[Event]:
        since = clock.now() - timedelta(days=DAYS_OF_PAST_EVENTS)
        events = Event.objects.public().filter(last_ends_at__gt=since).order_by("pk")
        return events.only("title_en", "title_zh", "last_published_at")

    def lastmod(self, event: Event) -> datetime | None:
        return event.last_published_at


class BranchSitemap(TwinSitemap):
    def items(self) -> Iterable[Branch]:
        return Branch.objects.standing(on=timezone.localdate(clock.now())).order_by("pk")


class BookListSitemap(TwinSitemap):
    def items(self) -> Iterable[BookList]:
        return BookList.objects.public().order_by("pk")

    def lastmod(self, book_list: BookList) -> datetime:
        return book_list.changed_at


class ChallengeSitemap(TwinSitemap):
    def items(self) -> Iterable[Challenge]:
        return Challenge.objects.public().order_by("pk")


class ListSitemap(TwinSitemap):
    def items(self) -> Iterable[str]:
        return ["event_list", "branch_list", "book_lists", "reading"]

    def location(self, name: str) -> str:
        return reverse(name)


class PageSitemap(LibrarySitemap):
    """The pages of the CMS; each says itself where its twin is."""

    def items(self) -> Iterable[Page]:
        pages = Page.objects.live().public().filter(depth__gt=1).order_by("path")
        return pages.select_related("locale")

    def location(self, page: Page) -> str:
        return page_url(page.url_path, page.locale.language_code)

    def lastmod(self, page: Page) -> datetime | None:
        return page.last_published_at or page.latest_revision_created_at


SITEMAPS: dict[str, type[LibrarySitemap]] = {
    "pages": PageSitemap,
    "lists": ListSitemap,
    "events": EventSitemap,
    "branches": BranchSitemap,
    "books": BookListSitemap,
    "reading": ChallengeSitemap,
}


@require_safe
@cache_control(public=True, max_age=ONE_HOUR)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Where the parts of the map are."""
    parts = []
    for section, part in SITEMAPS.items():
        address = absolute(reverse("sitemap_section", args=[section]))
        pages = range(2, part().paginator.num_pages + 1)
        parts += [address, *(f"{address}?p={page}" for page in pages)]
    context = {"sitemaps": [views.SitemapIndexItem(address) for address in parts]}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")


@require_safe
@cache_control(public=True, max_age=ONE_HOUR)
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """The addresses of one part."""
    if section not in SITEMAPS:
        raise Http404
    return views.sitemap(request, {section: SITEMAPS[section]}, section=section)


@require_safe
@cache_control(public=True, max_age=ONE_HOUR)
def robots(request: HttpRequest) -> HttpResponse:
    """What may be read by machines, and where the map is."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: /{path}" for path in CLOSED]
    lines += [f"Disallow: /*/{path}" for path in CLOSED]
    lines += ["", f"Sitemap: {absolute(reverse('sitemap_index'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

"""What is printed of a month and of a programme, for everybody."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from brands.models import Programme
from core import clock
from core.addresses import absolute, with_query
from core.bilingual import FIELD_SUFFIXES, site_language
from events.choices import ListingView, Paper
from events.forms.filters import EventFilterForm
from events.forms.views import month_named
from events.services.printing.leaflet import (
    Leaflet,
    is_near,
    leaflet_of,
    leaflet_pdf,
    leaflet_png,
    leaflet_to_fold,
)
from events.services.printing.poster import poster_digest, poster_pdf, poster_png
from events.services.printing.programmes import programme_told
from events.views.share import kept_for_ever

COVER_SCALE = 0.75


@require_safe
def month_leaflet(request: HttpRequest, month: str, ending: str) -> HttpResponse:
    """The programme of a month with the filters of the list.

    As `pdf` to read, as `fold.pdf` to print and fold, its cover as `png`. Without the digest of
    what it tells, the address leads to that with it, which anyone may keep.
    """
    first = _month(month)
    form = EventFilterForm(request.GET, now=clock.now())
    filters = form.filters()
    query = form.as_query()
    url = absolute(
        with_query(reverse("event_list"), query, view=ListingView.MONTH, month=f"{first:%Y-%m}")
    )
    leaflet = leaflet_of(filters, first, url=url)
    if request.GET.get("v") != leaflet.digest:
        return redirect(with_query(request.path, query, v=leaflet.digest))
    return kept_for_ever(lambda: _drawn(leaflet, ending), _type(ending))


def _drawn(leaflet: Leaflet, ending: str) -> bytes:
    if ending == "pdf":
        return leaflet_pdf(leaflet)
    if ending == "fold.pdf":
        return leaflet_to_fold(leaflet)
    return leaflet_png(leaflet, scale=COVER_SCALE)


def _type(ending: str) -> str:
    return "image/png" if ending == "png" else "application/pdf"


def _month(name: str) -> date:
    """The first day of a month that is near enough to be printed."""
    try:
        first = month_named(name)
    except ValueError as unreadable:
        raise Http404 from unreadable
    if not is_near(first, today=timezone.localdate(clock.now())):
        raise Http404
    return first


@require_safe
def programme_poster(
    request: HttpRequest, pk: int, paper: str, digest: str, ending: str
) -> HttpResponse:
    """The poster of a programme with its coming dates; an old address leads to that of now."""
    now = clock.now()
    active = Programme.objects.active(on=timezone.localdate(now)).select_related("brand")
    programme = get_object_or_404(active, pk=pk)
    leading = get_language() or site_language()
    languages = sorted(FIELD_SUFFIXES, key=lambda code: code != leading)
    told = programme_told(programme, languages=languages, now=now)
    if digest != poster_digest(told):
        return redirect("programme_poster", pk, paper, poster_digest(told), ending)
    sheet = Paper(paper)
    if ending == "pdf":
        return kept_for_ever(lambda: poster_pdf(told, None, paper=sheet), "application/pdf")
    return kept_for_ever(lambda: poster_png(told, None, paper=sheet, scale=1), "image/png")

"""The libraries and service points, as visitors look for them."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brands.models import Brand
from brands.services.themes import themes_url
from cms.views.public import public_page
from core import clock
from events.querysets import Days
from events.services.finding.listing import Filters, cards, listed_sessions, prefetch_pictures
from events.services.finding.showcase import month_leaflet_url
from network.models import Branch
from network.services.opening import opening_now, weeks
from network.services.outline import outline, walk
from network.services.tree import ancestors

EVENTS_SHOWN = 6


@require_safe
@public_page
def branch_list(request: HttpRequest) -> HttpResponse:
    """The whole network as a tree, each place with its hours of today."""
    now = clock.now()
    network = outline(on=timezone.localdate(now))
    prefetch_related_objects([node.branch for node in walk(network)], "opening_hours")
    context = {"network": network, "now": now}
    return render(request, "home/branch_list.html", context)


@require_safe
@public_page
def branch_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One place: how to get there, when it is open, what is on there and below it."""
    now = clock.now()
    today = timezone.localdate(now)
    branch = Branch.objects.prefetch_related("opening_hours", "rooms").filter(pk=pk).first()
    if branch is None:
        raise Http404
    if slug != branch.slug:
        return HttpResponsePermanentRedirect(branch.get_absolute_url())
    days = Days(now, today)
    shown = cards(listed_sessions(Filters(days, branch=branch))[:EVENTS_SHOWN], days)
    prefetch_pictures(card.event for card in shown)
    above = ancestors(branch, today)
    context = {
        "branch": branch,
        "crumbs": [
            (_("Libraries"), reverse("branch_list")),
            *((place.name, place.get_absolute_url()) for place in reversed(above)),
            (branch.name, None),
        ],
        "opening": opening_now(branch, now),
        "weeks": weeks(branch, today),
        "below": Branch.objects.right_below(branch, on=today),
        "cards": shown,
        "list_url": f"{reverse('event_list')}?branch={branch.slug}",
        "paper_url": f"{month_leaflet_url(now)}?branch={branch.slug}",
        "theme_url": themes_url(Brand.objects.all()),
    }
    return render(request, "home/branch.html", context)

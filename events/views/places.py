"""The places of an event as they are now: the part of its page that an open page asks for again."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.views.public import public_page
from core import clock
from events.models import Event, SeatPool, Session
from events.services.registration.way_in import WayInNow, told_pools, way_in_by_pools


@dataclass(frozen=True)
class PlacesNow:
    """What `events/event_way_in.html` reads of the details of an event."""

    way_in: WayInNow
    pools: list[SeatPool]
    sessions: bool


@require_safe
@public_page
def event_places(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How one gets in right now, as a fragment; the same for everyone, as old as the page may be.

    A page in the browser of somebody who is signed in asks without their cookies, so a crowd that
    watches one event is answered from memory.
    """
    event = (
        Event.objects.public()
        .filter(pk=pk)
        .select_related("intake__draw", "branch")
        .annotate(has_sessions=Exists(Session.objects.filter(event=OuterRef("pk"))))
        .first()
    )
    if event is None:
        raise Http404
    if slug != event.slug:
        return HttpResponsePermanentRedirect(reverse("event_places", args=[event.slug, event.pk]))
    pools = list(SeatPool.objects.filter(event=event.pk))
    way_in = way_in_by_pools(event, pools, now=clock.now())
    context = {
        "event": event,
        "details": PlacesNow(way_in=way_in, pools=told_pools(pools), sessions=event.has_sessions),
        "register_url": reverse("register", args=[event.slug, event.pk]),
        "calendar_url": reverse("event_calendar", args=[event.slug, event.pk]),
    }
    fragment = render(request, "events/event_way_in.html", context)
    fragment["X-Robots-Tag"] = "noindex"
    return fragment

"""The page of a draw, its list of entries, and the script that draws the lots again."""

from __future__ import annotations

import inspect

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brands.services.themes import dress
from cms.views.public import public_page
from core import clock
from core import draw as lots
from events.models import Draw, Event
from events.views.event import public_event


@require_safe
@public_page
def draw_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was named, published and drawn, in this order, and how to check it."""
    event = public_event(pk)
    if slug != event.slug:
        return HttpResponsePermanentRedirect(reverse("event_draw", args=[event.slug, event.pk]))
    draw = draw_of(event)
    return render(
        request,
        "events/draw.html",
        {
            "event": event,
            "draw": draw,
            "outcome": lots.draw(draw.entries, draw.number) if draw.is_drawn else None,
            "entry_count": max(draw.entries.count("\n") - 1, 0),
            "now": clock.now(),
            **dress(event.brand),
            "crumbs": [
                (_("What is on"), reverse("event_list")),
                (event.title, event.get_absolute_url()),
                (_("Draw"), None),
            ],
        },
    )


@require_safe
@public_page
def entries_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The list of entries, letter by letter as its fingerprint was taken."""
    draw = draw_of(public_event(pk))
    if not draw.is_frozen:
        raise Http404
    return as_file(draw.entries, "text/plain; charset=utf-8", f"entries-{pk}.txt")


@require_safe
@public_page
def script(request: HttpRequest) -> HttpResponse:
    """The arithmetic of the draw: the very file that the library runs."""
    return as_file(inspect.getsource(lots), "text/x-python; charset=utf-8", "draw.py")


def as_file(content: str, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def draw_of(event: Event) -> Draw:
    """The event's draw, or the answer that it has none."""
    draw: Draw | None = event.intake.draw
    if draw is None:
        raise Http404
    return draw

"""What is handed on of an event: the picture beside a shared link, and the poster."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.errors import NoTypesetting
from core import clock
from events.services.details import EventDetails, details_of
from events.services.poster import poster_of, poster_pdf, poster_png
from events.services.share_picture import share_picture_of, share_png
from events.views.event import public_event

ONE_YEAR = 365 * 24 * 60 * 60
POSTERS = {"pdf": (poster_pdf, "application/pdf"), "png": (poster_png, "image/png")}


@require_safe
def share_picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """The event's picture in the language of its address.

    An address from before a change leads to the picture of now.
    """
    details = _details(pk)
    picture = share_picture_of(details)
    if digest != picture.digest:
        return redirect("share_picture", pk, picture.digest)
    return _kept_for_ever(lambda: share_png(picture, details.event.image), "image/png")


@require_safe
def poster(request: HttpRequest, pk: int, digest: str, ending: str) -> HttpResponse:
    """The event's poster, as PDF or as a picture; an old address leads to the poster of now."""
    if ending not in POSTERS:
        raise Http404
    details = _details(pk)
    told = poster_of(details)
    if digest != told.digest:
        return redirect("event_poster", pk, told.digest, ending)
    draw, content_type = POSTERS[ending]
    return _kept_for_ever(lambda: draw(told, details.event.image), content_type)


def _details(pk: int) -> EventDetails:
    return details_of(public_event(pk), now=clock.now())


def _kept_for_ever(draw: Callable[[], bytes], content_type: str) -> HttpResponse:
    """An answer that never changes, because its address changes with what it tells."""
    try:
        response = HttpResponse(draw(), content_type=content_type)
    except NoTypesetting as refusal:
        raise Http404 from refusal
    patch_cache_control(response, public=True, max_age=ONE_YEAR, immutable=True)
    return response

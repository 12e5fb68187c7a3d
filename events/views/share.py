"""What is handed on of an event: the picture beside a shared link, the poster, its photos."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.errors import NoTypesetting
from core import clock
from events.choices import Shape
from events.services.details import EventDetails, details_of
from events.services.photos import shown_copy
from events.services.printing.poster import poster_digest, poster_pdf, poster_png
from events.services.printing.social import picture_digest, picture_png
from events.services.printing.told import told_in_public
from events.services.recap import photo_digest, public_photos
from events.views.event import public_event

ONE_HOUR = 60 * 60
ONE_YEAR = 365 * 24 * ONE_HOUR
POSTERS = {"pdf": (poster_pdf, "application/pdf"), "png": (poster_png, "image/png")}


@require_safe
def share_picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """The event's picture in the language of its address.

    An address from before a change leads to the picture of now.
    """
    details = _details(pk)
    told = told_in_public(details)
    if digest != picture_digest(told, Shape.LINK):
        return redirect("share_picture", pk, picture_digest(told, Shape.LINK))
    image = details.event.image
    return kept_for_ever(lambda: picture_png(told, image, Shape.LINK), "image/png")


@require_safe
def poster(request: HttpRequest, pk: int, digest: str, ending: str) -> HttpResponse:
    """The event's poster, as PDF or as a picture; an old address leads to the poster of now."""
    if ending not in POSTERS:
        raise Http404
    details = _details(pk)
    told = told_in_public(details)
    if digest != poster_digest(told):
        return redirect("event_poster", pk, poster_digest(told), ending)
    draw, content_type = POSTERS[ending]
    return kept_for_ever(lambda: draw(told, details.event.image), content_type)


def _details(pk: int) -> EventDetails:
    return details_of(public_event(pk), now=clock.now())


def kept_for_ever(draw: Callable[[], bytes], content_type: str) -> HttpResponse:
    """An answer that never changes, because its address changes with what it tells."""
    try:
        response = HttpResponse(draw(), content_type=content_type)
    except NoTypesetting as refusal:
        raise Http404 from refusal
    patch_cache_control(response, public=True, max_age=ONE_YEAR, immutable=True)
    return response


@require_safe
def event_photo(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """A photo that goes with what is told of an event.

    Kept for an hour, not for ever: whoever agreed may take it back.
    """
    photo = public_photos().filter(pk=pk).first()
    if photo is None or digest != photo_digest(photo.path):
        raise Http404
    try:
        response = HttpResponse(shown_copy(photo), content_type="image/jpeg")
    except FileNotFoundError as lost:
        raise Http404 from lost
    patch_cache_control(response, public=True, max_age=ONE_HOUR)
    return response

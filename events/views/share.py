"""What stands beside a shared link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.errors import NoTypesetting
from core import clock
from events.services.details import details_of
from events.services.share_picture import share_picture_of, share_png
from events.views.event import public_event

ONE_YEAR = 365 * 24 * 60 * 60


@require_safe
def share_picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """The event's picture in the language of its address.

    An address from before a change leads to the picture of now.
    """
    event = public_event(pk)
    picture = share_picture_of(details_of(event, now=clock.now()))
    if digest != picture.digest:
        return redirect("share_picture", pk, picture.digest)
    try:
        response = HttpResponse(share_png(picture, event.image), content_type="image/png")
    except NoTypesetting as refusal:
        raise Http404 from refusal
    patch_cache_control(response, public=True, max_age=ONE_YEAR, immutable=True)
    return response

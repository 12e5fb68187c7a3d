"""Drawn pictures by their address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms import cover_art

ONE_MONTH = 30 * 24 * 60 * 60


@require_safe
@cache_control(public=True, max_age=ONE_MONTH)
def art(request: HttpRequest, name: str) -> HttpResponse:
    """The drawing of this name. It depends on nothing else, so anyone may keep it."""
    svg = cover_art.svg_named(name)
    if svg is None:
        raise Http404
    return HttpResponse(svg, content_type="image/svg+xml")

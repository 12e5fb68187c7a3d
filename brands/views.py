from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from brands.models import Brand
from brands.services.themes import theme_of
from cms.colour import theme_hash

ONE_YEAR = 365 * 24 * 60 * 60
ONE_MINUTE = 60


@require_safe
def brand_theme(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The colours of one brand."""
    return _style_sheet(theme_of([get_object_or_404(Brand, slug=slug)]), digest)


@require_safe
def brand_themes(request: HttpRequest, digest: str) -> HttpResponse:
    """The colours of all brands."""
    return _style_sheet(theme_of(Brand.objects.all()), digest)


def _style_sheet(css: str, digest: str) -> HttpResponse:
    """Kept for ever under its own hash; an old address leads to what holds now, for a while."""
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    if digest == theme_hash(css):
        patch_cache_control(response, public=True, max_age=ONE_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=ONE_MINUTE)
    return response

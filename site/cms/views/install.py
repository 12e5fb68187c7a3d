"""What makes an app of the site: a manifest in each language, and icons."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms.errors import NoTypesetting
from cms.languages import home_url
from cms.navigation import Place, links_for
from cms.services.app_icons import SHARES, SIZES, favicon, icon_png

ONE_DAY = 24 * 60 * 60
ONE_MONTH = 30 * ONE_DAY
PAPER = "#f7f4ec"


@require_safe
@cache_control(public=True, max_age=ONE_DAY)
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest (https://www.w3.org/TR/appmanifest/) in the language of its address."""
    language = get_language()
    seal = {"src": static("cms/icons/seal.svg"), "sizes": "any", "type": "image/svg+xml"}
    bitmaps = [
        {
            "src": reverse("app_icon", args=[purpose, size]),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for purpose in SHARES
        for size in (192, 512)
    ]
    return JsonResponse(
        {
            "id": "/",
            "name": _("Shuxiang: events of the library"),
            "short_name": _("Shuxiang"),
            "description": _(
                "Events of the public libraries: reading, learning and meeting, for every age."
            ),
            "lang": language,
            "dir": "ltr",
            "start_url": home_url(language),
            "scope": "/",
            "display": "standalone",
            "theme_color": PAPER,
            "background_color": PAPER,
            "categories": ["books", "education", "lifestyle"],
            "icons": [seal, *bitmaps],
            "shortcuts": [
                {"name": link.label, "url": link.url} for link in links_for(request, Place.HEADER)
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
@cache_control(public=True, max_age=ONE_MONTH)
def app_icon(request: HttpRequest, purpose: str, size: int) -> HttpResponse:
    """The icon as PNG, in the sizes that phones ask for."""
    if purpose not in SHARES or size not in SIZES:
        raise Http404
    return _bitmap(lambda: icon_png(purpose, size), "image/png")


@require_safe
@cache_control(public=True, max_age=ONE_MONTH)
def favicon_ico(request: HttpRequest) -> HttpResponse:
    """What browsers ask for without being told."""
    return _bitmap(favicon, "image/x-icon")


def _bitmap(draw: Callable[[], bytes], content_type: str) -> HttpResponse:
    try:
        return HttpResponse(draw(), content_type=content_type)
    except NoTypesetting as refusal:
        raise Http404 from refusal

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from cms.views.public import public_page

ServePage = Callable[[Page, HttpRequest, Any, Any], HttpResponse]

# Outside Wagtail's own check for restricted pages, whose answers nobody may keep.
OUTERMOST = -100


@hooks.register("on_serve_page", order=OUTERMOST)
def let_caches_keep_pages(serve: ServePage) -> ServePage:
    """Pages of the CMS are public pages like all others."""

    def keep(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        return public_page(lambda request: serve(page, request, args, kwargs))(request)

    return keep

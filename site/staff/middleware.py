from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from wagtail.log_actions import LogContext

from core.addresses import ADMIN


class AdminUserMiddleware:
    """Shows the admin in the language that its user has chosen; its addresses name none.

    Wagtail knows the user as the one at work only until a view is done. Pages are rendered later,
    and what they hold asks as well (`cms.viewsets.EditPageFinder`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(ADMIN) and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
            with LogContext(user=request.user):
                return self.get_response(request)
        return self.get_response(request)

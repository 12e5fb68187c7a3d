"""Lets the pages that allauth makes answer as all our pages do."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.errors import CodeNotSent
from cms.views.form_pages import FAILED_FORM

ACCOUNT_VIEWS = ("allauth.", "accounts.")


class AccountPagesMiddleware:
    """A form that comes back with errors is no success; a code that could not be sent is said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        view = request.resolver_match.func if request.resolver_match else None
        is_account_page = view is not None and view.__module__.startswith(ACCOUNT_VIEWS)
        if is_account_page and request.method == "POST" and response.status_code == 200:
            response.status_code = FAILED_FORM
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, CodeNotSent):
            return None
        messages.error(request, str(exception))
        return redirect(request.get_full_path())

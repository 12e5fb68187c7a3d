"""One field for events, people and tickets. What is typed may name somebody, so it is posted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from core import clock
from core.errors import DomainError
from staff.choices import Action
from staff.policy import may_somewhere
from workbench.services.finding import Found, find

LONGEST_QUERY = 120


class FindView(WagtailAdminTemplateMixin, TemplateView):
    page_title = gettext_lazy("Find")
    header_icon = "search"
    template_name = "workbench/find.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        query = request.POST.get("q", "")[:LONGEST_QUERY]
        try:
            found, refusal = find(query, user=request.user, now=clock.now()), None
        except DomainError as error:
            found, refusal = Found(), error
        context = self.get_context_data(query=query, found=found, refusal=refusal)
        return self.render_to_response(context, status=refusal.status if refusal else 200)

"""What the pages of coordinators about volunteers have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from volunteers.permissions import decides_somewhere


class ForDeciders(MenuItem):
    """For those who decide about volunteers somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return decides_somewhere(request.user)


class DecidersPage(WagtailAdminTemplateMixin, TemplateView):
    """A page for them; each asks for the rows in its user's scope."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not decides_somewhere(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

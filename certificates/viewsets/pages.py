"""What the pages of those who issue certificates have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from staff.choices import Action
from staff.policy import may_somewhere


class ForIssuers(MenuItem):
    """For those who may issue somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.CHANGE)


class IssuersPage(WagtailAdminTemplateMixin, View):
    """A page for them; each asks for what is in its user's scope."""

    @property
    def user(self) -> Any:
        return self.request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.CHANGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

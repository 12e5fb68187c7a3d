"""The queue of applications: each on one card, decided by one of two buttons."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from core import clock
from volunteers.permissions import decides_somewhere, volunteers_in_scope

MOST_SHOWN = 50


class ApplicationsView(WagtailAdminTemplateMixin, TemplateView):
    """Applications that wait, those that have waited longest first."""

    page_title = _("Applications")
    header_icon = "mail"
    template_name = "volunteers/admin/applications.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not decides_somewhere(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = volunteers_in_scope(self.request.user).to_decide()
        today = clock.today()
        shown = (
            waiting.select_related("person", "home_branch")
            .prefetch_related("interests", "availability")
            .all()[:MOST_SHOWN]
        )
        return super().get_context_data(
            applications=[(each, each.is_minor(on=today)) for each in shown],
            count=waiting.count(),
            **kwargs,
        )


class ApplicationsItem(MenuItem):
    """For those who decide somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return decides_somewhere(request.user)


class ApplicationsViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "volunteer_applications"
    url_prefix = "volunteers/applications"
    icon = "mail"
    menu_label = _("Applications")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return ApplicationsItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", ApplicationsView.as_view(), name="index")]

"""The queue of applications: each on one card, decided by one of two buttons."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from core import clock
from volunteers.permissions import volunteers_in_scope
from volunteers.viewsets.pages import DecidersPage, ForDeciders

MOST_SHOWN = 50


class ApplicationsView(DecidersPage):
    """Applications that wait, those that have waited longest first."""

    page_title = _("Applications")
    header_icon = "mail"
    template_name = "volunteers/admin/applications.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = volunteers_in_scope(self.request.user).to_decide()
        today = clock.today()
        shown = waiting.select_related("person", "home_branch").prefetch_related(
            "interests", "availability"
        )[:MOST_SHOWN]
        return super().get_context_data(
            applications=[(each, each.is_minor(on=today)) for each in shown],
            count=waiting.count(),
            **kwargs,
        )


class ApplicationsViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "volunteer_applications"
    url_prefix = "volunteers/applications"
    icon = "mail"
    menu_label = _("Applications")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return ForDeciders

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", ApplicationsView.as_view(), name="index")]

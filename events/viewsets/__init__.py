"""Events in Wagtail's admin, each visible only to those in whose scope it lies."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from cms.viewsets import ScopedViewSet
from events.forms.listing import EventFilterSet
from events.models import Event
from events.panels import EVENT_EDITOR
from events.viewsets.choosing import EventChooserViewSet
from events.viewsets.copying import CopyWeekView
from events.viewsets.editing import (
    EventCompareView,
    EventCreateView,
    EventEditView,
    EventHistoryView,
    EventRevertView,
    EventVersionView,
)
from events.viewsets.listing import EventIndexView
from events.viewsets.making import (
    EventCopyView,
    FromProgrammeView,
    InTheWayView,
    NewEventView,
)
from events.viewsets.reviewing import EventReviewView
from events.viewsets.series import NewSeriesView


class EventViewSet(ScopedViewSet):
    model = Event
    url_prefix = "events"
    url_namespace = "events_admin"
    icon = "calendar-alt"
    menu_label = _("Events")
    menu_name = "events"
    add_to_admin_menu = True

    index_view_class = EventIndexView
    add_view_class = EventCreateView
    edit_view_class = EventEditView
    copy_view_class = EventCopyView
    history_view_class = EventHistoryView
    revisions_revert_view_class = EventRevertView
    revisions_view_class = EventVersionView
    revisions_compare_view_class = EventCompareView

    edit_handler = EVENT_EDITOR
    filterset_class = EventFilterSet
    chooser_viewset_class = EventChooserViewSet
    export_filename = "events"
    list_per_page = 50
    ordering = "-first_starts_at"

    def get_copy_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """None of those of a form: the copy has none."""
        return kwargs

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("new/", self.construct_view(NewEventView), name="new"),
            path(
                "new/<int:programme_id>/",
                self.construct_view(FromProgrammeView),
                name="from_programme",
            ),
            path(
                "new/<int:programme_id>/in-the-way/",
                self.construct_view(InTheWayView),
                name="in_the_way",
            ),
            path(
                "new/<int:programme_id>/series/",
                self.construct_view(NewSeriesView),
                name="new_series",
            ),
            path("copy-week/", self.construct_view(CopyWeekView), name="copy_week"),
            path("review/<int:pk>/", self.construct_view(EventReviewView), name="review"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """None: scopes decide, and a group must not seem to."""
        return Permission.objects.none()

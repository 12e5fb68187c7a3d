"""Media mentions in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, IndexView

from cms import formats
from cms.viewsets import PlainExports, ScopedModelViewSet
from core.keys import key_of
from events.forms.listing import LibraryAndBrandFilterSet
from events.permissions import events_in_scope
from reports.models import MediaMention
from reports.panels import MEDIA_MENTION_PANELS
from staff.choices import Action


class MediaMentionFilterSet(LibraryAndBrandFilterSet):
    day = DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = MediaMention
        fields = ["level", "kind", "day", "branch", "brand"]


def about(mention: MediaMention) -> str:
    """The event, programme or brand; else the library itself."""
    return str(mention.event or mention.programme or mention.brand or mention.branch)


class MediaMentionIndexView(PlainExports, IndexView):
    """The mentions in scope, the latest first."""

    template_name = "reports/mentions/index.html"
    results_template_name = "reports/mentions/results.html"
    list_export = [
        *("day", "outlet", "get_level_display", "get_kind_display", "title", "link"),
        *("event", "programme", "brand", "branch", "entered_by"),
    ]
    export_headings = {
        "get_level_display": _("Level"),
        "get_kind_display": _("Kind"),
    }

    def get_base_queryset(self) -> QuerySet[MediaMention]:
        related = ("event", "programme", "brand", "branch", "entered_by")
        return super().get_base_queryset().select_related(*related)


class MediaMentionCreateView(CreateView):
    """Comes from the desk of an event with that event filled in."""

    def get_form_kwargs(self) -> dict[str, Any]:
        if key := key_of(self.request.GET.get("event")):
            mine = events_in_scope(self.request.user, Action.ADD)
            self.initial = {"event": mine.filter(pk=key).first()}
        return super().get_form_kwargs()


class MediaMentionViewSet(ScopedModelViewSet):
    model = MediaMention
    name = "media_mentions"
    url_prefix = "figures/media"
    icon = "openquote"
    menu_label = _("Media")
    menu_hook = "register_figures_menu_item"
    menu_order = 60
    index_view_class = MediaMentionIndexView
    add_view_class = MediaMentionCreateView
    filterset_class = MediaMentionFilterSet
    copy_view_enabled = False
    export_filename = "media-mentions"
    list_display = [
        "title",
        Column("outlet", label=_("Outlet"), sort_key="outlet"),
        Column("level", label=_("Level"), accessor="get_level_display"),
        Column(
            "day",
            label=_("Day"),
            accessor=lambda mention: formats.day(mention.day),
            sort_key="day",
        ),
        Column("about", label=_("About"), accessor=about, classname="wide-only"),
        Column("branch", label=_("Library or service point"), classname="wide-only"),
    ]
    search_backend_name = None
    search_fields = ["outlet", "title"]
    edit_handler = MEDIA_MENTION_PANELS

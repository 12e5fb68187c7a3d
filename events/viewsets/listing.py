"""The listing of events."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView

from cms import formats
from cms.viewsets import PlainExports
from core import clock
from events.models import Event
from events.permissions import may
from staff.choices import Action

NEW_EVENT = "events_admin:new"


def when_of(event: Event) -> str:
    """From the first start to the last end, or nothing while it has no session."""
    if not event.first_starts_at or not event.last_ends_at:
        return ""
    return formats.when(event.first_starts_at, event.last_ends_at, today=clock.today())


def places_of(event: Event) -> int:
    return sum(pool.capacity for pool in event.pools.all())


def taken_of(event: Event) -> int:
    return sum(pool.taken for pool in event.pools.all())


def desk_url(event: Event) -> str:
    return reverse("desk:overview", args=[event.pk])


class PlacesColumn(Column):
    """How many places are taken, of how many; leads to the event's desk."""

    cell_template_name = "events/admin/places_cell.html"

    def get_cell_context_data(self, event: Event, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(event, parent_context)
        places, taken = places_of(event), taken_of(event)
        return context | {"places": places, "taken": taken, "url": desk_url(event)}


class StandingColumn(Column):
    cell_template_name = "events/admin/standing_cell.html"


class EventIndexView(PlainExports, IndexView):
    """All events in scope; buttons on a row are those that work on it."""

    page_title = gettext_lazy("Events")
    is_searchable = True
    search_fields = ("title_en", "title_zh")
    search_backend_name = None  # Chinese inside a word is found by comparing, not by an index.
    show_other_searches = False

    list_export = (
        "pk",
        "title_zh",
        "title_en",
        "brand",
        "branch",
        "programme",
        "get_kind_display",
        "first_starts_at",
        "last_ends_at",
        "places",
        "taken",
        "standing_label",
    )
    export_headings = {
        "pk": gettext_lazy("Number"),
        "get_kind_display": gettext_lazy("Kind"),
        "first_starts_at": gettext_lazy("Starts"),
        "last_ends_at": gettext_lazy("Ends"),
        "places": gettext_lazy("Places"),
        "taken": gettext_lazy("Taken"),
        "standing_label": gettext_lazy("State"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        title_column = self._get_title_column_class(TitleColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            title_column(
                "title",
                label=_("Title"),
                get_url=lambda event: self.get_edit_url(event) or desk_url(event),
                get_title_id=lambda event: f"snippet_{event.pk}_title",
            ),
            Column(
                "when",
                label=_("When"),
                accessor=when_of,
                sort_key="first_starts_at",
                classname="when",
            ),
            Column(
                "branch",
                label=_("Library or service point"),
                sort_key="branch__sort_key",
                classname="wide-only",
            ),
            Column("brand", label=_("Brand"), sort_key="brand__name_en", classname="wide-only"),
            PlacesColumn("places", label=_("Taken of places")),
            StandingColumn("standing", label=_("State"), sort_key="live"),
        ]

    def get_base_queryset(self) -> QuerySet:
        events = super().get_base_queryset()
        return events.for_admin() if self.is_export else events

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, _rows, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = page.object_list.page_for_admin()
        return paginator, page, page.object_list, has_others

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "-pk")

    def to_row_dict(self, item: Event) -> dict[str, Any]:
        item.places, item.taken = places_of(item), taken_of(item)
        item.standing_label = item.standing.label
        return super().to_row_dict(item)

    def get_copy_url(self, instance: Event) -> str | None:
        allowed = may(self.request.user, Action.ADD, instance)
        return super().get_copy_url(instance) if allowed else None

    def get_delete_url(self, instance: Event) -> str | None:
        is_mere_draft = not instance.live and instance.first_published_at is None
        return super().get_delete_url(instance) if is_mere_draft else None

    def get_list_more_buttons(self, instance: Event) -> list[Any]:
        desk = MenuItem(_("Desk"), desk_url(instance), icon_name="desktop", priority=5)
        buttons = [desk, *super().get_list_more_buttons(instance)]
        if instance.series_id:
            url = reverse("series:series", args=[instance.series_id])
            buttons.append(MenuItem(_("Series"), url, icon_name="calendar", priority=6))
        return buttons

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission(Action.ADD):
            return []
        return [HeaderButton(_("New event"), url=reverse(NEW_EVENT), icon_name="plus")]

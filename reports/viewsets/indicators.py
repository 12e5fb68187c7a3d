"""The indicators in the admin: what is counted, what is entered, and in which order."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column

from cms.viewsets import ScopedModelViewSet
from reports.models import Indicator
from reports.panels import INDICATOR_PANELS
from staff.choices import Action
from staff.policy import may_somewhere


class IndicatorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.CHANGE)


class IndicatorViewSet(ScopedModelViewSet):
    """One set for all libraries. Whatever was entered stays when an indicator is put out of use."""

    model = Indicator
    name = "indicators_admin"
    url_prefix = "figures/indicators"
    icon = "list-ol"
    menu_label = _("Indicators")
    menu_hook = "register_figures_menu_item"
    menu_order = 60
    edit_handler = INDICATOR_PANELS
    list_display = [
        "__str__",
        Column("unit", label=_("Unit")),
        Column("way", label=_("Where it comes from"), accessor="get_way_display"),
        Column("slug", label=pgettext_lazy("in a file", "Key")),
        BooleanColumn("is_active", label=_("In use")),
    ]
    list_filter = ["way", "is_active"]
    list_per_page = 100
    search_backend_name = None
    search_fields = ["name_en", "name_zh", "slug"]
    ordering = ["order", "pk"]
    inspect_view_enabled = False

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return IndicatorsItem

"""The service network in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.viewsets import ScopedViewSet
from network.models import Branch, Partner
from network.panels import BRANCH_PANELS, PARTNER_PANELS


class BranchViewSet(ScopedViewSet):
    model = Branch
    icon = "home"
    menu_label = _("Libraries and service points")
    edit_handler = BRANCH_PANELS
    inspect_view_enabled = True
    list_display = ["name", "kind", "level", Column("stands_below", label=_("Stands below"))]
    list_filter = ["kind", "level"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh", "address_en", "address_zh"]
    ordering = ["sort_key", "pk"]
    inspect_view_fields = [
        "name_en",
        "name_zh",
        "kind",
        "level",
        "address_en",
        "address_zh",
        "phone",
        "email",
    ]


class PartnerViewSet(ScopedViewSet):
    model = Partner
    icon = "group"
    menu_label = _("Partners")
    edit_handler = PARTNER_PANELS
    list_display = ["name", "kind", "website"]
    list_filter = ["kind"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh"]


class NetworkGroup(SnippetViewSetGroup):
    items = (BranchViewSet, PartnerViewSet)
    menu_label = _("Service network")
    menu_icon = "site"
    menu_name = "network"

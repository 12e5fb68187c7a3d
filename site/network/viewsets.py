"""The service network in the admin."""

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSetGroup

from cms.viewsets import ScopedViewSet
from core import clock
from network.models import Branch, Partner, Placement
from network.panels import BRANCH_PANELS, PARTNER_PANELS


class BranchIndexView(IndexView):
    """The branches, each with the one that it stands below today."""

    def get_base_queryset(self) -> QuerySet[Branch]:
        today = clock.today()
        current = Placement.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today), starts_on__lte=today
        ).select_related("parent")
        prefetch = Prefetch("placements", queryset=current, to_attr="current_placements")
        return super().get_base_queryset().prefetch_related(prefetch)


def stands_below(branch: Branch) -> Branch | None:
    """The parent of a branch that `BranchIndexView` has read; nothing at the top."""
    return next((placement.parent for placement in vars(branch)["current_placements"]), None)


class BranchViewSet(ScopedViewSet):
    model = Branch
    icon = "home"
    menu_label = _("Libraries and service points")
    edit_handler = BRANCH_PANELS
    index_view_class = BranchIndexView
    inspect_view_enabled = True
    list_display = [
        "__str__",
        "kind",
        "level",
        Column("stands_below", label=_("Stands below"), accessor=stands_below),
    ]
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
    list_display = ["__str__", "kind", "website"]
    list_filter = ["kind"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh"]


class NetworkGroup(SnippetViewSetGroup):
    items = (BranchViewSet, PartnerViewSet)
    menu_label = _("Service network")
    menu_icon = "site"
    menu_name = "network"

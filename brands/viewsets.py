"""The brand matrix in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from brands.models import Brand, BrandMatrix, Programme
from brands.panels import BRAND_PANELS, MATRIX_PANELS, PROGRAMME_PANELS
from cms.viewsets import ScopedViewSet


class BrandViewSet(ScopedViewSet):
    model = Brand
    icon = "tag"
    menu_label = _("Brands")
    edit_handler = BRAND_PANELS
    inspect_view_enabled = True
    list_display = [
        "__str__",
        "audience",
        BooleanColumn("is_star", label=_("Star brand"), sort_key="is_star"),
        "retired_on",
    ]
    list_filter = ["audience", "is_star", "matrix"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh"]


class ProgrammeViewSet(ScopedViewSet):
    model = Programme
    icon = "list-ul"
    menu_label = _("Programmes")
    edit_handler = PROGRAMME_PANELS
    inspect_view_enabled = True
    list_display = ["__str__", "brand", "kind", "audience", "capacity", "retired_on"]
    list_filter = ["brand", "kind", "audience"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh"]
    copy_view_enabled = True


class BrandMatrixViewSet(ScopedViewSet):
    model = BrandMatrix
    icon = "grid"
    menu_label = _("Brand matrices")
    edit_handler = MATRIX_PANELS
    list_display = ["__str__"]


class BrandsGroup(SnippetViewSetGroup):
    items = (BrandViewSet, ProgrammeViewSet, BrandMatrixViewSet)
    menu_label = _("Brands")
    menu_icon = "tag"
    menu_name = "brands"

"""Templates of certificates in the admin, with a true preview beside the form."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView

from certificates.models import Template
from certificates.panels import TEMPLATE_PANELS
from cms.viewsets import ScopedViewSet


class TemplateIndexView(IndexView):
    """The templates in scope, those of the network with them."""

    def get_base_queryset(self) -> QuerySet[Template]:
        templates: Any = super().get_base_queryset()
        return templates.select_related("branch", "brand")


class TemplateViewSet(ScopedViewSet):
    model = Template
    admin_url_namespace = "certificate_templates"
    base_url_path = "certificates/templates"
    icon = "doc-full-inverse"
    menu_label = gettext_lazy("Templates")
    edit_handler = TEMPLATE_PANELS
    index_view_class = TemplateIndexView
    list_display = [
        "__str__",
        Column("get_purpose_display", label=gettext_lazy("What for"), sort_key="purpose"),
        "branch",
        "brand",
        Column("get_languages_display", label=gettext_lazy("Languages")),
        "retired_on",
    ]
    list_filter = ["purpose", "brand", "branch"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh", "title_en", "title_zh"]

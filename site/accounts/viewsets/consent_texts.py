"""Consent texts in the admin: read them all, add a new version, change none."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView

from accounts.models import ConsentText
from accounts.panels import CONSENT_TEXT_PANELS
from cms.viewsets import ScopedModelViewSet


class ConsentTextIndexView(IndexView):
    def get_list_more_buttons(self, instance: ConsentText) -> list[MenuItem]:
        return [
            MenuItem(_("Read"), url=self.get_inspect_url(instance), icon_name="view"),
            MenuItem(_("New version"), url=self.get_copy_url(instance), icon_name="plus"),
        ]


class ConsentTextViewSet(ScopedModelViewSet):
    model = ConsentText
    name = "consent_texts"
    icon = "doc-full"
    menu_label = _("Consent texts")
    add_to_settings_menu = True
    menu_order = 110
    index_view_class = ConsentTextIndexView
    inspect_view_enabled = True
    inspect_view_fields = ["purpose", "version", "published_on", "text_en", "text_zh"]
    copy_view_enabled = True
    list_display = ["__str__", "published_on", Column("text", label=_("Text"))]
    list_filter = ["purpose"]
    edit_handler = CONSENT_TEXT_PANELS

"""The rules for no-shows in the admin: those of the network, and of brands that want their own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn

from cms.viewsets import ScopedModelViewSet
from events.models import ConductPolicy
from events.panels import CONDUCT_POLICY_PANELS


class ConductPolicyViewSet(ScopedModelViewSet):
    model = ConductPolicy
    name = "conduct_policies"
    icon = "history"
    menu_label = _("No-shows")
    add_to_settings_menu = True
    menu_order = 115
    list_display = [
        "__str__",
        BooleanColumn("is_on", label=_("Counts")),
        "no_shows",
        "months",
        "days",
    ]
    edit_handler = CONDUCT_POLICY_PANELS

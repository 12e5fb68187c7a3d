"""What prizes there are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.viewsets import ScopedViewSet
from rewards.models import Prize
from rewards.panels import PRIZE_PANELS


class PrizeViewSet(ScopedViewSet):
    model = Prize
    admin_url_namespace = "prizes_admin"
    base_url_path = "reading/prizes"
    icon = "pick"
    menu_label = _("Prizes")
    edit_handler = PRIZE_PANELS
    list_display = ["__str__", "branch", "retired_on"]
    list_filter = ["branch"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh"]

"""The levels of stars in the admin: how many hours each takes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.viewsets import ScopedModelViewSet
from volunteers.models import StarLevel
from volunteers.panels import STAR_LEVEL_PANELS


class StarLevelViewSet(ScopedModelViewSet):
    """One set for all libraries. Stars that were confirmed stay when a level changes."""

    model = StarLevel
    name = "star_levels"
    url_prefix = "volunteers/star-levels"
    icon = "pick"
    menu_label = _("Star levels")
    menu_hook = "register_volunteers_menu_item"
    edit_handler = STAR_LEVEL_PANELS
    list_display = ["__str__", "stars", "hours"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh"]

"""What there is to do, and the credentials that it takes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.viewsets import ScopedViewSet
from volunteers.models import CredentialKind, Role
from volunteers.panels import CREDENTIAL_KIND_PANELS, ROLE_PANELS


class RoleViewSet(ScopedViewSet):
    model = Role
    icon = "tasks"
    menu_label = _("Roles")
    edit_handler = ROLE_PANELS
    list_display = ["__str__", "minimum_age", "retired_on"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh"]


class CredentialKindViewSet(ScopedViewSet):
    model = CredentialKind
    icon = "clipboard-list"
    menu_label = _("Kinds of credentials")
    edit_handler = CREDENTIAL_KIND_PANELS
    list_display = ["__str__", "sort", "good_for_months"]
    list_filter = ["sort"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh"]

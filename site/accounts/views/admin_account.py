"""One's own account in the admin. Wagtail's asks for first and last names; nobody has them here."""

from __future__ import annotations

from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel

from accounts.forms.admin import NameForm


class NameSettingsPanel(BaseSettingsPanel):
    name = "name"
    title = _("Name")
    order = NameEmailSettingsPanel.order
    form_class = NameForm


@method_decorator(require_admin_access, name="dispatch")
class AdminAccountView(AccountView):
    def get_panels(self) -> list[BaseSettingsPanel]:
        own = NameSettingsPanel(self.request, self.request.user, profile=None)
        others = super().get_panels()
        return [own] + [panel for panel in others if not isinstance(panel, NameEmailSettingsPanel)]

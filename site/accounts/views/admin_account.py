"""One's own account in the admin.

Wagtail's asks for first and last names, which nobody has here, and for a language and a time zone
of the admin alone: who works here reads it in the language of their account, by the library's
clocks.
"""

from __future__ import annotations

from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    BaseSettingsPanel,
    LocaleSettingsPanel,
    NameEmailSettingsPanel,
)

from accounts.forms.admin import OwnForm

REPLACED = (NameEmailSettingsPanel, LocaleSettingsPanel)


class OwnSettingsPanel(BaseSettingsPanel):
    name = "own"
    title = _("Name and language")
    order = NameEmailSettingsPanel.order
    form_class = OwnForm


@method_decorator(require_admin_access, name="dispatch")
class AdminAccountView(AccountView):
    def get_panels(self) -> list[BaseSettingsPanel]:
        own = OwnSettingsPanel(self.request, self.request.user, profile=None)
        others = super().get_panels()
        return [own] + [panel for panel in others if not isinstance(panel, REPLACED)]

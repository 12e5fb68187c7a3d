"""What the admin accepts as rules for no-shows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from events.models import ConductPolicy
from staff.choices import Action
from staff.policy import EVERYWHERE, brands_in_scope, where


class ConductPolicyForm(WagtailAdminModelForm):
    """Offers the brands for which the user may decide everywhere, and none twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may_change = where(self.for_user, Action.CHANGE, branch=None, brand="pk")
        brands = brands_in_scope(self.for_user, Action.CHANGE).filter(may_change)
        self.fields["brand"].queryset = brands
        self.fields["brand"].required = may_change != EVERYWHERE

    def clean(self) -> dict[str, Any]:
        rules: dict[str, Any] = super().clean()
        others = ConductPolicy.objects.exclude(pk=self.instance.pk)
        if "brand" in rules and others.filter(brand=rules["brand"]).exists():
            self.add_error("brand", _("There are such rules already. Change those instead."))
        return rules

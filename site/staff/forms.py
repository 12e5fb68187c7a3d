"""What the admin accepts about staff scopes."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from core import clock
from staff.models import StaffScope
from staff.services.scopes import give_scope


class StaffScopeForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["starts_on"] = clock.today()

    def clean(self) -> dict[str, Any]:
        scope = super().clean()
        starts_on, ends_on = scope.get("starts_on"), scope.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _("The scope ends before it begins."))
        if not ends_on and self.twins(scope).exists():
            self.add_error("role", _("This person has this scope already."))
        return scope

    def twins(self, scope: dict[str, Any]) -> QuerySet[StaffScope]:
        """Other scopes without an end that say the same."""
        same = {name: scope.get(name) for name in ("user", "role", "branch", "brand")}
        return StaffScope.objects.filter(ends_on=None, **same).exclude(pk=self.instance.pk)

    def save(self, commit: bool = True) -> StaffScope:
        scope = super().save(commit=False)
        return give_scope(scope) if commit else scope

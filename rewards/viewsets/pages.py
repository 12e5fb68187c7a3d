"""What the pages of staff about reading have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from core.errors import DomainError
from staff.choices import Action
from staff.policy import may_somewhere


class StaffView(View):
    """For those who may do `needs` somewhere; each view asks for the rows in its user's scope."""

    needs: ClassVar[Action]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, self.needs):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def attempt(self, do: Callable[[], object], said: str) -> bool:
        """Do it, and tell what became of it; says whether it is done."""
        try:
            do()
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
            return False
        messages.success(self.request, said)
        return True

    def attempt_in(self, form: forms.Form, do: Callable[..., object], said: str) -> bool:
        """Do it with what the form says; what is wrong is told in the form."""
        if not form.is_valid():
            return False
        try:
            do(**form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return False
        messages.success(self.request, said)
        return True


class BelowOthers(WagtailAdminTemplateMixin, TemplateView):
    """A page that says which way leads to it."""

    def get_way(self) -> list[tuple[str, str]]:
        """Addresses and names of the pages above."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": url, "label": label} for url, label in self.get_way()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]


class StaffPage(StaffView, BelowOthers):
    """A page of those who may do `needs` somewhere."""


class KeepersItem(MenuItem):
    """For those who look after something somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.CHANGE)


class DesksItem(MenuItem):
    """For those who stand at a desk somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.CHECK_IN)

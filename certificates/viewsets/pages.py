"""What the pages of those who issue certificates have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from certificates.models import Certificate
from staff.choices import Action
from staff.policy import may_somewhere


class ForIssuers(MenuItem):
    """For those who may issue somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.CHANGE)


class IssuersPage(WagtailAdminTemplateMixin, View):
    """A page for them; each asks for what is in its user's scope."""

    action = Action.CHANGE

    @property
    def user(self) -> Any:
        return self.request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, self.action):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


def tell_issued(
    request: Any, certificates: Sequence[Certificate], *, of: Model | None = None
) -> None:
    """Say how many were issued, and write it into the log: of the event, or of the first one."""
    count = len(certificates)
    if count:
        log(of or certificates[0], "certificates.issued", user=request.user, data={"count": count})
    said = ngettext("%(n)s certificate was issued.", "%(n)s certificates were issued.", count)
    messages.success(request, said % {"n": count})

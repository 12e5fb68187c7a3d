"""The keys of the libraries in the admin: which signs since when, and a page to replace it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from certificates.models import SigningKey
from certificates.permissions import may_replace_key
from certificates.services.keys.key_pairs import rotate_key, withdraw_key
from cms.viewsets import ScopedModelViewSet
from core import clock
from core.errors import DomainError

CHANGES: dict[str, tuple[Callable[..., Any], Promise]] = {
    "replace": (
        rotate_key,
        gettext_lazy("%(library)s signs with a new key from now on. The old one stays published."),
    ),
    "withdraw": (
        withdraw_key,
        gettext_lazy("The key of %(library)s is withdrawn. Badges that it signed fall with it."),
    ),
}


def ending(key: SigningKey) -> str:
    """The last characters: all keys begin alike."""
    return f"…{key.public_multibase[-8:]}"


def standing(key: SigningKey) -> str:
    if key.is_withdrawn:
        return _("withdrawn")
    return _("signs") if key.is_active else _("stays published")


class KeyIndexView(IndexView):
    """The keys, without their private halves: nobody is shown them."""

    def get_base_queryset(self) -> QuerySet[SigningKey]:
        return super().get_base_queryset().select_related("issuer").defer("private")

    def get_inspect_url(self, instance: SigningKey) -> str:
        return reverse("signing_keys:key", args=[instance.pk])

    def get_list_more_buttons(self, instance: SigningKey) -> list[Button]:
        """None: nobody edits a key, and its page is behind its name."""
        return []


class KeyView(WagtailAdminTemplateMixin, TemplateView):
    """One key. Says what follows when it is replaced or withdrawn, and does it."""

    model = SigningKey
    page_title = gettext_lazy("Signing key")
    header_icon = "key"
    template_name = "certificates/admin/key.html"
    stored_row: SigningKey

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_replace_key(request.user, self.stored_row):
            raise PermissionDenied
        change, said = CHANGES["withdraw" if "withdraw" in request.POST else "replace"]
        try:
            change(key_id=self.stored_row.pk, now=clock.now(), by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said % {"library": self.stored_row.issuer})
        return redirect("signing_keys:index")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        keys = {"url": reverse("signing_keys:index"), "label": _("Signing keys")}
        return [*self.breadcrumbs_items, keys, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.stored_row
        return super().get_context_data(
            key=key,
            ending=ending(key),
            since=timezone.localdate(key.created_at),
            may_replace=may_replace_key(self.request.user, key),
            **kwargs,
        )


class SigningKeyViewSet(ScopedModelViewSet):
    model = SigningKey
    name = "signing_keys"
    url_prefix = "certificates/keys"
    icon = "key"
    menu_label = gettext_lazy("Signing keys")
    add_to_settings_menu = True
    index_view_class = KeyIndexView
    list_display = [
        "issuer",
        Column("ending", label=gettext_lazy("Key"), accessor=ending),
        Column("standing", label=gettext_lazy("State"), accessor=standing),
        DateColumn("created_at", label=gettext_lazy("Signs since")),
        DateColumn("retired_at", label=gettext_lazy("Signed until")),
    ]
    list_filter = ["issuer"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """There is a list and nothing else: keys are made when one is needed, and replaced."""
        pages = ("add", "edit", "delete", "copy", "history", "usage", "inspect", "reorder")
        common = super().get_common_view_kwargs(**kwargs)
        return {
            name: value
            for name, value in common.items()
            if name not in {f"{page}_url_name" for page in pages}
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.construct_view(KeyView), name="key"),
        ]

"""The rules for volunteers in the admin: one page, for those in charge of the whole network."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from cms.views.form_pages import FAILED_FORM
from volunteers.forms.rules import RulesForm
from volunteers.permissions import keeps_rules
from volunteers.services.rules import volunteer_rules


class ForThoseInCharge(MenuItem):
    """For those who keep the rules of the network."""

    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_rules(request.user)


class RulesView(WagtailAdminTemplateMixin, FormView):
    form_class = RulesForm
    page_title = gettext_lazy("Rules for volunteers")
    header_icon = "cog"
    template_name = "volunteers/admin/rules.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not keeps_rules(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": volunteer_rules()}

    def form_valid(self, form: Any) -> HttpResponse:
        form.instance.pk = 1
        rules = form.save()
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        log(rules, "volunteers.rules_changed", user=self.request.user, data=changed)
        messages.success(self.request, _("Saved. The rules hold from now on."))
        return redirect("volunteer_rules:index")

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class RulesViewSet(ViewSet):
    name = "volunteer_rules"
    url_prefix = "volunteers/rules"
    icon = "cog"
    menu_label = gettext_lazy("Rules")
    menu_hook = "register_volunteers_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return ForThoseInCharge

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", RulesView.as_view(), name="index")]

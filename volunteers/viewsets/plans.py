"""Plans of shifts in the admin, and the page on which shifts are made from one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from cms.viewsets import ScopedModelViewSet
from core import clock
from staff.choices import Action
from staff.policy import may_at
from volunteers.forms.plans import PlannedDaysForm
from volunteers.models import ShiftPlan
from volunteers.panels import SHIFT_PLAN_PANELS
from volunteers.services.shifts.plans import days_of_plan, make_planned_shifts


class ShiftPlanEditView(EditView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("shift_plans:days", args=[self.object.pk])
        return [HeaderButton(_("Make shifts"), url=url, icon_name="calendar")]


class PlannedDaysView(WagtailAdminTemplateMixin, TemplateView):
    """Which days a plan makes and which it leaves out; a button makes them as drafts."""

    model = ShiftPlan
    header_icon = "calendar"
    template_name = "volunteers/admin/planned_days.html"
    stored_row: ShiftPlan

    @property
    def plan(self) -> ShiftPlan:
        return self.stored_row

    @property
    def may_make(self) -> bool:
        user = self.request.user
        return may_at(user, Action.ADD, branch_id=self.plan.branch_id, brand_id=None)

    @cached_property
    def form(self) -> PlannedDaysForm:
        today = clock.today()
        asked = self.request.POST or self.request.GET
        form = PlannedDaysForm(asked if "period" in asked else None, today=today)
        if not form.is_valid():
            form = PlannedDaysForm({"period": form.usual}, today=today)
            form.full_clean()
        return form

    @property
    def days(self) -> dict[str, Any]:
        first_day, last_day = self.form.cleaned_data["period"]
        return {"first_day": first_day, "last_day": last_day, "now": clock.now()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_make:
            raise PermissionDenied
        if request.POST.get("period") != self.form.data["period"]:
            messages.error(request, _("These days are over. Choose the days again."))
            return redirect(request.path)
        made = len(make_planned_shifts(plan_id=self.plan.pk, by=request.user, **self.days))
        said = ngettext(
            "%(n)s shift is there as a draft.", "%(n)s shifts are there as drafts.", made
        )
        messages.success(request, said % {"n": made})
        return redirect(request.get_full_path())

    def get_page_title(self) -> str:
        return str(self.plan)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plans = {"url": reverse("shift_plans:index"), "label": _("Shift plans")}
        return [*self.breadcrumbs_items, plans, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = days_of_plan(self.plan, **self.days)
        return super().get_context_data(
            plan=self.plan,
            form=self.form,
            days=days,
            to_make=sum(each.is_to_make for each in days),
            may_make=self.may_make,
            **kwargs,
        )


class ShiftPlanViewSet(ScopedModelViewSet):
    model = ShiftPlan
    name = "shift_plans"
    url_prefix = "volunteers/plans"
    icon = "calendar"
    menu_label = gettext_lazy("Shift plans")
    menu_hook = "register_volunteers_menu_item"
    edit_view_class = ShiftPlanEditView
    edit_handler = SHIFT_PLAN_PANELS
    list_display = [
        "__str__",
        "branch",
        Column("weekdays_in_words", label=gettext_lazy("On")),
        Column("times", label=gettext_lazy("At"), sort_key="starts_at"),
        "first_day",
        "last_day",
    ]
    list_filter = ["branch"]
    search_backend_name = None
    search_fields = ["title_en", "title_zh"]

    def get_urlpatterns(self) -> list[URLPattern]:
        days = self.construct_view(PlannedDaysView)
        return [*super().get_urlpatterns(), path("<str:pk>/days/", days, name="days")]

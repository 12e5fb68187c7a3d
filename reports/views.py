from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core import clock
from core.spreadsheets import csv_file
from events.models import Event
from reports.forms import ReportForm
from reports.services.figures import Report, report
from staff.choices import Action
from staff.policy import may_somewhere, where


class FiguresView(WagtailAdminTemplateMixin, TemplateView):
    """The figures of a period, for whoever may report, over what they may report on."""

    page_title = gettext_lazy("Figures")
    header_icon = "table"
    template_name = "reports/figures.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.REPORT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.GET.get("format") if self.form.is_valid() else None:
            case "csv":
                return self.as_csv()
            case "json":
                return JsonResponse(self.figures.as_dict(), json_dumps_params={"indent": 2})
        status = 200 if self.form.is_valid() else 400
        return self.render_to_response(self.get_context_data(**kwargs), status=status)

    @cached_property
    def form(self) -> ReportForm:
        asked = self.request.GET if "first_day" in self.request.GET else None
        return ReportForm(asked, user=self.request.user, today=clock.today())

    @cached_property
    def figures(self) -> Report:
        asked = self.form.cleaned_data
        events = Event.objects.filter(where(self.request.user, Action.REPORT))
        if asked["brand"]:
            events = events.filter(brand=asked["brand"])
        return report(
            events,
            first_day=asked["first_day"],
            last_day=asked["last_day"],
            branch=asked["branch"],
            now=clock.now(),
        )

    def as_csv(self) -> HttpResponse:
        period = f"{self.figures.first_day}-{self.figures.last_day}"
        return HttpResponse(
            csv_file(self.figures.as_rows()),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="figures-{period}.csv"'},
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("reports:figures"), "label": _("Figures")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["form"] = self.form
        if self.form.is_valid():
            context["report"] = self.figures
            context["query"] = urlencode(
                {field.html_name: field.value() or "" for field in self.form}
            )
            context["splits"] = [
                (_("By brand"), _("Brand"), self.figures.by_brand),
                (_("By programme"), _("Programme"), self.figures.by_programme),
                (_("By library or service point"), _("Where"), self.figures.by_branch),
                (_("By month"), _("Month"), self.figures.by_month),
            ]
        return context

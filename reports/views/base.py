from abc import abstractmethod
from io import BytesIO
from typing import IO, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from cms.views.form_pages import UNREADABLE_ADDRESS
from core import clock
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_file, xlsx_file
from events.models import Event
from reports.forms.period import ReportForm
from reports.services.facts import Counting
from staff.choices import Action
from staff.policy import branches_in_scope, may_somewhere, where

CONTENT_TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE, "json": "application/json"}

# What a page of figures hands on to the rows behind its numbers.
OF_ROWS = ("first_day", "last_day", "brand", "programme", "branch", "kind", "audience")


class CountingView(WagtailAdminTemplateMixin, TemplateView):
    """A page of figures, for whoever may report, over what they may report on.

    What is looked at stands in the address, so a page can be kept and passed on; a file of it is
    had by sending the same by POST, and the log tells who had it made.
    """

    form_class: type[ReportForm] = ReportForm
    url_name = ""
    table_name = ""
    """As its files and the log have it."""
    formats: tuple[str, ...] = ("csv", "xlsx")
    """Of its files; the first is the usual one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.REPORT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        status = 200 if self.form.is_valid() else UNREADABLE_ADDRESS
        return self.render_to_response(self.get_context_data(**kwargs), status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What is looked at as a file, in the format that was asked for. The log tells of it."""
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        rows = self.table()
        wanted = request.POST.get("format", "")
        ending = wanted if wanted in self.formats else self.formats[0]
        self.log_export(lines=len(rows) - 1)
        return FileResponse(
            self.file(rows, ending),
            as_attachment=True,
            filename=f"{self.table_name}-{self.period}.{ending}",
            content_type=CONTENT_TYPES[ending],
        )

    @abstractmethod
    def table(self) -> list[list[Any]]:
        """What is looked at, the headings first."""

    def file(self, rows: list[list[Any]], ending: str) -> IO[bytes]:
        if ending == "xlsx":
            return xlsx_file(rows, name=str(self.page_title), widths=[36])
        return BytesIO(csv_file(rows))

    def log_export(self, *, lines: int) -> None:
        """At what it is about: the library or the brand, else the first library of theirs."""
        asked, user = self.form.cleaned_data, self.request.user
        about = asked["branch"] or asked["brand"] or branches_in_scope(user, Action.REPORT).first()
        data = {"table": self.table_name, "period": self.period, "rows": lines}
        log(about, "reports.figures_exported", user=user, data=data)

    @cached_property
    def form(self) -> ReportForm:
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        asked = sent if "first_day" in sent else None
        return self.form_class(asked, user=self.request.user, today=clock.today())

    @property
    def query(self) -> dict[str, str]:
        """What is looked at, as it stands in an address."""
        return {field.html_name: f"{field.value() or ''}" for field in self.form}

    def counting(self, **narrowed: Any) -> Counting:
        asked = self.form.cleaned_data
        events = Event.objects.filter(where(self.request.user, Action.REPORT))
        for name in ("brand", "programme", "kind", "audience"):
            if asked.get(name):
                events = events.filter(**{name: asked[name]})
        return Counting(
            events,
            asked["first_day"],
            asked["last_day"],
            clock.now(),
            asked["branch"],
            **narrowed,
        )

    @property
    def period(self) -> str:
        return f"{self.form.cleaned_data['first_day']}-{self.form.cleaned_data['last_day']}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        page = {"url": reverse(self.url_name), "label": str(self.page_title)}
        return [*self.breadcrumbs_items, page]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["form"] = self.form
        if self.form.is_valid():
            context["query"] = urlencode(self.query)
            context["asked"], context["formats"] = self.query, self.formats
            of_rows = {name: value for name, value in self.query.items() if name in OF_ROWS}
            context["rows_url"] = f"{reverse('reports:rows')}?{urlencode(of_rows)}"
        return context

"""Reports of a period in the admin: made, read, written, decided, and the rows behind a figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError, WrittenMeanwhile
from core.keys import key_of
from core.spreadsheets import XLSX_TYPE
from events.permissions import events_in_scope
from reports.choices import Dimension
from reports.forms.reports import ChapterForm, NewReportForm, SendBackForm
from reports.models import Report, ReportFigure
from reports.models.frozen import LONGEST_KEY
from reports.permissions import may_approve, may_see_reports, may_write, reports_in_scope
from reports.services.facts import MEASURES, summed
from reports.services.report import making
from reports.services.report.chapters import CHAPTERS
from reports.services.report.document import document_of
from reports.services.report.freezing import fact_of, told_of
from reports.services.report.paper import paper_of
from reports.services.report.tables import NONE, figure_in_words
from reports.services.report.word import word_of
from reports.services.report.workbook import workbook_of
from staff.choices import Action
from staff.policy import may_somewhere

ROWS_ON_A_PAGE = 50
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES: dict[str, tuple[Callable[[Report], bytes], str]] = {
    "pdf": (paper_of, "application/pdf"),
    "docx": (word_of, WORD_TYPE),
    "xlsx": (workbook_of, XLSX_TYPE),
}
ON_SITE = "attendances_on_site"


class ForReporters(View):
    """For those who write reports somewhere, or review them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see_reports(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ReportPage(WagtailAdminTemplateMixin, ForReporters):
    """A page about reports, below their list."""

    header_icon = "doc-full"
    page_title: Any = gettext_lazy("Reports")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("period_reports:index"), "label": _("Reports")}
        return [*self.breadcrumbs_items, above, *self.crumbs()]

    def crumbs(self) -> list[dict[str, Any]]:
        return []


class OneReport(ForReporters):
    """Knows the report in its address, if it is in this person's scope."""

    @cached_property
    def report(self) -> Report:
        found = reports_in_scope(self.request.user).with_names().filter(pk=self.kwargs["pk"])
        report: Report | None = found.first()
        if report is None:
            raise Http404
        return report

    @property
    def url(self) -> str:
        return reverse("period_reports:report", args=[self.report.pk])

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.url, "label": self.report.title}]


class ReportsView(ReportPage, TemplateView):
    """The reports in this person's scope, the latest period first."""

    template_name = "reports/report/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reports = Paginator(reports_in_scope(self.request.user).with_names(), ROWS_ON_A_PAGE)
        return super().get_context_data(
            page=reports.get_page(self.request.GET.get("page")),
            may_make=may_somewhere(self.request.user, Action.REPORT),
            **kwargs,
        )


class NewReportView(ReportPage, FormView):
    """Choose a period and of what; then it is counted, frozen and drafted."""

    page_title = gettext_lazy("New report")
    template_name = "reports/report/new.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.REPORT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> NewReportForm:
        sent = self.request.POST if self.request.method == "POST" else None
        return NewReportForm(sent, user=self.request.user, today=clock.today())

    def form_valid(self, form: NewReportForm) -> HttpResponse:
        try:
            report = making.make_report(**form.cleaned_data, by=self.request.user, now=clock.now())
        except DomainError as refusal:
            form.add_error("last_day", str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("The figures are frozen, and the report is drafted."))
        return redirect("period_reports:report", report.pk)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"media": context["form"].media}


class ReportView(OneReport, ReportPage, TemplateView):
    """The report as it is read, each figure leading to its rows, and what can be done with it."""

    template_name = "reports/report/report.html"

    def get_page_title(self) -> str:
        return self.report.title

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report, by, now = self.report, request.user, clock.now()
        if not self.may(request.POST.get("do", "")):
            raise PermissionDenied
        try:
            match request.POST["do"]:
                case "count":
                    making.count_anew(report, by=by, now=now)
                    messages.success(request, _("The figures are counted anew and frozen."))
                case "hand_in":
                    making.hand_in(report, by=by, now=now)
                    messages.success(request, _("The report waits for approval."))
                case "approve":
                    seen = request.POST.get("seen", "")
                    making.approve(report, seen=seen, by=by, now=now)
                    messages.success(request, _("The report is approved and stands for good."))
                case "send_back":
                    return self.send_back()
                case "publish":
                    making.publish(report, by=by, now=now)
                    messages.success(request, _("Everyone can read the report now."))
                case "delete":
                    making.delete_draft(report, by=by)
                    messages.success(request, _("The draft is deleted."))
                    return redirect("period_reports:index")
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect(self.url)

    def may(self, do: str) -> bool:
        """Whether this is theirs to do; whether it can be done now is the services' matter."""
        if do in ("approve", "send_back"):
            return may_approve(self.request.user, self.report)
        known = do in ("count", "hand_in", "publish", "delete")
        return known and may_write(self.request.user, self.report)

    def send_back(self) -> HttpResponse:
        form = SendBackForm(self.request.POST)
        if not form.is_valid():
            context = self.get_context_data(send_back_form=form)
            return self.render_to_response(context, status=FAILED_FORM)
        making.send_back(self.report, because=form.cleaned_data["because"], by=self.request.user)
        messages.success(self.request, _("The report is a draft again."))
        return redirect(self.url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        is_writer = user.pk in making.writers_of(self.report)
        return super().get_context_data(
            **{
                "report": self.report,
                "document": document_of(self.report),
                "rows_url": reverse("period_reports:rows", args=[self.report.pk]),
                "may_write": may_write(user, self.report),
                "may_approve": may_approve(user, self.report) and not is_writer,
                "endings": list(FILES),
                "send_back_form": SendBackForm(),
                **kwargs,
            }
        )


class WriteView(OneReport, ReportPage, TemplateView):
    """All chapters in one form, the drafted words beside the author's own."""

    page_title = gettext_lazy("Write the report")
    template_name = "reports/report/write.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see_reports(request.user) or not may_write(request.user, self.report):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        forms = self.forms(request.POST)
        if not all(form.is_valid() for _text, form in forms):
            return self.render_to_response(self.get_context_data(forms=forms), status=FAILED_FORM)
        try:
            making.write(
                self.report,
                texts={text.chapter: making.Written(**form.cleaned_data) for text, form in forms},
                by=request.user,
                now=clock.now(),
            )
        except WrittenMeanwhile as refusal:
            messages.error(request, str(refusal))
            context = self.get_context_data(**self.beside_theirs())
            return self.render_to_response(context, status=refusal.status)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return self.render_to_response(
                self.get_context_data(forms=forms), status=refusal.status
            )
        messages.success(request, _("Your words are kept."))
        return redirect(self.url)

    def beside_theirs(self) -> dict[str, Any]:
        """The forms once more, and of which chapters two have written.

        By now the author has seen what stands there; where they wrote nothing, the form shows it.
        """
        sent = self.request.POST.copy()
        beside: set[str] = set()
        for text, form in self.forms(self.request.POST):
            if not form.is_valid():
                continue
            now = {"text": text.text, "comment": text.comment, "seen": text.fingerprint}
            try:
                is_own = making.Written(**form.cleaned_data).is_to_be_kept(instead_of=text)
            except WrittenMeanwhile:
                beside.add(text.chapter)
                now = {"seen": text.fingerprint}
                is_own = False
            if not is_own:
                for name, value in now.items():
                    sent[form.add_prefix(name)] = value
        return {"forms": self.forms(sent), "beside": beside}

    def forms(self, sent: Any = None) -> list[tuple[Any, ChapterForm]]:
        texts = {text.chapter: text for text in self.report.texts.all()}
        return [
            (
                text,
                ChapterForm(
                    sent,
                    prefix=chapter.key,
                    initial={
                        "text": text.text,
                        "comment": text.comment,
                        "seen": text.fingerprint,
                    },
                ),
            )
            for chapter in CHAPTERS
            if (text := texts.get(chapter.key))
        ]

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("forms", self.forms())
        titles = {chapter.key: chapter.title for chapter in CHAPTERS}
        beside = kwargs.pop("beside", set())
        written = [
            (titles[text.chapter], text, form, text.chapter in beside)
            for text, form in kwargs["forms"]
        ]
        return super().get_context_data(report=self.report, written=written, **kwargs)


class FileView(OneReport):
    """The report as a file. It comes by POST only: the log tells who had it made."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ending = kwargs["ending"]
        if ending not in FILES:
            raise Http404
        make, content_type = FILES[ending]
        report = self.report
        try:
            content = make(report)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(self.url)
        log(report, "reports.exported", user=request.user, data={"format": ending})
        name = f"{report.slug}-{report.pk}.{ending}"
        return HttpResponse(
            content,
            content_type=content_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )


class RowsView(OneReport, ReportPage, TemplateView):
    """The frozen rows that a figure is the sum of, as they were when it was counted."""

    page_title = gettext_lazy("Behind a number")
    header_icon = "list-ul"
    template_name = "reports/report/rows.html"

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": "", "label": self.page_title}]

    @property
    def is_before(self) -> bool:
        return self.request.GET.get("before") == "1"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        own = self.of_figure(asked["figure"]) if "figure" in asked else self.of_facts()
        return super().get_context_data(
            report=self.report, is_before=self.is_before, **own, **kwargs
        )

    def of_figure(self, key: str) -> dict[str, Any]:
        figures = ReportFigure.objects.filter(report=self.report, is_before=self.is_before)
        key = key[:LONGEST_KEY].replace("\0", "")
        figure = figures.filter(key=key).first()
        if figure is None:
            raise Http404
        lines = told_of(self.report).rows(key, is_before=self.is_before)
        return {
            "figure": key,
            "lines": [(label, figure_in_words(key, number)) for label, number in lines],
            "number": figure_in_words(key, figure.number),
        }

    def of_facts(self) -> dict[str, Any]:
        measure = self.request.GET.get("measure", "events")
        if measure not in (*MEASURES, ON_SITE):
            raise Http404
        facts = self.report.facts.filter(self.condition(), is_before=self.is_before)
        facts = facts.filter(_has_any(measure))
        page = Paginator(facts, ROWS_ON_A_PAGE).get_page(self.request.GET.get("page"))
        total = summed(fact_of(row) for row in facts)
        user = self.request.user
        linked = events_in_scope(user, Action.VIEW, Action.CHANGE).filter(
            pk__in=[row.event_id for row in page]
        )
        query = self.request.GET.copy()
        query.pop("page", None)
        return {
            "page": page,
            "total": total,
            "number": getattr(total, measure),
            "linked": set(linked.order_by().values_list("pk", flat=True)),
            "query": urlencode(list(query.lists()), doseq=True),
        }

    def condition(self) -> Q:
        """The keys in the address, as a condition for rows."""
        condition = Q()
        for dimension in Dimension:
            if words := self.request.GET.get(dimension.value):
                keys = [_key(dimension, word) for word in words.split(",")]
                either = Q(**{f"{dimension}__in": [key for key in keys if key is not None]})
                if None in keys:
                    either |= Q(**{f"{dimension}__isnull": True})
                condition &= either
        return condition


def _has_any(measure: str) -> Q:
    """The rows that have a part in the figure: those without any are not behind it."""
    if measure == ON_SITE:
        return ~Q(attendances=F("attendances_online"))
    return ~Q(**{measure: 0})


def _key(dimension: Dimension, word: str) -> int | str | date | None:
    if word == NONE:
        return None
    if dimension in (Dimension.KIND, Dimension.AUDIENCE):
        return word[:20].replace("\0", "")
    if dimension == Dimension.MONTH:
        try:
            return datetime.strptime(word, "%Y-%m").date()  # noqa: DTZ007 - a month of a calendar
        except ValueError as error:
            raise Http404 from error
    key = key_of(word)
    if key is None:
        raise Http404
    return key

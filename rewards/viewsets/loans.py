"""Imports of loan counts: send a file, look at it, count it, and see what was wrong with it."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from cms import formats
from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from core.spreadsheets import CSV_TYPE, csv_file
from rewards.choices import RowFault
from rewards.forms.loans import ColumnsForm, LoanFileForm
from rewards.models import LoanImport
from rewards.permissions import challenges_in_scope
from rewards.services.loans.files import Columns
from rewards.services.loans.importing import start_import, stop_import, why_stopped
from rewards.services.loans.keeping import choose_columns, drop_file, first_rows, keep_file
from rewards.tasks import count_loans
from rewards.viewsets.pages import KeepersItem, StaffPage
from staff.choices import Action

LATEST_IMPORTS = 50
SHOWN_BAD_ROWS = 50


def imports_in_scope(user: Any) -> QuerySet[LoanImport]:
    challenges = challenges_in_scope(user, Action.CHANGE)
    return LoanImport.objects.filter(challenge__in=challenges).select_related("challenge")


class LoansPage(StaffPage):
    needs: ClassVar[Action] = Action.CHANGE
    header_icon = "download"


class LoansView(LoansPage):
    """Send a file, and what was sent lately."""

    page_title = gettext_lazy("Imports of loans")
    template_name = "rewards/loans/imports.html"

    def form(self) -> LoanFileForm:
        is_sent = self.request.method == "POST"
        return LoanFileForm(
            self.request.POST if is_sent else None,
            self.request.FILES if is_sent else None,
            user=self.request.user,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        form = self.form()
        if form.is_valid():
            asked = form.cleaned_data
            try:
                loans = keep_file(
                    challenge=asked["challenge"],
                    first_day=asked["first_day"],
                    last_day=asked["last_day"],
                    content=asked["file"],
                    now=clock.now(),
                    by=user,
                )
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                if loans.is_done:
                    messages.warning(request, _("This file was counted already."))
                return redirect("loan_imports:import", loans.pk)
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        imports = imports_in_scope(self.request.user).order_by("-pk")
        kwargs.setdefault("form", self.form())
        return super().get_context_data(imports=imports[:LATEST_IMPORTS], **kwargs)


class LoanImportView(LoansPage):
    """One file: to be looked at, being counted, or counted."""

    template_name = "rewards/loans/import.html"

    @cached_property
    def loans(self) -> LoanImport:
        return get_object_or_404(imports_in_scope(self.request.user), pk=self.kwargs["import_id"])

    def get_page_title(self) -> str:
        return _("Loans from %(first_day)s to %(last_day)s") % {
            "first_day": formats.day(self.loans.first_day),
            "last_day": formats.day(self.loans.last_day),
        }

    def get_way(self) -> list[tuple[str, str]]:
        return [(reverse("loan_imports:index"), str(LoansView.page_title))]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.POST.get("do"):
            case "columns":
                return self.change_columns()
            case "start" | "again":
                self.count()
            case "stop":
                stop_import(self.loans, now=clock.now())
                messages.success(request, _("Stopped. What was counted stays."))
            case "drop":
                drop_file(self.loans)
                messages.success(request, _("The file is forgotten."))
                return redirect("loan_imports:index")
            case _:
                raise Http404
        return redirect("loan_imports:import", self.loans.pk)

    def count(self) -> None:
        """Have a job count it: the first time, or once more from where it was."""
        try:
            with transaction.atomic():
                loans = start_import(import_id=self.loans.pk, now=clock.now())
                transaction.on_commit(partial(count_loans.defer, import_id=loans.pk))
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
        else:
            log(loans.challenge, "rewards.loans_imported", user=self.request.user)

    def change_columns(self) -> HttpResponse:
        names, _rows = first_rows(self.loans)
        form = ColumnsForm(
            self.request.POST, names=names, columns=Columns.from_json(self.loans.columns)
        )
        if form.is_valid():
            choose_columns(self.loans, form.columns)
            return redirect("loan_imports:import", self.loans.pk)
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        loans = self.loans
        context = super().get_context_data(
            loans=loans,
            bad_rows=[
                (line, RowFault(fault).label) for line, fault in loans.bad_rows[:SHOWN_BAD_ROWS]
            ],
            why_stopped=why_stopped(loans),
            **kwargs,
        )
        return context | self.preview(kwargs.get("form")) if loans.is_waiting else context

    def preview(self, form: ColumnsForm | None) -> dict[str, Any]:
        columns = Columns.from_json(self.loans.columns)
        try:
            names, rows = first_rows(self.loans)
        except DomainError as refusal:
            return {"why_stopped": str(refusal)}
        said = {columns.number: _("reader number")} | {
            at: name
            for at, name in (
                (columns.count, _("number of loans")),
                (columns.library, _("library")),
                (columns.day, _("day")),
            )
            if at is not None
        }
        return {
            "form": form or ColumnsForm(names=names, columns=columns),
            "headings": [(name, said.get(at)) for at, name in enumerate(names)],
            "rows": rows,
        }


class ProgressView(LoanImportView):
    """How far it is, as the page looks for it again and again."""

    template_name = "rewards/loans/progress.html"
    http_method_names = ("get", "head")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if not self.loans.is_running:
            # Everything on the page is another now.
            response["HX-Refresh"] = "true"
        return response


class BadRowsView(LoanImportView):
    """Rejected rows as a file: numbers of lines and what is wrong, and nothing that stood there."""

    http_method_names = ("get", "head")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = [[_("Line"), _("What is wrong")]]
        rows += [[line, str(RowFault(fault).label)] for line, fault in self.loans.bad_rows]
        return HttpResponse(
            csv_file(rows),
            content_type=CSV_TYPE,
            headers={"Content-Disposition": 'attachment; filename="rejected-rows.csv"'},
        )


class LoanImportViewSet(ViewSet):
    name = "loan_imports"
    url_prefix = "reading/loans"
    icon = "download"
    menu_label = gettext_lazy("Imports of loans")
    menu_hook = "register_reading_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return KeepersItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", LoansView.as_view(), name="index"),
            path("<int:import_id>/", LoanImportView.as_view(), name="import"),
            path("<int:import_id>/progress/", ProgressView.as_view(), name="progress"),
            path("<int:import_id>/rejected.csv", BadRowsView.as_view(), name="bad_rows"),
        ]

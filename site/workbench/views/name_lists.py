"""Lists of names to take away: for signing, for the files, for calling people."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.log_actions import log

from cms.views.form_pages import FAILED_FORM
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_stream, xlsx_file
from staff.choices import Action
from workbench.choices import FileFormat
from workbench.forms.name_lists import NameListForm
from workbench.services.name_lists import NameList, count_rows, name_lists_of, table
from workbench.views.desk import DeskPage


class NameListsView(DeskPage, TemplateView):
    """Offers a list for each purpose; a form that was sent is answered with its file.

    Files come by POST only, so that nothing fetches them ahead, and each leaves a line in the log.
    """

    needs = Action.CHECK_IN
    page_title = gettext_lazy("Lists of names")
    template_name = "workbench/name_lists.html"

    @cached_property
    def kinds(self) -> list[NameList]:
        """The lists that this user may have."""
        return [kind for kind in name_lists_of(self.event).values() if self.may(kind.needs)]

    def forms(self) -> list[NameListForm]:
        sent = self.request.POST.get("purpose") if self.request.method == "POST" else None
        return [
            NameListForm(
                self.request.POST if sent == kind.purpose else None,
                kind=kind,
            )
            for kind in self.kinds
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"forms": self.forms(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        forms = self.forms()
        asked = next((form for form in forms if form.is_bound), None)
        if asked and asked.is_valid():
            return self.file(asked)
        return self.render_to_response(self.get_context_data(forms=forms), status=FAILED_FORM)

    def file(self, form: NameListForm) -> HttpResponseBase:
        """The list as a file; a download that was begun counts as one that was had."""
        asked = form.cleaned_data
        columns, whom = form.chosen, form.chosen_whom
        kind = FileFormat(asked["file_format"])
        rows = table(self.event, columns, form.purpose, whom)
        response: HttpResponseBase
        if kind == FileFormat.XLSX:
            widths = [column.width for column in columns]
            book = xlsx_file(rows, name=str(form.purpose.label), widths=widths)
            response = FileResponse(book, content_type=XLSX_TYPE)
        else:
            response = StreamingHttpResponse(csv_stream(rows), content_type=CSV_TYPE)
        log(
            self.event,
            "events.names_exported",
            user=self.request.user,
            data={
                "purpose": form.purpose.value,
                "format": kind.value,
                "columns": [column.name for column in columns],
                "rows": count_rows(self.event, form.purpose, whom),
            },
        )
        response["Content-Disposition"] = f'attachment; filename="{self.file_name(form, kind)}"'
        response["Cache-Control"] = "private, no-store"
        return response

    def file_name(self, form: NameListForm, kind: FileFormat) -> str:
        """storytime-2026-05-09-sign-in.csv"""
        starts_at = self.event.first_starts_at
        day = f"{timezone.localdate(starts_at)}-" if starts_at else ""
        return f"{self.event.slug}-{day}{slugify(form.purpose.value.replace('_', '-'))}.{kind}"

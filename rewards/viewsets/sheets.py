"""Paper sheets: the number at the foot opens one, and its rows are typed in as they stand there."""

from __future__ import annotations

from typing import Any

from django.forms import Media
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

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from core.keys import key_of
from rewards.errors import NoSuchSheet
from rewards.forms.desk import FindReaderForm
from rewards.forms.sheets import SheetForm, SheetNumberForm
from rewards.models import LogSheet
from rewards.permissions import readers_in_scope
from rewards.services.desk.finding import find_readers
from rewards.services.names import who_collects
from rewards.services.sheets.typing_in import (
    give_sheet,
    read_sheet,
    readers_on,
    sheet_by_number,
    sources_to_type,
    take_in_sheet,
    typed_rows,
)
from rewards.viewsets.desk import LibrariansItem, LibrariansPage, tell_recorded
from staff.choices import Action


class SheetsView(LibrariansPage):
    """Which sheet lies before you?"""

    page_title = gettext_lazy("Paper sheets")
    header_icon = "doc-full"
    template_name = "rewards/admin/sheets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": SheetNumberForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SheetNumberForm(request.POST)
        if form.is_valid():
            try:
                sheet = sheet_by_number(form.cleaned_data["number"], user=request.user)
            except NoSuchSheet as refusal:
                form.add_error("number", str(refusal))
            else:
                return redirect("reading_sheets:sheet", sheet.number)
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)


class SheetView(LibrariansPage):
    """One sheet: its rows are typed, looked at, and then count."""

    header_icon = "doc-full"
    template_name = "rewards/admin/sheet.html"

    @cached_property
    def sheet(self) -> LogSheet:
        try:
            return sheet_by_number(self.kwargs["number"], user=self.request.user)
        except NoSuchSheet as refusal:
            raise Http404 from refusal

    @cached_property
    def readers(self) -> list[Any]:
        return readers_on(self.sheet)

    @cached_property
    def typed(self) -> dict[int, Any]:
        return typed_rows(self.sheet)

    @property
    def here(self) -> str:
        return reverse("reading_sheets:sheet", args=[self.sheet.number])

    @property
    def user(self) -> Any:
        return self.request.user

    def get_page_title(self) -> str:
        number = self.sheet.number
        return _("Sheet %(number)s") % {"number": f"{number[:4]} {number[4:]}"}

    def get_way(self) -> list[tuple[str, str]]:
        return [(reverse("reading_sheets:index"), str(SheetsView.page_title))]

    def form(self, data: Any = None) -> SheetForm:
        standing = {number for number, row in self.typed.items() if not row.is_taken_back}
        sources = {
            number: source
            for number, source in sources_to_type(self.sheet).items()
            if number not in standing
        }
        return SheetForm(
            data, challenge=self.sheet.challenge, sources=sources, readers=self.readers
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or (self.form() if self.readers else None)
        rows = [
            (number, self.typed.get(number), form.rows.get(number) if form else None)
            for number in range(1, self.sheet.rows + 1)
        ]
        return super().get_context_data(
            **{
                "sheet": self.sheet,
                "challenge": self.sheet.challenge,
                "media": form.media if form else Media(),
                "rows": rows,
                "readers": self.readers,
                "reader_name": who_collects(self.sheet.reader) if self.sheet.reader else "",
                "is_blank": not (self.sheet.group_id or self.sheet.reader_id),
                "find": FindReaderForm(),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.POST.get("do"):
            case "find":
                return self.find()
            case "give":
                return self.give()
            case "look" | "count" if self.readers:
                return self.read()
        raise Http404

    def find(self) -> HttpResponse:
        """Whose is a sheet that was printed for anybody?"""
        form = FindReaderForm(self.request.POST)
        found = None
        if form.is_valid():
            try:
                readers = find_readers(
                    form.cleaned_data["who"],
                    challenge=self.sheet.challenge,
                    user=self.user,
                    now=clock.now(),
                )
            except DomainError as refusal:
                form.add_error("who", str(refusal))
            else:
                found = [(reader, who_collects(reader)) for reader in readers]
        return self.render_to_response(
            self.get_context_data(find=form, found=found),
            status=FAILED_FORM if found is None else 200,
        )

    def give(self) -> HttpResponse:
        readers = readers_in_scope(self.user, Action.CHANGE).filter(challenge=self.sheet.challenge)
        reader = get_object_or_404(readers, pk=key_of(self.request.POST.get("reader")))
        try:
            give_sheet(sheet=self.sheet, reader=reader)
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
        return redirect(self.here)

    def read(self) -> HttpResponse:
        """Nothing counts that nobody has looked at: what is sent is what was shown."""
        form = self.form(self.request.POST)
        if not form.filled:
            messages.error(self.request, _("Fill in at least one row."))
            return redirect(self.here)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)
        lines = form.lines()
        read = read_sheet(self.sheet, lines, by=self.user, now=clock.now())
        for number, refusal in read.refused.items():
            form.refuse(number, str(refusal))
        if read.refused:
            return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)
        seen = form.digest()
        if self.request.POST.get("seen") != seen:
            shown = [
                (number, who_collects(reader), line, record)
                for (number, (reader, line)), record in zip(
                    lines.items(), read.records, strict=True
                )
            ]
            return self.render_to_response(self.get_context_data(form=form, shown=shown, seen=seen))
        try:
            done = take_in_sheet(
                sheet=self.sheet, records=read.records, by=self.user, now=clock.now()
            )
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
            del self.typed
            form = self.form(self.request.POST)
            return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)
        log(
            self.sheet.challenge,
            "rewards.sheet_typed_in",
            user=self.user,
            data={"sheet": self.sheet.number, "rows": len(read.records)},
        )
        tell_recorded(self.request, len(done.entries), len(done.held))
        return redirect(self.here)


class SheetsViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "reading_sheets"
    url_prefix = "reading/sheets"
    icon = "doc-full"
    menu_label = gettext_lazy("Paper sheets")
    menu_hook = "register_reading_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return LibrariansItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", SheetsView.as_view(), name="index"),
            path("<slug:number>/", SheetView.as_view(), name="sheet"),
        ]

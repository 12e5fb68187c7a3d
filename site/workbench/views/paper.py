"""Paper for the door: sign-in sheets, typed in again by their rows, and name badges."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.log_actions import log

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from door.choices import BadgesFor
from door.models import SignInSheet
from door.services.paper.badges import badges_at
from door.services.paper.row_numbers import in_short
from door.services.paper.sheets import issue_sheet, rows_of, sheets_of
from door.services.paper.typing_in import (
    Reading,
    TakenIn,
    read_sheet,
    take_back_rows,
    take_in,
    walk_ins_of,
)
from events.models import Session
from staff.choices import Action
from workbench.choices import BadgeFormat
from workbench.forms.paper import BadgesForm, TakeBackForm, TypingInForm
from workbench.services.badges import badges_pdf
from workbench.services.sign_in_sheet import sheet_pdf
from workbench.views.desk import DeskPage, DeskView


class PaperView(DeskPage, TemplateView):
    """What can be printed for the door of an event."""

    needs = Action.CHECK_IN
    page_title = gettext_lazy("Sign-in sheets and badges")
    template_name = "workbench/paper.html"

    @cached_property
    def sessions(self) -> list[Session]:
        """Those that take place, the next one first."""
        sessions = list(self.event.sessions.planned().select_related("branch", "room"))
        now = clock.now()
        return sorted(sessions, key=lambda session: (session.ends_at <= now, session.starts_at))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = next(iter(self.sessions), None)
        form = BadgesForm(event=self.event, initial={"session": first})
        return super().get_context_data(
            **{
                "sessions": self.sessions,
                "sheets": sheets_of(self.event),
                "form": form,
                "desk_url": self.desk_url(),
                **kwargs,
            }
        )


class PaperFile(DeskView):
    """A file to print. It comes by POST only, so that nothing fetches it ahead."""

    needs = Action.CHECK_IN

    def file(self, content: bytes, name: str) -> HttpResponse:
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{self.event.slug}-{name}.pdf"',
                "Cache-Control": "private, no-store",
            },
        )

    def sheet_file(self, sheet: SignInSheet) -> HttpResponse:
        content = sheet_pdf(sheet)
        data = {"sheet": sheet.number}
        log(self.event, "events.sheet_printed", user=self.request.user, data=data)
        return self.file(content, f"sheet-{sheet.number}")

    def refuse(self, refusal: DomainError) -> HttpResponse:
        messages.error(self.request, str(refusal))
        return redirect("desk:paper", self.event.pk)


class NewSheetView(PaperFile):
    """The sheet of a session as it stands now."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sessions = self.event.sessions.select_related("event__intake", "event__brand", "branch")
        session = get_object_or_404(sessions, pk=self.kwargs["session_id"])
        try:
            sheet = issue_sheet(session=session, by=request.user, now=clock.now())
            return self.sheet_file(sheet)
        except DomainError as refusal:
            return self.refuse(refusal)


class OneSheet(DeskView):
    """Knows the sheet whose number is in its address."""

    needs = Action.CHECK_IN

    @cached_property
    def sheet(self) -> SignInSheet:
        sheet = sheets_of(self.event).filter(number=self.kwargs["number"]).first()
        if sheet is None:
            raise Http404
        return sheet


class SheetView(OneSheet, PaperFile):
    """The same sheet again: its rows stay where they are."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return self.sheet_file(self.sheet)
        except DomainError as refusal:
            return self.refuse(refusal)


class BadgesView(PaperView, PaperFile):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = BadgesForm(request.POST, event=self.event)
        if form.is_valid():
            try:
                return self.badges(form)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def badges(self, form: BadgesForm) -> HttpResponse:
        asked = form.cleaned_data
        badges = badges_at(asked["session"], whom=BadgesFor(asked["whom"]))
        content = badges_pdf(
            self.event,
            badges,
            size=BadgeFormat(asked["size"]),
            with_codes=asked["with_codes"],
            first=asked["first"],
        )
        data = {"badges": len(badges)}
        log(self.event, "events.badges_printed", user=self.request.user, data=data)
        return self.file(content, "badges")


class SheetPage(OneSheet, DeskPage, FormView):
    """A sheet as it stands, with what can be typed about it."""

    template_name = "workbench/typing_in.html"

    def get_page_title(self) -> str:
        return _("Sign-in sheet %(number)s") % {"number": self.sheet.number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "sheet": self.sheet,
                "rows": rows_of(self.sheet),
                "counted": walk_ins_of(self.sheet),
                "form": TypingInForm(initial=self.what_is_likely()),
                "take_back_form": TakeBackForm(prefix="back"),
                **kwargs,
            }
        )

    def what_is_likely(self) -> dict[str, Any]:
        counted = walk_ins_of(self.sheet)
        return {
            "adults": counted.adults if counted else 0,
            "children": counted.children if counted else 0,
            "at": min(self.sheet.session.starts_at, clock.now()),
        }


class TypingInView(SheetPage):
    """Type the rows that were signed, look at who that is, check them in."""

    form_class = TypingInForm

    def get_initial(self) -> dict[str, Any]:
        return self.what_is_likely()

    def form_valid(self, form: TypingInForm) -> HttpResponse:
        """Nobody is checked in whom nobody has looked at: what is sent is what was shown."""
        if self.request.POST.get("seen") != form.in_short:
            return self.preview(form)
        asked = form.cleaned_data
        try:
            taken_in = take_in(
                sheet=self.sheet,
                numbers=asked["rows"],
                adults=asked["adults"],
                children=asked["children"],
                at=asked["at"],
                by=self.request.user,
                now=clock.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        data = {"sheet": self.sheet.number, "people": taken_in.people}
        log(self.event, "events.sheet_typed_in", user=self.request.user, data=data)
        messages.success(self.request, _told(taken_in))
        return redirect("desk:typing_in", self.event.pk, self.sheet.number)

    def preview(self, form: TypingInForm) -> HttpResponse:
        reading = read_sheet(self.sheet, form.cleaned_data["rows"])
        context = self.get_context_data(
            form=form, reading=reading, seen=form.in_short, remarks=_remarks(reading)
        )
        return self.render_to_response(context)

    def form_invalid(self, form: TypingInForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)


def _told(taken_in: TakenIn) -> str:
    if not taken_in.people:
        return _("Nobody was checked in anew. The figures of the sheet are as you typed them.")
    return ngettext(
        "%(count)s person is checked in from the sheet.",
        "%(count)s people are checked in from the sheet.",
        taken_in.people,
    ) % {"count": taken_in.people}


def _remarks(reading: Reading) -> list[str]:
    """What of the typed numbers leads to nobody."""
    remarks = []
    if reading.unknown:
        remarks.append(
            _("These rows are not on the sheet and are left out: %(rows)s.")
            % {"rows": in_short(reading.unknown)}
        )
    if reading.spare:
        remarks.append(
            _("These rows have no name. Count who signed there by their number: %(rows)s.")
            % {"rows": in_short(reading.spare)}
        )
    return remarks


class TakeBackRowsView(SheetPage):
    """Rows that were typed by mistake."""

    http_method_names = ["post"]
    form_class = TakeBackForm
    prefix = "back"

    def form_valid(self, form: TakeBackForm) -> HttpResponse:
        try:
            people = take_back_rows(
                sheet=self.sheet,
                numbers=form.cleaned_data["rows"],
                reason=form.cleaned_data["reason"],
                by=self.request.user,
                now=clock.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        data = {"sheet": self.sheet.number, "people": people}
        log(self.event, "events.sheet_taken_back", user=self.request.user, data=data)
        messages.success(
            self.request,
            ngettext(
                "The check-in of %(count)s person is taken back.",
                "The check-ins of %(count)s people are taken back.",
                people,
            )
            % {"count": people},
        )
        return redirect("desk:typing_in", self.event.pk, self.sheet.number)

    def form_invalid(self, form: TakeBackForm) -> HttpResponse:
        context = self.get_context_data(form=TypingInForm(initial=self.what_is_likely()))
        return self.render_to_response(context | {"take_back_form": form}, status=FAILED_FORM)

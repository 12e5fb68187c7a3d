"""Notes on an event's desk: what colleagues tell each other, and the next one who does it again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from cms.views.form_pages import FAILED_FORM
from core import clock
from events.models import EventNote
from events.services.notes import remove_note
from staff.choices import Action
from workbench.forms.notes import NoteForm
from workbench.views.desk import DeskPage, DeskView

EARLIER_SHOWN = 10


class NotesView(DeskPage, FormView):
    """All notes, and what was noted about earlier events of the programme at this library."""

    page_title = gettext_lazy("Notes")
    header_icon = "comment"
    template_name = "workbench/notes.html"
    form_class = NoteForm

    def get_form_kwargs(self) -> dict[str, Any]:
        about = {"event": self.event, "user": self.request.user, "now": clock.now()}
        return super().get_form_kwargs() | about

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may(Action.CHANGE):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: NoteForm) -> HttpResponse:
        form.save()
        messages.success(self.request, _("The note is on the desk."))
        return redirect(self.desk_url() + "#notes")

    def form_invalid(self, form: NoteForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        earlier = EventNote.objects.of_earlier(self.event).select_related("event", "written_by")
        return super().get_context_data(
            notes=self.event.notes.select_related("written_by"),
            earlier=earlier[:EARLIER_SHOWN],
            may_change=self.may(Action.CHANGE),
            desk_url=self.desk_url(),
            **kwargs,
        )


class RemoveNoteView(DeskView):
    """One's own alone: of others', there are none."""

    needs = Action.CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        note = self.event.notes.filter(pk=kwargs["note_id"], written_by=request.user.pk).first()
        if note is None:
            raise Http404
        remove_note(note, by=request.user)
        messages.success(request, _("The note is removed."))
        return redirect(self.desk_url() + "#notes")

"""Codes that are scanned or typed, and check-ins that are taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import ngettext

from brands.choices import WayIn
from core import clock
from door.forms import GroupCountForm, ScanForm, UndoForm
from door.services.answering import recall
from door.services.check_in import check_in
from door.services.groups import count_group
from door.services.log import recent_scans
from door.services.parties import party_of
from door.services.take_back import take_back
from door.views.frame import DoorRequest, SessionDoor, sent_earlier
from events.choices import CheckInMethod


class DoorPage(SessionDoor):
    """The camera, a field for a code, the last answer, and what happened just now."""

    def get(self, request: DoorRequest, session_id: int) -> HttpResponse:
        if self.session.event.intake.way_in == WayIn.DROP_IN:
            return self.back("door_count")
        result = None
        if (sent := sent_earlier(request)) and (scan := self.scans.filter(client_id=sent).first()):
            result = recall(scan, session=self.session, now=clock.now())
        return self.show_door(result=result)


class CheckIn(SessionDoor):
    """A code that was scanned or typed, or people ticked on the list."""

    def post(self, request: DoorRequest, session_id: int) -> HttpResponse:
        form = ScanForm(request.POST)
        if not form.is_valid():
            return self.refuse_form(form)
        wanted = form.cleaned_data
        result = check_in(
            session=self.session,
            code=wanted["code"],
            registration_id=wanted["registration"],
            attendee_ids=wanted["attendee"] or None,
            by=request.user,
            method=CheckInMethod(wanted["method"]),
            client_id=wanted["client_id"],
            now=clock.now(),
        )
        if not request.htmx:
            return self.back(query=f"?sent={wanted['client_id']}")
        is_row = (request.htmx.target or "").startswith("row-") and result.party
        template = "door/fragments/row.html" if is_row else "door/fragments/answer_and_party.html"
        context = {"result": result, "party": result.party_to_tick}
        return self.changed(self.show(template, context))


class CountGroup(SessionDoor):
    """So many of a group are here."""

    def post(self, request: DoorRequest, session_id: int, registration_id: int) -> HttpResponse:
        form = GroupCountForm(request.POST)
        if not form.is_valid():
            return self.refuse_form(form)
        result = count_group(
            session=self.session,
            registration_id=registration_id,
            by=request.user,
            now=clock.now(),
            **form.cleaned_data,
        )
        if not request.htmx:
            page = reverse("door_party", args=[self.session.pk, registration_id])
            return redirect(page)
        context = {"result": result, "party": party_of(self.session, registration_id)}
        return self.changed(self.show("door/fragments/answer_and_party.html", context))


class Live(SessionDoor):
    """The figures and, for the page that shows them, the last scans; fetched again and again."""

    def get(self, request: DoorRequest, session_id: int) -> HttpResponse:
        recent = recent_scans(self.session) if "recent" in request.GET else None
        return self.show("door/fragments/live.html", {"recent": recent})


class Undo(SessionDoor):
    """Take back a check-in, with the reason: of a whole scan, or of one attendee."""

    def post(self, request: DoorRequest, session_id: int) -> HttpResponse:
        form = UndoForm(request.POST)
        if not form.is_valid():
            return self.refuse_form(form)
        wanted = form.cleaned_data
        attendances = self.session.attendances.all()
        if wanted["scan"]:
            scan = get_object_or_404(self.scans, pk=wanted["scan"])
            attendances = attendances.filter(pk__in=scan.attendance_ids)
        else:
            attendances = attendances.filter(attendee=wanted["attendee"])
        undone = take_back(attendances, by=request.user, reason=wanted["reason"], now=clock.now())
        if request.htmx:
            return self.changed(self.after_undo(wanted["attendee"]))
        messages.success(
            request,
            ngettext("Taken back: %(count)s check-in.", "Taken back: %(count)s check-ins.", undone)
            % {"count": undone},
        )
        return self.back()

    def after_undo(self, attendee_id: int | None) -> HttpResponse:
        if attendee_id is None:
            return HttpResponse(status=204)
        attendee = get_object_or_404(self.session.event.attendees, pk=attendee_id)
        party = party_of(self.session, attendee.registration_id)
        return self.show("door/fragments/party.html", {"party": party})

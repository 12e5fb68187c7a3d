"""People who leave: children who may not go alone only against the guardian's code."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import ngettext

from core import clock
from door.forms import GoingHomeForm
from door.services.parties import party_of
from door.views.frame import DoorRequest, SessionDoor
from events.services.going_home import check_out


class GoingHome(SessionDoor):
    """Those of one ticket who are ticked go home."""

    def post(self, request: DoorRequest, session_id: int) -> HttpResponse:
        form = GoingHomeForm(request.POST)
        if not form.is_valid():
            return self.refuse_form(form)
        wanted = form.cleaned_data
        party = party_of(self.session, wanted["registration"])
        if party is None:
            raise Http404
        gone = check_out(
            session=self.session,
            registration=party.registration,
            attendee_ids=wanted["attendee"],
            code=wanted["code"],
            reason=wanted["reason"].strip(),
            by=request.user,
            now=clock.now(),
        )
        if request.htmx:
            party = party_of(self.session, wanted["registration"])
            return self.changed(self.show("door/fragments/party.html", {"party": party}))
        sentence = ngettext("%(count)s went home.", "%(count)s went home.", gone)
        messages.success(request, sentence % {"count": gone})
        return self.back()

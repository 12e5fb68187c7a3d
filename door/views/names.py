"""The list of those who have a ticket."""

from django.http import Http404, HttpResponse

from door.choices import Shown
from door.forms import ListForm
from door.services.parties import party_of
from door.services.roster import roster
from door.views.frame import DoorRequest, SessionDoor

PARTIES_SHOWN = 60


class Names(SessionDoor):
    """The list of tickets, searched by name."""

    def get(self, request: DoorRequest, session_id: int) -> HttpResponse:
        form = ListForm(request.GET)
        if form.is_valid():
            query, shown = form.cleaned_data["q"], form.cleaned_data["show"]
            found = roster(self.session, query=query, shown=shown)
        else:
            query, shown, found = "", Shown.MISSING, []
        context = {
            "form": form,
            "query": query,
            "shown": shown,
            "choices": Shown,
            "parties": found[:PARTIES_SHOWN],
            "more": max(len(found) - PARTIES_SHOWN, 0),
        }
        template = "door/fragments/roster.html" if request.htmx else "door/names.html"
        return self.show(template, context, status=400 if form.errors else 200)


class PartyPage(SessionDoor):
    """The people of one ticket, to be ticked one by one."""

    def get(self, request: DoorRequest, session_id: int, registration_id: int) -> HttpResponse:
        party = party_of(self.session, registration_id)
        if party is None:
            raise Http404
        return self.show("door/party.html", {"party": party})

"""Which door?"""

from django.http import HttpResponse
from django.shortcuts import render

from core import clock
from door.forms import SearchForm
from door.permissions import sessions_at_door
from door.services.agenda import agenda
from door.views.frame import Door, DoorRequest


class Sessions(Door):
    """Today's and the coming sessions of whoever asks."""

    def get(self, request: DoorRequest) -> HttpResponse:
        form = SearchForm(request.GET)
        query = form.cleaned_data["q"] if form.is_valid() else ""
        days = agenda(sessions_at_door(request.user), now=clock.now(), query=query)
        context = {"form": form, "days": days, "query": query}
        return render(request, "door/sessions.html", context, status=400 if form.errors else 200)

"""Which door?"""

from __future__ import annotations

from django.conf import settings
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from core import clock
from door.forms import AgendaForm, OwnStationForm
from door.permissions import sessions_at_door
from door.services.agenda import agenda, one_on_agenda
from door.services.own_stations import open_own_station
from door.views.frame import Door, DoorRequest


class Sessions(Door):
    """Today's and the coming sessions of whoever asks; one tap opens a station of their own."""

    def get(self, request: DoorRequest) -> HttpResponse:
        form = AgendaForm(request.GET)
        return self.page(form, status=200 if form.is_valid() else 400)

    def post(self, request: DoorRequest) -> HttpResponse:
        offered = sessions_at_door(request.user).planned()
        form = OwnStationForm(request.POST, sessions=offered)
        if not form.is_valid():
            return self.page(form, status=422)
        sessions = list(form.cleaned_data["session"])
        code = open_own_station(sessions=sessions, by=request.user, now=clock.now())
        response = redirect(f"{reverse('station')}#{code}")
        # The app knows nobody, so it speaks the language of the device.
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, get_language())
        return response

    def page(self, form: Form, *, status: int) -> HttpResponse:
        asked = AgendaForm(self.request.GET)
        wanted = asked.cleaned_data if asked.is_valid() else {}
        query = wanted.get("q", "")
        sessions, now = sessions_at_door(self.request.user), clock.now()
        context = {
            "form": form,
            "query": query,
            "find": asked["q"],
            "came_for": one_on_agenda(sessions, wanted.get("session"), now=now),
            "days": agenda(sessions, now=now, query=query),
        }
        return render(self.request, "door/sessions.html", context, status=status)

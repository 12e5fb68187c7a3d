"""Which door?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe
from django.views.generic import View

from accounts.models import User
from cms.views.form_pages import FAILED_FORM, UNREADABLE_ADDRESS
from core import clock
from door.forms import AgendaForm, OwnStationForm
from door.permissions import sessions_at_door
from door.services.agenda import agenda, one_on_agenda
from door.services.own_stations import open_own_station
from staff.choices import Action
from staff.policy import may_somewhere


@require_safe
def one_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """The choice with this session in front: what links to the door of a session leads here."""
    return redirect(f"{reverse('door_sessions')}?session={session_id}")


class DoorRequest(HttpRequest):
    """What has passed `Sessions.dispatch`: someone is signed in."""

    user: User


class Sessions(View):
    """Today's and the coming sessions of whoever asks; one tap opens a station of their own.

    Speaks the language of the device, or else their own.
    """

    request: DoorRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            is_page = request.method == "GET"
            return redirect_to_login(request.get_full_path() if is_page else request.path)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        known = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in known else request.user.language)
        if not may_somewhere(request.user, Action.CHECK_IN):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get(self, request: DoorRequest) -> HttpResponse:
        form = AgendaForm(request.GET)
        return self.page(form, status=200 if form.is_valid() else UNREADABLE_ADDRESS)

    def post(self, request: DoorRequest) -> HttpResponse:
        offered = sessions_at_door(request.user).planned()
        form = OwnStationForm(request.POST, sessions=offered)
        if not form.is_valid():
            return self.page(form, status=FAILED_FORM)
        sessions = list(form.cleaned_data["session"])
        code = open_own_station(sessions=sessions, by=request.user, now=clock.now())
        response = redirect(f"{reverse('station')}#{code}")
        # The app knows nobody, so it speaks the language of the device.
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, translation.get_language())
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

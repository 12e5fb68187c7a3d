"""What the pages of the door share: who may come, in which language, and how a refusal is told."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.generic import View
from django_htmx.http import (
    HttpResponseClientRedirect,
    reselect,
    reswap,
    retarget,
    trigger_client_event,
)
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from core import clock
from core.errors import DomainError
from door.forms import ScanForm
from door.models import Scan
from door.permissions import sessions_at_door
from door.services.figures import Figures, figures_of
from door.services.judging import takes_place
from door.services.log import recent_scans
from door.services.results import takes_place_on_day_of
from events.choices import CheckInMethod
from events.models import Session
from staff.choices import Action
from staff.policy import may_somewhere


class DoorRequest(HttpRequest):
    """What has passed `Door.dispatch`: someone is signed in."""

    user: User
    htmx: HtmxDetails


def sent_earlier(request: HttpRequest) -> UUID | None:
    """The client_id of the step whose answer this page is to show, if it is one."""
    try:
        return UUID(request.GET.get("sent", ""))
    except ValueError:
        return None


class Door(View):
    """Lets staff to the door, and speaks the language of the device, or else their own."""

    request: DoorRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.ask_to_sign_in()
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        known = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in known else request.user.language)
        if not may_somewhere(request.user, Action.CHECK_IN):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def ask_to_sign_in(self) -> HttpResponse:
        """Sign in, then back to the page; a form that was sent leads back to the choice."""
        if self.request.htmx:
            return HttpResponseClientRedirect(redirect_to_login(self.page_of_htmx()).url)
        is_page = self.request.method == "GET"
        return redirect_to_login(
            self.request.get_full_path() if is_page else reverse("door_sessions")
        )

    def page_of_htmx(self) -> str:
        """The page from which htmx asks, as far as it says so; else the choice of doors."""
        try:
            page = self.request.htmx.current_url_abs_path
        except ValueError:
            page = None
        return page or reverse("door_sessions")


class SessionDoor(Door):
    """The door of one session; for whom it is out of scope, it does not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except DomainError as refusal:
            return self.refuse(str(refusal), refusal.status)

    @cached_property
    def session(self) -> Session:
        sessions = sessions_at_door(self.request.user).select_related(
            "event__intake", "branch", "room"
        )
        return get_object_or_404(sessions, pk=self.kwargs["session_id"])

    @property
    def scans(self) -> QuerySet[Scan]:
        return Scan.objects.filter(session=self.session)

    @cached_property
    def figures(self) -> Figures:
        """Read at first use, so after the step that changes them."""
        return figures_of(self.session, day=clock.today())

    def back(self, name: str = "door", query: str = "") -> HttpResponse:
        return redirect(reverse(name, args=[self.session.pk]) + query)

    def show(
        self, template: str, context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        """A page or a fragment, with what every page of a door tells."""
        everywhere = {
            "session": self.session,
            "figures": lambda: self.figures,
            "is_on_another_day": not takes_place_on_day_of(self.session, clock.now()),
            "is_cancelled": not takes_place(self.session),
        }
        return render(self.request, template, everywhere | (context or {}), status=status)

    def show_door(self, **context: Any) -> HttpResponse:
        """The page of the camera, with the answer to the last code if there was one."""
        status = context.pop("status", 200)
        typed = ScanForm(auto_id="typed-%s")
        scanned = ScanForm(auto_id="scanned-%s", initial={"method": CheckInMethod.SCAN})
        forms = {"typed": typed, "scanned": scanned, "recent": recent_scans(self.session)}
        return self.show("door/door.html", forms | context, status=status)

    def refuse(self, sentence: str, status: int) -> HttpResponse:
        """Say why not: where the answer would stand, or on the page of the camera."""
        if not self.request.htmx:
            return self.show_door(refusal=sentence, status=status)
        context = {"refusal": sentence}
        response = render(self.request, "door/fragments/refusal.html", context, status=status)
        response = retarget(reswap(response, "innerHTML"), "#answer")
        return reselect(response, ".door-answer, door-signal")

    def changed(self, response: HttpResponse) -> HttpResponse:
        """Have the page that asked fetch the figures and the last scans anew."""
        return trigger_client_event(response, "door-changed")

    def refuse_form(self, form: Form) -> HttpResponse:
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return self.refuse(" ".join(sentences), status=422)

"""Checking oneself in: the screen at the place, where its code leads, and the way in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.adapter import connection_of
from cms.views.form_pages import FAILED_FORM, refuse
from core import clock
from core.errors import DomainError
from door.errors import (
    CodeHasChanged,
    CodeNotShownHere,
    NotAtThePlace,
    ScreenIsClosed,
    SelfCheckInIsOff,
)
from door.forms import ArrivalForm, OwnPeopleForm
from door.models import SelfCheckIn
from door.services.self_check_in.arriving import (
    OwnDoor,
    arrive,
    leave,
    own_doors,
    tickets_elsewhere,
    tickets_of,
)
from door.services.self_check_in.codes import AT_THE_PLACE_FOR, is_at_the_place, place_told
from door.services.self_check_in.offers import (
    come_to_the_place,
    is_open,
    offer_of_screen,
    offered,
    refuse_unless_open,
)
from door.services.self_check_in.screen import screen_told
from door.services.self_check_in.shifts import come_or_leave, own_claims, own_shifts
from events.services.tickets import Ticket
from events.views.ticket import about, by_code, show

PLACE_COOKIE = "at_the_place"

# What is said beside the field of the six signs.
ABOUT_SIGNS = (CodeHasChanged, CodeNotShownHere, NotAtThePlace)

FormClass = type[OwnPeopleForm]
Step = Callable[[HttpRequest, Ticket, SelfCheckIn, Any, str], str]


@require_safe
@never_cache
def screen(request: HttpRequest) -> HttpResponse:
    """A page for a screen at the place. It says nothing by itself: what follows # opens it."""
    return render(request, "door/self/screen.html", {"languages": settings.LANGUAGES})


@require_safe
@never_cache
def screen_codes(request: HttpRequest) -> HttpResponse:
    """What a screen shows now and in the next minutes."""
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        return JsonResponse(screen_told(offer_of_screen(key), now=clock.now()))
    except ScreenIsClosed as refusal:
        return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=refusal.status)


@require_safe
@never_cache
def code_at_the_place(request: HttpRequest, session_id: int, signs: str) -> HttpResponse:
    """Where the QR code leads: to the page, in the language of whoever scans it."""
    with translation.override(translation.get_language_from_request(request)):
        return redirect("self_check_in", session_id, signs)


@require_safe
@never_cache
def place(request: HttpRequest, session_id: int, signs: str) -> HttpResponse:
    """At the place: the tickets of whoever is signed in, or the way to the ticket."""
    now = clock.now()
    offer, told = offered(session_id), request.COOKIES.get(PLACE_COOKIE, "")
    if offer is None or not _was_there(offer, told):
        try:
            connection = connection_of(request)
            offer = come_to_the_place(
                session_id=session_id, typed=signs, connection=connection, now=now
            )
        except DomainError as refusal:
            refused = {"refusal": refusal}
            return render(request, "door/self/refused.html", refused, status=refusal.status)
        told = place_told(offer, now=now)
    event = offer.session.event
    tickets = tickets_of(request.user, event, now=now)
    shifts = own_shifts(request.user, offer.session)
    context = {
        "shifts": shifts,
        "session": offer.session,
        "event": event,
        "tickets": [(ticket, panel_of_ticket(ticket, told)) for ticket in tickets],
        "elsewhere": [] if tickets or shifts else tickets_elsewhere(request.user, event, now=now),
    }
    return _remember(render(request, "door/self/place.html", context), told)


@require_POST
@never_cache
def shift_here(request: HttpRequest, session_id: int, claim_id: int) -> HttpResponse:
    """A volunteer comes to a shift or leaves it; their telephone has just been at the place."""
    offer, told, now = offered(session_id), request.COOKIES.get(PLACE_COOKIE, ""), clock.now()
    if offer is None:
        raise Http404
    claim = get_object_or_404(own_claims(request.user, offer.session), pk=claim_id)
    try:
        if not _was_there(offer, told):
            raise NotAtThePlace
        come_or_leave(claim, leaves="leaves" in request.POST, by=request.user, now=now)
    except DomainError as refusal:
        refused = {"refusal": refusal}
        return render(request, "door/self/refused.html", refused, status=refusal.status)
    if "leaves" in request.POST:
        messages.success(request, _("You have left. Your hours count: thank you!"))
    else:
        messages.success(request, _("You are checked in. Thank you for being here!"))
    return redirect("volunteer_hours")


@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def here(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Those who are ticked are here."""
    return _take(request, ticket, ArrivalForm, _arrive, "door/self/here.html")


@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def leaving(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Those who are ticked leave."""
    return _take(request, ticket, OwnPeopleForm, _leave, "door/self/leaving.html")


def show_on_ticket(request: HttpRequest, ticket: Ticket) -> dict[str, Any] | None:
    """What the page of a ticket shows while a session is going on; nothing at other times."""
    return panel_of_ticket(ticket, request.COOKIES.get(PLACE_COOKIE, ""))


def panel_of_ticket(ticket: Ticket, told: str) -> dict[str, Any] | None:
    doors = own_doors(ticket, told=told)
    return {"ticket": ticket, "doors": [_forms(door) for door in doors]} if doors else None


def _forms(door: OwnDoor) -> dict[str, Any]:
    initial = {"session": door.session.pk}
    return {
        "door": door,
        "arrival": ArrivalForm(initial=initial, auto_id=f"here-{door.session.pk}-%s"),
        "leaving": OwnPeopleForm(initial=initial, auto_id=f"leaving-{door.session.pk}-%s"),
    }


def _take(
    request: HttpRequest, ticket: Ticket, form_class: FormClass, step: Step, template: str
) -> HttpResponse:
    """Take the step that the form asks for; where that fails, show the form once more."""
    if request.method != "POST":
        return redirect(ticket.registration)
    form, told = form_class(request.POST), request.COOKIES.get(PLACE_COOKIE, "")
    is_complete = form.is_valid()
    session_id = form.cleaned_data.get("session")
    if session_id not in {session.pk for session in ticket.sessions}:
        raise Http404
    offer, failure = offered(session_id), None
    try:
        if offer is None:
            raise SelfCheckInIsOff
        refuse_unless_open(offer, now=ticket.now)
        if is_complete:
            told = step(request, ticket, offer, form, told)
            return _remember(redirect(ticket.registration), told)
    except DomainError as refusal:
        failure = refusal
        refuse(form, refusal, field="signs" if isinstance(refusal, ABOUT_SIGNS) else None)
    doors = {door.session.pk: door for door in own_doors(ticket, told=told)}
    if session_id not in doors:
        return show(request, ticket, refusal=failure)
    context = about(ticket) | {"door": doors[session_id], "form": form}
    status = failure.status if failure else FAILED_FORM
    return render(request, template, context, status=status)


def _arrive(
    request: HttpRequest, ticket: Ticket, offer: SelfCheckIn, form: ArrivalForm, told: str
) -> str:
    now = clock.now()
    if not is_at_the_place(offer, told, now=now):
        if not form.cleaned_data["signs"]:
            raise NotAtThePlace
        come_to_the_place(
            session_id=offer.pk,
            typed=form.cleaned_data["signs"],
            connection=connection_of(request),
            now=now,
        )
        told = place_told(offer, now=now)
    arrive(
        offer=offer,
        ticket=ticket,
        attendee_ids=form.cleaned_data["people"],
        client_id=form.cleaned_data["client_id"],
        now=now,
    )
    return told


def _leave(
    request: HttpRequest, ticket: Ticket, offer: SelfCheckIn, form: OwnPeopleForm, told: str
) -> str:
    leave(offer=offer, ticket=ticket, attendee_ids=form.cleaned_data["people"], now=clock.now())
    return told


def _was_there(offer: SelfCheckIn, told: str) -> bool:
    """Whether the telephone needs to show no code again."""
    now = clock.now()
    return offer.is_on and is_open(offer.session, now=now) and is_at_the_place(offer, told, now=now)


def _remember(response: HttpResponse, told: str) -> HttpResponse:
    """The telephone was at the place: for some minutes its tickets open with one tap."""
    if told:
        response.set_cookie(
            PLACE_COOKIE,
            told,
            max_age=AT_THE_PLACE_FOR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response

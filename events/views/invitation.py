"""The page behind the link of an invitation: the event's form, for whoever holds the code.

The code stands in the address that the form is sent to, and nowhere else: not in a session, where
the next reader at the library's computer would find it.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.adapter import connection_of
from core import clock
from core.errors import DomainError
from events.models import Invitation
from events.services.registration.eligibility import way_in_of
from events.services.registration.invitations import refuse_unless_good
from events.views.event import shown_event
from events.views.register import page, registration_form, submitted
from notifications.errors import TooManyAttempts
from notifications.services.limits import Limit, count_attempt

# Nobody guesses 128 random bits; whoever tries keeps the database busy.
GUESSES = Limit("invitation codes that do not exist", most=30, span=timedelta(minutes=10))


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def invitation_page(request: HttpRequest, code: str) -> HttpResponse:
    """Sign up by an invitation, or read why it is over and what to do."""
    invitation = Invitation.objects.select_related("event").filter(code=code.upper()).first()
    if invitation is None:
        return unknown(request)
    if request.method == "POST":
        response = submitted(request, invitation.event_id, invitation=invitation)
    else:
        response = empty_page(request, invitation)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def unknown(request: HttpRequest) -> HttpResponse:
    """There is no such invitation; who asks too often for what is not there waits a while."""
    connection = connection_of(request)
    try:
        count_attempt({GUESSES: connection}, now=clock.now())
    except TooManyAttempts as refusal:
        response = render(request, "429.html", status=refusal.status)
        response["Retry-After"] = refusal.context["seconds"]
        return response
    raise Http404


def empty_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The form, or why there is none."""
    event = shown_event(invitation.event_id, request.user)
    asks = vars(event)["asks"]
    form = registration_form(request, event, asks=asks, invitation=invitation)
    try:
        refuse_unless_good(invitation, now=clock.now())
    except DomainError as refusal:
        opens_to_all = way_in_of(event, now=clock.now()).takes_registrations
        return page(
            request, event, form, invitation=invitation, over=refusal, opens_to_all=opens_to_all
        )
    return page(request, event, form, invitation=invitation)


@require_safe
def invitation_on_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Where a printed code leads: to the page, in the language of whoever scans it."""
    with translation.override(translation.get_language_from_request(request)):
        response = redirect("invitation", code)
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response

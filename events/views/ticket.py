"""A ticket and what hangs on it. Whoever has the code may see and cancel: it is the key."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brands.services.themes import dress
from cms.offline import keep_until
from core import clock
from core.errors import DomainError
from events.registries import panels_of_ticket
from events.services.feedback.links import party_token
from events.services.feedback.surveys import closes_at, parties_that_came
from events.services.registration.cancellation import cancel_registration
from events.services.registration.offers import accept_offer
from events.services.registration.party_edit import refuse_unless_in_time
from events.services.tickets import (
    Ticket,
    ticket_calendar,
    ticket_of,
    ticket_pdf,
    ticket_png,
    ticket_qr_png,
)

View = Callable[..., HttpResponse]


def by_code(view: View) -> View:
    """Find the ticket by its code, and let the code leak nowhere: no index, cache or referrer.

    Our own pages are told where one comes from: without that browsers post the form of cancelling
    from "null", which the guard against forged requests turns away.
    """

    @wraps(view)
    @cache_control(private=True, no_store=True)
    def opened(request: HttpRequest, code: str) -> HttpResponse:
        ticket = ticket_of(code, now=clock.now())
        if ticket is None:
            raise Http404
        response = view(request, ticket)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


@require_safe
@by_code
def ticket_page(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The ticket: the code for the door, and all that its holder needs to know."""
    return kept_by_its_holder(show(request, ticket), ticket)


def kept_by_its_holder(response: HttpResponse, ticket: Ticket) -> HttpResponse:
    """The phone that it was opened on may show it without a signal while it opens the door."""
    end = ticket.event.last_ends_at
    return keep_until(response, end) if end and ticket.is_valid and not ticket.is_over else response


def show(
    request: HttpRequest, ticket: Ticket, *, refusal: DomainError | None = None
) -> HttpResponse:
    """The page of the ticket, with the reason why what was asked for was not done."""
    context = about(ticket) | {
        "refusal": refusal,
        "is_guardian": is_guardian(request, ticket),
        "panels": panels_of_ticket(request, ticket),
        "feedback_token": feedback_token(ticket),
    }
    status = refusal.status if refusal else 200
    return render(request, "events/ticket.html", context, status=status)


def about(ticket: Ticket) -> dict[str, Any]:
    """What every page about a ticket knows; it wears the colours of the event."""
    return {"ticket": ticket, "event": ticket.event, **dress(ticket.event.brand)}


def is_guardian(request: HttpRequest, ticket: Ticket) -> bool:
    """Whether whoever registered is signed in. The code of a ticket may be on a child's paper."""
    contact = ticket.registration.contact
    if contact is None or contact.user_id is None:
        return False
    return contact.user_id == request.user.pk


def feedback_token(ticket: Ticket) -> str:
    """What leads to the survey, once the event is over and if the party was there."""
    registration, end = ticket.registration, ticket.event.last_ends_at
    if not ticket.is_over or end is None or closes_at(end) <= ticket.now:
        return ""
    came = parties_that_came().filter(pk=registration.pk).exists()
    return party_token(registration) if came and not ticket.event.intake.is_cancelled else ""


@require_safe
def ticket_at_the_door(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads a camera that knows nothing of us: to the page, in its language."""
    with translation.override(translation.get_language_from_request(request)):
        response = redirect("ticket", code)
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@by_code
def ticket_qr(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The QR code as a picture."""
    code = HttpResponse(ticket_qr_png(ticket.registration), content_type="image/png")
    return kept_by_its_holder(code, ticket)


@require_safe
@by_code
def ticket_ics(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """All sessions, for a calendar."""
    return download(ticket_calendar(ticket), ticket, "text/calendar; charset=utf-8", "ics")


@require_safe
@by_code
def ticket_print(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The ticket as a PDF file."""
    try:
        return download(ticket_pdf(ticket), ticket, "application/pdf", "pdf")
    except DomainError as refusal:
        return show(request, ticket, refusal=refusal)


@require_safe
@by_code
def ticket_picture(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The ticket as a picture that can be pressed and held, to be saved or sent on."""
    try:
        return HttpResponse(ticket_png(ticket), content_type="image/png")
    except DomainError as refusal:
        return show(request, ticket, refusal=refusal)


def download(content: bytes, ticket: Ticket, kind: str, ending: str) -> HttpResponse:
    """A file that is named after the reference, which opens nothing."""
    name = f"{ticket.registration.reference}.{ending}"
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@by_code
def ticket_accept(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Say yes to the places that are kept."""
    registration = ticket.registration
    try:
        accept_offer(registration_id=registration.pk, now=clock.now(), by=request.user)
    except DomainError as refusal:
        return show(request, ticket, refusal=refusal)
    return redirect(registration)


@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def ticket_cancel(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Ask whether to give the places back; then do it."""
    registration = ticket.registration
    if request.method != "POST":
        if not ticket.can_be_given_up:
            return redirect(registration)
        return render(request, "events/ticket_cancel.html", about(ticket))
    try:
        if ticket.can_be_cancelled and not ticket.can_be_given_up:
            refuse_unless_in_time(ticket.event.intake, now=ticket.now)
        cancel_registration(registration_id=registration.pk, now=clock.now(), by=request.user)
    except DomainError as refusal:
        return show(request, ticket, refusal=refusal)
    return redirect(registration)

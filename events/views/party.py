"""A ticket's party: changing who comes, and saying whether they still come by a new plan."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Membership
from cms.views.form_pages import FAILED_FORM, posted
from core import clock
from core.errors import DomainError
from events.errors import NoPlaceForMore, PlanChangedAgain
from events.forms.party import FamilyPartyForm, GuestPartyForm
from events.services.registration.families import candidates_for
from events.services.registration.party_edit import change_party
from events.services.registration.plan_answers import answer_plan
from events.services.tickets import Ticket
from events.views.register import family_of
from events.views.ticket import about, by_code, show
from notifications.services.limits import Limit, count_attempt

# Each change writes a letter to whoever registered: nobody changes their mind so often.
PER_TICKET = Limit("changes of a party by its ticket", most=20, span=timedelta(hours=1))
MOST_DIGITS = 9


@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def party_page(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Change who comes. Where nobody is left, ask whether all shall be cancelled."""
    members = speaks_for(request, ticket)
    form = party_form(request, ticket, members)
    if request.method != "POST":
        if not ticket.can_be_changed:
            return redirect(ticket.registration)
        return page(request, ticket, form)
    if not form.is_valid():
        return page(request, ticket, form, status=FAILED_FORM)
    wish = form.wish()
    if wish.is_nobody and ticket.can_be_given_up:
        return redirect("ticket_cancel", ticket.registration.code)
    now = clock.now()
    try:
        count_attempt({PER_TICKET: str(ticket.registration.pk)}, now=now)
        change_party(
            registration_id=ticket.registration.pk,
            wish=wish,
            members=members,
            now=now,
            by=request.user,
        )
    except DomainError as refusal:
        if not ticket.can_be_changed:
            return show(request, ticket, refusal=refusal)
        form.add_refusal(refusal)
        return page(request, ticket, form, status=refusal.status, refusal=refusal)
    return redirect(ticket.registration)


def speaks_for(request: HttpRequest, ticket: Ticket) -> list[Membership]:
    """The ticket's family, if it is the user's own: the ticket alone shows only who is on it.

    Training is for the one who works here, not for their family.
    """
    registration = ticket.registration
    if not registration.is_family or ticket.event.is_internal:
        return []
    return [
        member for member in family_of(request) if member.household_id == registration.household_id
    ]


def party_form(
    request: HttpRequest, ticket: Ticket, members: list[Membership]
) -> FamilyPartyForm | GuestPartyForm:
    """A family ticks people, a guest says how many."""
    if ticket.registration.is_family:
        return FamilyPartyForm(posted(request), ticket=ticket, members=members)
    this_year = timezone.localdate(ticket.now).year
    return GuestPartyForm(posted(request), ticket=ticket, this_year=this_year)


def page(
    request: HttpRequest,
    ticket: Ticket,
    form: FamilyPartyForm | GuestPartyForm,
    *,
    status: int = 200,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The form, with what will follow from it."""
    context = about(ticket) | {
        "form": form,
        "others_can_wait": isinstance(refusal, NoPlaceForMore),
    }
    if isinstance(form, FamilyPartyForm):
        context["candidates"] = candidates_for(
            ticket.registration,
            ticket.attendees,
            form.members,
            chosen=form.chosen,
            refused=form.findings,
            now=ticket.now,
        )
    return render(request, "events/ticket_people.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def plan_page(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The new plan, and two buttons. Opening it says nothing: mail scanners follow links too."""
    if not ticket.can_be_cancelled or not ticket.was_there_before_plan:
        return redirect(ticket.registration)
    answer = request.POST.get("answer")
    if request.method != "POST" or answer not in ("yes", "no"):
        return render(request, "events/ticket_plan.html", about(ticket))
    typed = request.POST.get("plan", "")
    try:
        answer_plan(
            registration_id=ticket.registration.pk,
            plan_no=int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else 0,
            still_comes=answer == "yes",
            now=clock.now(),
            by=request.user,
        )
    except PlanChangedAgain as refusal:
        context = about(ticket) | {"refusal": refusal}
        return render(request, "events/ticket_plan.html", context, status=refusal.status)
    except DomainError as refusal:
        return show(request, ticket, refusal=refusal)
    return redirect(ticket.registration)

"""The registration page: one page, one form, one answer."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.adapter import connection_of
from accounts.models import Membership
from accounts.services.households import declare_residence
from brands.services.themes import dress
from cms.stencils import BLANK_KEY, BLANK_TOKEN, Stencils
from cms.views.form_pages import FAILED_FORM, posted
from core import clock
from core.errors import DomainError
from events.errors import EventNotPublic, GuestAlreadyRegistered
from events.forms.groups import GroupForm
from events.forms.registration import ContactForm, FamilyForm, GuestForm
from events.forms.training import StaffForm
from events.models import Event, Intake, Invitation, Registration, Session
from events.permissions import may_attend_internal
from events.services.conduct.answerable import Answerable
from events.services.conduct.standing import restriction_told_at
from events.services.questions.asked import asked_at
from events.services.registration.eligibility import way_in_of
from events.services.registration.families import candidates
from events.services.registration.moment import intake_of_this_moment
from events.services.registration.registering import register
from events.services.registration.way_in import State
from events.services.registration.who_may_come import in_words
from events.views.event import list_with, shown_event
from events.views.registered import to_registered_page
from notifications.errors import TooManyAttempts
from notifications.services.limits import Limit, count_attempt
from notifications.services.sms import can_text

# Hundreds may come through the one address of a library's or a school's network.
PER_CONNECTION = Limit("registrations by connection", most=1000, span=timedelta(minutes=10))
PER_CONTACT = Limit("registrations by contact", most=20, span=timedelta(hours=1))
# Each may write a letter or a text message to somebody who has not asked for it.
PER_CONTACT_AND_DAY = Limit("registrations by contact and day", most=40, span=timedelta(days=1))
# Nobody has so many reader cards; whoever tries out numbers would learn which are somebody's.
CARDS_PER_ACCOUNT = Limit("reader cards by account", most=20, span=timedelta(hours=1))


AnyForm = FamilyForm | GuestForm | GroupForm | StaffForm

stencils = Stencils()


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def registration_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sign a family, a guest or one of the staff up.

    A family is led to its ticket, and so are staff. A guest is led to a page that tells nothing
    but to look into their mail: else anyone could try out who is registered.
    """
    if request.method == "POST":
        return submitted(request, pk)
    if stencils.suits(request):
        return stencils.page(request, lambda: empty_page(request, slug, pk, with_blanks=True))
    return empty_page(request, slug, pk)


def submitted(
    request: HttpRequest, pk: int, *, invitation: Invitation | None = None
) -> HttpResponse:
    """What becomes of a form that was sent."""
    try:
        intake = intake_of_this_moment(pk)
    except EventNotPublic as error:
        raise Http404 from error
    form = registration_form(
        request, intake.event, asks=vars(intake)["asks"], invitation=invitation
    )
    refusal = None
    if form.is_valid():
        try:
            return sign_up(request, intake, form, invitation)
        except DomainError as error:
            refusal = error
            form.add_refusal(refusal)
    response = page(request, shown_event(pk, request.user), form, invitation=invitation)
    response.status_code = refusal.status if refusal else FAILED_FORM
    if isinstance(refusal, TooManyAttempts):
        response["Retry-After"] = refusal.context["seconds"]
    return response


def sign_up(
    request: HttpRequest, intake: Intake, form: AnyForm, invitation: Invitation | None
) -> HttpResponse:
    """Register whom the form tells; guests no more often than the limits allow."""
    now = clock.now()
    if not isinstance(form, ContactForm) or form.is_known:
        if form.cleaned_data.get("reader_number"):
            count_attempt({CARDS_PER_ACCOUNT: str(request.user.pk)}, now=now)
        return redirect(registered(request, intake, form, invitation, now=now))
    connection = connection_of(request)
    by_contact = dict.fromkeys([PER_CONTACT, PER_CONTACT_AND_DAY], form.address)
    count_attempt({PER_CONNECTION: connection} | by_contact, now=now)
    # Who is registered already learns it from the letter, and nobody else does.
    with suppress(GuestAlreadyRegistered):
        registered(request, intake, form, invitation, now=now)
    return to_registered_page(intake.event, form.address)


def registered(
    request: HttpRequest,
    intake: Intake,
    form: AnyForm,
    invitation: Invitation | None,
    *,
    now: datetime,
) -> Registration:
    """The registration of those whom the form tells."""
    party = form.party()
    registration = register(
        event_id=intake.event_id,
        intake=intake,
        party=party,
        idempotency_key=form.cleaned_data["form_key"],
        now=now,
        by=request.user,
        answers=form.given(),
        invitation=invitation,
    )
    if party.household_id and form.cleaned_data.get("lives_here"):
        declare_residence(household_id=party.household_id, lives_here=True)
    return registration


def empty_page(
    request: HttpRequest, slug: str, pk: int, *, with_blanks: bool = False
) -> HttpResponse:
    """The form as it waits for a visitor, or for any visitor: then it is a stencil."""
    event = shown_event(pk, request.user)
    if slug != event.slug:
        return HttpResponsePermanentRedirect(reverse("register", args=[event.slug, event.pk]))
    asks = vars(event)["asks"]
    if not with_blanks:
        return page(request, event, registration_form(request, event, asks=asks))
    form = registration_form(request, event, asks=asks, initial={"form_key": BLANK_KEY})
    return page(request, event, form, csrf_token=BLANK_TOKEN)


def registration_form(
    request: HttpRequest,
    event: Event,
    *,
    asks: bool,
    invitation: Invitation | None = None,
    **kwargs: Any,
) -> AnyForm:
    """The form with what the event `asks` below it, if it does."""
    form = form_for(request, event, invitation, **kwargs)
    if isinstance(form, FamilyForm | GuestForm):
        form.ask_how(event)
    if asks:
        form.ask(asked_at(event, now=clock.now()))
    return form


def form_for(
    request: HttpRequest, event: Event, invitation: Invitation | None, **kwargs: Any
) -> AnyForm:
    """A signed-in family chooses its people; everyone else comes as a guest.

    A group that is invited comes under its name; to training staff come by themselves.
    """
    data = posted(request)
    kwargs |= {"event": event, "now": clock.now()}
    if event.is_internal:
        if not may_attend_internal(request.user):
            raise Http404
        return StaffForm(data, user=request.user, **kwargs)
    members = family_of(request)
    if invitation and invitation.is_for_group:
        holder = members[0] if members else None
        kwargs["initial"] = {"group_name": invitation.name} | kwargs.get("initial", {})
        most = invitation.places or 0
        return GroupForm(data, most=most, holder=holder, can_text=can_text(), **kwargs)
    if members:
        return FamilyForm(data, members=members, **kwargs)
    return GuestForm(data, can_text=can_text(), **kwargs)


def family_of(request: HttpRequest) -> list[Membership]:
    """Whom the user may sign up, the account's holder first."""
    if not request.user.is_authenticated:
        return []
    members = Membership.objects.in_household_of(request.user)
    members = members.knowing_consents(on=timezone.localdate(clock.now()))
    return list(members.select_related("person__user", "household").order_by("pk"))


def page(
    request: HttpRequest,
    event: Event,
    form: AnyForm,
    *,
    invitation: Invitation | None = None,
    **context: Any,
) -> HttpResponse:
    """The form with all that one should know before sending it."""
    now = clock.now()
    sessions = Session.objects.filter(event=event).planned().select_related("branch", "room")
    context |= {
        "event": event,
        **dress(event.brand),
        "crumbs": [
            list_with(event),
            (event.title, event.get_absolute_url()),
            (_("Sign up"), None),
        ],
        "sessions": list(sessions),
        "way_in": way_in_of(event, now=now, invitation=invitation),
        "rules": in_words(event.intake, now=now),
        "invitation": invitation,
        "form": form,
    }
    if isinstance(form, FamilyForm):
        context["candidates"] = candidates(
            event, form.members, chosen=form.chosen, refused=form.findings, now=now
        )
        if not invitation and context["way_in"].state in (State.OPEN, State.FULL):
            household = Answerable(form.members[0].household_id)
            context["restriction"] = restriction_told_at(event, household, now=now)
    return render(request, "events/register.html", context)

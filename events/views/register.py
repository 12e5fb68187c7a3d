"""The registration page: one page, one form, one answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.models import Membership
from accounts.views.form_pages import FAILED_FORM, posted
from brands.services.themes import theme_url
from core import clock
from core.errors import DomainError
from events.forms.registration import FamilyForm, GuestForm
from events.models import Event, Registration, Session
from events.services.eligibility import way_in_of
from events.services.families import candidates
from events.services.registration import register
from events.views.event import public_event
from notifications.errors import TooManyAttempts
from notifications.services.limits import Limit, count_attempt
from notifications.services.sms import can_text

# Hundreds may come through the one address of a library's or a school's network.
PER_CONNECTION = Limit("registrations by connection", most=1000, span=timedelta(minutes=10))
PER_CONTACT = Limit("registrations by contact", most=20, span=timedelta(hours=1))


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def registration_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sign a family or a guest up. Success leads to the ticket."""
    event = public_event(pk)
    if slug != event.slug and request.method != "POST":
        return HttpResponsePermanentRedirect(reverse("register", args=[event.slug, event.pk]))
    form = registration_form(request, event)
    refusal = None
    if form.is_valid():
        try:
            return redirect(sign_up(request, event, form))
        except DomainError as error:
            refusal = error
            form.add_refusal(refusal)
    return answer(request, event, form, refusal)


def registration_form(request: HttpRequest, event: Event) -> FamilyForm | GuestForm:
    """A signed-in family chooses its people; everyone else comes as a guest."""
    if members := family_of(request):
        return FamilyForm(posted(request), members=members)
    return GuestForm(
        posted(request),
        event=event,
        this_year=timezone.localdate(clock.now()).year,
        can_text=can_text(),
    )


def family_of(request: HttpRequest) -> list[Membership]:
    """Whom the user may sign up, the account's holder first."""
    if not request.user.is_authenticated:
        return []
    members = Membership.objects.in_household_of(request.user)
    return list(members.select_related("person__user").order_by("pk"))


def sign_up(request: HttpRequest, event: Event, form: FamilyForm | GuestForm) -> Registration:
    """Register whom the form tells; guests no more often than the limits allow."""
    now = clock.now()
    if isinstance(form, GuestForm):
        connection = get_adapter().get_client_ip(request)
        count_attempt({PER_CONNECTION: connection, PER_CONTACT: form.address}, now=now)
    return register(
        event_id=event.pk,
        party=form.party(),
        idempotency_key=form.cleaned_data["form_key"],
        now=now,
        changed_by_id=request.user.pk,
    )


def answer(
    request: HttpRequest,
    event: Event,
    form: FamilyForm | GuestForm,
    refusal: DomainError | None,
) -> HttpResponse:
    """The page, empty or as it was filled in, with all that one should know before."""
    now = clock.now()
    context: dict[str, Any] = {
        "event": event,
        "brand": event.brand,
        "theme_url": theme_url(event.brand) if event.brand else "",
        "crumbs": [
            (_("What is on"), reverse("event_list")),
            (event.title, event.get_absolute_url()),
            (_("Sign up"), None),
        ],
        "sessions": Session.objects.filter(event=event).planned().select_related("branch", "room"),
        "way_in": way_in_of(event, now=now),
        "form": form,
    }
    if isinstance(form, FamilyForm):
        context["candidates"] = candidates(event, form.members, chosen=form.chosen, now=now)
    response = render(request, "events/register.html", context)
    if form.errors:
        response.status_code = refusal.status if refusal else FAILED_FORM
    if isinstance(refusal, TooManyAttempts):
        response["Retry-After"] = refusal.context["seconds"]
    return response

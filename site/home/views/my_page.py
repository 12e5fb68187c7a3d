"""My page: what comes next, who comes along, what was; and what the library has for me."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership
from accounts.services.households import household_of
from accounts.services.mails import mails_to
from accounts.views.signed_in import SignedInRequest, signed_in
from brands.models import Brand
from brands.services.themes import themes_url
from core import clock
from events.models import CalendarLink
from events.services.conduct.standing import conduct_of
from events.services.finding.listing import prefetch_pictures
from events.services.following import followed_by
from events.services.personal_calendar import (
    calendar_url,
    close_calendar,
    open_calendar,
    renew_calendar,
)
from home.services.my_page import coming_visits, past_visits
from rewards.choices import ChallengeState
from rewards.models import Reader

LATEST_MAILS = 3
READERS_IN_DRAWER = 4


@signed_in
@require_safe
def my_page(request: SignedInRequest) -> HttpResponse:
    """Everything that is mine, on one page: what is next stands first."""
    now = clock.now()
    household = household_of(request.user, now=now)
    coming = coming_visits(household, now=now)
    places = [visit for visit in coming if visit.is_seated]
    upcoming = next((visit for visit in places if not visit.is_cancelled), None)
    if upcoming:
        prefetch_pictures([upcoming.event])
    context = {
        "next": upcoming,
        "later": [visit for visit in places if visit is not upcoming],
        "offered": [visit for visit in coming if visit.registration.is_offered],
        "waiting": [visit for visit in coming if visit.is_waiting],
        "conduct": conduct_of(household, now=now),
        "past": past_visits(household, now=now),
        "members": Membership.objects.current()
        .filter(household=household)
        .select_related("person"),
        "followed": followed_by(request.user, now=now),
        "readers": Reader.objects.in_household_of(request.user)
        .here()
        .told()
        .exclude(challenge__state=ChallengeState.CLOSED)[:READERS_IN_DRAWER],
        "mails": mails_to(request.user, most=LATEST_MAILS),
        "has_calendar": CalendarLink.objects.filter(user=request.user).exists(),
        "theme_url": themes_url(Brand.objects.all()),
    }
    return render(request, "home/my_page.html", context)


@signed_in
@require_safe
def my_follows(request: SignedInRequest) -> HttpResponse:
    """What I follow, each with a button that ends it."""
    context = {
        "followed": followed_by(request.user, now=clock.now()),
        "theme_url": themes_url(Brand.objects.all()),
    }
    return render(request, "home/my_follows.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: SignedInRequest) -> HttpResponse:
    """The secret address of my calendar: made, made anew, or ended."""
    if request.method == "POST":
        change_calendar(request)
        return redirect("my_calendar")
    link = CalendarLink.objects.filter(user=request.user).first()
    url = calendar_url(link) if link else ""
    context = {"url": url, "subscribe_url": "webcal:" + url.partition(":")[2]}
    return render(request, "home/my_calendar.html", context)


def change_calendar(request: SignedInRequest) -> None:
    """Do what the button says, and tell what that means."""
    match request.POST.get("do"):
        case "open":
            open_calendar(request.user, now=clock.now())
        case "renew":
            renew_calendar(request.user, now=clock.now())
            told = _("This is your new address. The old one shows nothing any more.")
            messages.success(request, told)
        case "close":
            close_calendar(request.user)
            told = _("The address shows nothing any more. Remove the calendar from your devices.")
            messages.success(request, told)

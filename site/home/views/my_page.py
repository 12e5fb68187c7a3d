"""My page: what comes, who comes along, what was."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Membership
from accounts.services.households import household_of
from accounts.views.signed_in import SignedInRequest, signed_in
from core import clock
from home.services.my_page import coming_visits, past_visits


@signed_in
@require_safe
def my_page(request: SignedInRequest) -> HttpResponse:
    """Everything that is mine, on one page."""
    now = clock.now()
    household = household_of(request.user, now=now)
    context = {
        "coming": coming_visits(household, now=now),
        "past": past_visits(household, now=now),
        "members": Membership.objects.current()
        .filter(household=household)
        .select_related("person"),
    }
    return render(request, "home/my_page.html", context)

"""A sign-up of one's own: answering an offer, giving it back, passing it on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.signed_in import SignedInRequest, signed_in
from cms.views.form_pages import FAILED_FORM, posted
from core import clock
from core.addresses import absolute
from core.errors import DomainError
from volunteers.errors import CannotTake
from volunteers.forms.shifts import CannotComeForm, HandOverForm
from volunteers.models import Claim, Volunteer
from volunteers.services.shifts.claiming import accept_shift_offer
from volunteers.services.shifts.finding import shifts_to_swap_for
from volunteers.services.shifts.handing_over import (
    handover_of,
    keep_after_all,
    offer_handover,
    take_handover,
    what_keeps_from,
)
from volunteers.services.shifts.releasing import (
    cannot_come,
    may_be_given_back_until,
    release_claim,
)
from volunteers.views.shifts import Hands, show_shift


def own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Finds the sign-up among those of the user's family; others have none of that key."""

    @signed_in
    @wraps(view)
    def found(request: SignedInRequest, pk: int) -> HttpResponse:
        volunteers = Volunteer.objects.in_household_of(request.user)
        claims = Claim.objects.filter(volunteer__in=volunteers.values("pk")).told()
        return view(request, get_object_or_404(claims, pk=pk))

    return found


def address_of(claim: Claim) -> str:
    return f"{claim.shift.get_absolute_url()}?for={claim.volunteer_id}"


@require_POST
@own
def accept(request: SignedInRequest, claim: Claim) -> HttpResponse:
    """Say yes to the place that is kept."""
    try:
        accept_shift_offer(claim_id=claim.pk, now=clock.now(), by=request.user)
    except DomainError as refusal:
        return _with_refusal(request, claim, refusal)
    messages.success(request, _("You are on. Thank you!"))
    return redirect(address_of(claim))


@require_http_methods(["GET", "HEAD", "POST"])
@own
def give_back(request: SignedInRequest, claim: Claim) -> HttpResponse:
    """Ask whether to give it back, or after the deadline what has come up; then do it."""
    now = clock.now()
    is_late = claim.is_held and now > may_be_given_back_until(claim)
    form = CannotComeForm(posted(request))
    if not claim.is_current:
        return redirect(address_of(claim))
    if form.is_valid():
        try:
            if is_late:
                excuse = form.cleaned_data["excuse"]
                cannot_come(claim_id=claim.pk, excuse=excuse, now=now, by=request.user)
            else:
                release_claim(claim_id=claim.pk, now=now, by=request.user)
        except DomainError as refusal:
            return _with_refusal(request, claim, refusal)
        messages.success(request, _("Done. Thank you for telling us."))
        return redirect(f"{reverse('volunteer_my_shifts')}?for={claim.volunteer_id}")
    context = {
        "shift": claim.shift,
        "shift_url": address_of(claim),
        "form": form,
        "is_late": is_late,
    }
    status = FAILED_FORM if form.errors else 200
    return render(request, "volunteers/shifts/give_back.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def hand_over(request: SignedInRequest, claim: Claim) -> HttpResponse:
    """Make a link by which another volunteer takes the place, or end it."""
    now = clock.now()
    if not claim.is_held:
        return redirect(address_of(claim))
    wanted = shifts_to_swap_for(claim, now=now)
    form = HandOverForm(posted(request), shifts=wanted)
    context: dict[str, Any] = {
        "shift": claim.shift,
        "shift_url": address_of(claim),
        "form": form,
    }
    try:
        if "keep" in request.POST:
            keep_after_all(claim_id=claim.pk, now=now)
            messages.success(request, _("The link leads to nothing any more. The place is yours."))
            return redirect(address_of(claim))
        if form.is_valid():
            chosen = next((s for s in wanted if s.pk == form.cleaned_data["wanted"]), None)
            link = offer_handover(claim_id=claim.pk, wanted=chosen, now=now)
            context["url"] = absolute(reverse("volunteer_take_over", args=[link.code]))
    except DomainError as refusal:
        return _with_refusal(request, claim, refusal)
    context["has_link"] = claim.handovers.filter(accepted_at=None, closed_at=None).exists()
    return render(request, "volunteers/shifts/hand_over.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: SignedInRequest, code: str) -> HttpResponse:
    """Where a link leads: what is handed over, whether one may take it, and taking it."""
    now, hands = clock.now(), Hands(request)
    if hands.chosen is None:
        return redirect("volunteer")
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            taken = take_handover(code=code, volunteer_id=hands.chosen.pk, now=now, by=request.user)
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, _("You are on. Thank you!"))
            return redirect(address_of(taken))
    handover = handover_of(code, now=now)
    if handover is None and refusal is None:
        return render(request, "volunteers/shifts/take_over_ended.html", status=404)
    context: dict[str, Any] = {"hands": hands, "handover": handover, "refusal": refusal}
    if handover:
        is_own = handover.claim.volunteer_id == hands.chosen.pk
        found = what_keeps_from(handover, hands.chosen, now=now)
        if isinstance(refusal, CannotTake):
            found = refusal.obstacles
        context |= {"is_own": is_own, "shift": handover.claim.shift, "obstacles": found}
    status = refusal.status if refusal else 200
    return render(request, "volunteers/shifts/take_over.html", context, status=status)


def _with_refusal(request: SignedInRequest, claim: Claim, refusal: DomainError) -> HttpResponse:
    hands = Hands(request)
    hands.chosen = next((each for each in hands.all if each.pk == claim.volunteer_id), None)
    if hands.chosen is None:
        raise Http404
    return show_shift(request, claim.shift, hands, refusal=refusal)

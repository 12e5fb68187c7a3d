"""The shifts as volunteers see them, and what they do with one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.views.signed_in import SignedInRequest, signed_in
from core import clock
from core.errors import DomainError
from core.keys import key_of
from volunteers.choices import ShiftState
from volunteers.errors import CannotTake
from volunteers.forms.shifts import ShiftFilterForm, filters_from
from volunteers.models import Claim, Shift, Volunteer
from volunteers.services.shifts.claiming import claim_place, join_waiting_list
from volunteers.services.shifts.finding import (
    find_shifts,
    read_shifts,
    see_shift,
    what_keeps_waiting,
    with_likings,
)
from volunteers.services.shifts.mine import fellows_of, my_shifts
from volunteers.services.shifts.releasing import may_be_given_back_until

SHIFTS_PER_PAGE = 20


class Hands:
    """The volunteers for whom the user may speak, and the one whose shifts are looked at."""

    def __init__(self, request: SignedInRequest) -> None:
        volunteers = Volunteer.objects.in_household_of(request.user)
        self.all = list(with_likings(volunteers))
        asked = request.POST.get("for") or request.GET.get("for", "")
        chosen = [each for each in self.all if str(each.pk) == asked]
        self.chosen: Any = next(iter(chosen or self.all), None)

    @property
    def others(self) -> list[Volunteer]:
        return [each for each in self.all if each != self.chosen]

    @property
    def query(self) -> str:
        """What links carry along where a family has several volunteers."""
        return f"?for={self.chosen.pk}" if self.others else ""


@signed_in
@require_safe
def shift_list(request: SignedInRequest) -> HttpResponse:
    """What is to be done in the next weeks, what fits first; and why the rest does not."""
    hands = Hands(request)
    if hands.chosen is None:
        return redirect("volunteer")
    found = find_shifts(hands.chosen, filters_from(request.GET), now=clock.now())
    page = Paginator(found.shifts, SHIFTS_PER_PAGE).get_page(request.GET.get("page"))
    read_shifts(page)
    form = ShiftFilterForm(request.GET or None)
    form.offer(found)
    context = {
        "hands": hands,
        "page": page,
        "form": form,
        "shared_obstacles": found.shared_obstacles,
    }
    return render(request, "volunteers/shifts/list.html", context)


@signed_in
@require_safe
def my_shift_list(request: SignedInRequest) -> HttpResponse:
    """What I am on and wait for, and what I was on."""
    hands = Hands(request)
    if hands.chosen is None:
        return redirect("volunteer")
    mine = my_shifts(hands.chosen, now=clock.now())
    return render(request, "volunteers/shifts/mine.html", {"hands": hands, "mine": mine})


@signed_in
@require_safe
def shift_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One shift: what, where, whom to meet, who else; and signing up with one tap."""
    hands = Hands(request)
    if hands.chosen is None:
        return redirect("volunteer")
    return show_shift(request, shift_or_404(pk, hands.chosen), hands)


@signed_in
@require_POST
def sign_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a place, or a turn in the waiting list."""
    hands = Hands(request)
    if hands.chosen is None:
        return redirect("volunteer")
    shift, now = shift_or_404(pk, hands.chosen), clock.now()
    need = get_object_or_404(shift.needs, pk=key_of(request.POST.get("need")))
    enter = join_waiting_list if "wait" in request.POST else claim_place
    try:
        claim = enter(need_id=need.pk, volunteer_id=hands.chosen.pk, now=now, by=request.user)
    except DomainError as refusal:
        return show_shift(request, shift, hands, refusal=refusal)
    if claim.is_waiting:
        messages.success(request, _("You wait for it now. We ask you when it is your turn."))
    else:
        messages.success(request, _("You are on. Thank you!"))
    return redirect(f"{shift.get_absolute_url()}{hands.query}")


def shift_or_404(pk: int, volunteer: Volunteer) -> Shift:
    """A shift that volunteers may look at: drafts are only for those who are on them."""
    shift = get_object_or_404(Shift.objects.told(), pk=pk)
    if shift.state == ShiftState.DRAFT and not own_claim(shift, volunteer):
        raise Http404
    return shift


def own_claim(shift: Shift, volunteer: Volunteer) -> Claim | None:
    own = Claim.objects.current().filter(shift=shift, volunteer=volunteer)
    return own.select_related("need__role", "volunteer__person").first()


def show_shift(
    request: SignedInRequest,
    shift: Shift,
    hands: Hands,
    *,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The page of the shift, with the reason why what was asked for was not done."""
    now = clock.now()
    own = own_claim(shift, hands.chosen)
    context: dict[str, Any] = {
        "hands": hands,
        "shift": shift,
        "own": own,
        "seen": see_shift(hands.chosen, shift, now=now),
        "team": fellows_of(own) if own and own.is_held else None,
        "is_over": shift.ends_at <= now,
        "has_begun": shift.starts_at <= now,
        "free_until": may_be_given_back_until(own) if own and own.is_held else None,
        "now": now,
        "refusal": refusal,
        "obstacles": refusal.obstacles if isinstance(refusal, CannotTake) else [],
    }
    if own and own.is_waiting and own.need.taken < own.need.maximum and shift.starts_at > now:
        context |= {"is_free": True, "keeps_waiting": what_keeps_waiting(own, now=now)}
    status = refusal.status if refusal else 200
    return render(request, "volunteers/shifts/shift.html", context, status=status)

"""My reader cards: name them, prove them by a slip, take them away."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.adapter import connection_of
from accounts.models import Membership
from accounts.services.households import household_of
from accounts.views.signed_in import SignedInRequest, signed_in
from cms.views.form_pages import FAILED_FORM, posted
from core import clock
from core.errors import DomainError
from notifications.services.limits import Limit, count_attempt
from rewards.forms.cards import AddCardForm, SlipCodeForm
from rewards.services.cards.gathering import waiting_tallies
from rewards.services.cards.owning import (
    FamilyCard,
    add_card,
    family_cards,
    prove_by_slip,
    take_card_away,
)

# Nobody has more cards than that, and whoever guesses needs more tries than that. What is counted
# is who tries: a limit on a card would let anybody lock it for its owner.
NUMBERS_PER_ACCOUNT = Limit("rewards.card_numbers", most=10, span=timedelta(days=1))
NUMBERS_PER_CONNECTION = Limit("rewards.card_numbers.connection", most=40, span=timedelta(days=1))
CODES_PER_ACCOUNT = Limit("rewards.slip_codes", most=10, span=timedelta(hours=1))
CODES_PER_CONNECTION = Limit("rewards.slip_codes.connection", most=40, span=timedelta(days=1))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def my_cards(request: SignedInRequest) -> HttpResponse:
    """The cards of the family, and a form for another one."""
    household_of(request.user, now=clock.now())
    family = list(Membership.objects.in_household_of(request.user))
    form = AddCardForm(posted(request), family=family)
    if form.is_valid():
        now = clock.now()
        try:
            count_attempt(
                {
                    NUMBERS_PER_ACCOUNT: str(request.user.pk),
                    NUMBERS_PER_CONNECTION: connection_of(request),
                },
                now=now,
            )
            add_card(
                person_id=form.person_id,
                number=form.cleaned_data["number"],
                by=request.user,
                now=now,
            )
        except DomainError as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(
                request,
                _("Noted. Show the card at a library, or enter the code of a slip from us."),
            )
            return redirect("reader_cards")
    return cards_page(request, form=form)


@signed_in
@require_POST
def enter_slip(request: SignedInRequest, pk: int, person_pk: int) -> HttpResponse:
    """Prove a card by the code of its slip."""
    own = own_card_or_404(request, pk, person_pk)
    form = SlipCodeForm(request.POST)
    if form.is_valid():
        now = clock.now()
        try:
            count_attempt(
                {
                    CODES_PER_ACCOUNT: str(request.user.pk),
                    CODES_PER_CONNECTION: connection_of(request),
                },
                now=now,
            )
            prove_by_slip(
                card_id=pk,
                person_id=own.person.pk,
                code=form.cleaned_data["code"],
                by=request.user,
                now=now,
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("The card is %(name)s’s now. What it counted is there.") % {"name": own.person},
            )
    else:
        messages.error(request, _("Enter the code as it stands on the slip."))
    return redirect("reader_cards")


@signed_in
@require_POST
def take_away(request: SignedInRequest, pk: int, person_pk: int) -> HttpResponse:
    """The card is not theirs."""
    own = own_card_or_404(request, pk, person_pk)
    take_card_away(card_id=pk, person_id=own.person.pk)
    messages.success(request, _("The card is taken away. What it has counted for you stays."))
    return redirect("reader_cards")


def cards_page(request: SignedInRequest, *, form: AddCardForm) -> HttpResponse:
    cards = family_cards(request.user)
    context = {
        "form": form,
        "cards": [(each, SlipCodeForm(auto_id=f"id_{each.card.pk}_%s")) for each in cards],
        "waiting": waiting_tallies({each.person.pk for each in cards if each.is_verified}),
    }
    status = FAILED_FORM if form.errors else 200
    return render(request, "rewards/cards/mine.html", context, status=status)


def own_card_or_404(request: SignedInRequest, pk: int, person_pk: int) -> FamilyCard:
    for own in family_cards(request.user):
        if (own.card.pk, own.person.pk) == (pk, person_pk):
            return own
    raise Http404

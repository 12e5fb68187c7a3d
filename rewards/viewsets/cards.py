"""Reader cards at the desk: whose is it, and a slip for who cannot come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from core.keys import key_of
from core.text import masked
from notifications.services.limits import Limit, count_attempt
from rewards.forms.cards import NumberForm
from rewards.models import CardClaim, ReaderCard
from rewards.services.cards.owning import card_of_number, claims_on, confirm_seen
from rewards.services.cards.slips import make_slip
from rewards.viewsets.pages import KeepersItem, StaffPage
from staff.choices import Action

# A desk sees a card every few minutes; whoever tries numbers wants more.
LOOK_UPS = Limit("rewards.cards.look_up", most=200, span=timedelta(days=1))
SHOWN_FOR = timedelta(hours=1)


class ShownClaims:
    """Marks of claims that one librarian was shown, so that nobody confirms others by counting."""

    def __init__(self, user: Any) -> None:
        self.signer = TimestampSigner(salt=f"rewards.cards.shown:{user.pk}")

    def sign(self, claim: CardClaim) -> str:
        return self.signer.sign(str(claim.pk))

    def key_of(self, mark: str) -> int | None:
        """The key of the claim; None of what was not shown to them, or too long ago."""
        try:
            return key_of(self.signer.unsign(mark, max_age=SHOWN_FOR))
        except BadSignature:
            return None


class CardsView(StaffPage):
    """A number is typed and never stands in an address; what is found is shown by masked names."""

    needs: ClassVar[Action] = Action.CHANGE
    page_title = gettext_lazy("Reader cards")
    header_icon = "tag"
    template_name = "rewards/cards/desk.html"

    @property
    def signer(self) -> ShownClaims:
        return ShownClaims(self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.POST.get("do"):
            case "find":
                return self.find(NumberForm(request.POST))
            case "slip":
                return self.print_slip(NumberForm(request.POST))
            case "seen":
                return self.confirm()
            case _:
                raise Http404

    def find(self, form: NumberForm) -> HttpResponse:
        if form.is_valid():
            try:
                count_attempt({LOOK_UPS: str(self.request.user.pk)}, now=clock.now())
            except DomainError as refusal:
                form.add_error("number", str(refusal))
            else:
                card = card_of_number(form.cleaned_data["number"])
                return self.show(form=NumberForm(), card=card, was_asked=True)
        return self.show(form=form, status=FAILED_FORM)

    def print_slip(self, form: NumberForm) -> HttpResponse:
        if form.is_valid():
            try:
                count_attempt({LOOK_UPS: str(self.request.user.pk)}, now=clock.now())
                slip = make_slip(number=form.cleaned_data["number"], now=clock.now())
            except DomainError as refusal:
                form.add_error("number", str(refusal))
            else:
                log(slip.card, "rewards.slip_printed", user=self.request.user)
                return render(self.request, "rewards/cards/slip.html", {"slip": slip})
        return self.show(form=form, status=FAILED_FORM)

    def confirm(self) -> HttpResponse:
        """Only what a page has shown them whose card's number they typed.

        A card of somebody else moves only where that page showed from whom.
        """
        asked = self.request.POST
        user: Any = self.request.user
        claim = get_object_or_404(
            CardClaim.objects.select_related("card", "person"),
            pk=self.signer.key_of(asked.get("claim", "")),
        )
        try:
            card = confirm_seen(
                card_id=claim.card_id,
                person_id=claim.person_id,
                by=user,
                now=clock.now(),
                from_person_id=key_of(asked.get("from")),
            )
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
            return self.show(form=NumberForm(), card=claim.card, was_asked=True)
        log(card, "rewards.card_seen", user=self.request.user)
        messages.success(
            self.request,
            _("%(card)s is the card of %(name)s now. What it had counted is theirs.")
            % {"card": card, "name": masked(str(claim.person))},
        )
        return self.show(form=NumberForm())

    def show(
        self,
        *,
        form: NumberForm,
        card: ReaderCard | None = None,
        was_asked: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        claims = claims_on(card) if card else []
        context = self.get_context_data(
            form=form,
            was_asked=was_asked,
            card=card,
            owner=masked(str(card.person)) if card and card.person else None,
            claims=[
                (claim, masked(str(claim.person)), self.signer.sign(claim)) for claim in claims
            ],
        )
        return self.render_to_response(
            context, status=status, headers={"Cache-Control": "private, no-store"}
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", NumberForm())
        return super().get_context_data(**kwargs)


class CardsViewSet(ViewSet):
    name = "reader_cards_desk"
    url_prefix = "reading/cards"
    icon = "tag"
    menu_label = gettext_lazy("Reader cards")
    menu_hook = "register_reading_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return KeepersItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", CardsView.as_view(), name="index")]

"""Self check-in on an event's desk: switched on, shown on a screen, printed, ended."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.log_actions import log

from cms import formats
from cms.services.qr import qr_drawing
from core import clock
from core.errors import DomainError
from door.models import SelfCheckIn
from door.services.self_check_in.arriving import came_by_themselves
from door.services.self_check_in.codes import screen_address
from door.services.self_check_in.offers import offers_of
from staff.choices import Action
from workbench.forms.self_check_in import CloseScreensForm, ReplaceCardForm, SelfCheckInForm
from workbench.services.signs import self_check_in_card_pdf
from workbench.views.changes import ChangeView
from workbench.views.desk import DeskPage, DeskView


class SelfCheckInView(DeskPage, FormView):
    """At which sessions it is offered and by what, and how many came by it."""

    needs = Action.CHECK_IN
    while_it_takes_place = True
    form_class = SelfCheckInForm
    page_title = gettext_lazy("Self check-in")
    template_name = "workbench/self_check_in.html"

    @cached_property
    def offers(self) -> dict[int, SelfCheckIn]:
        return offers_of(self.event)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "event": self.event,
            "user": self.request.user,
            "now": clock.now(),
            "offers": self.offers,
        }

    def form_valid(self, form: SelfCheckInForm) -> HttpResponse:
        for session in form.save():
            note(self, "events.self_check_in_changed", session.starts_at)
        messages.success(self.request, gettext_lazy("Saved."))
        return redirect("desk:self_check_in", self.event.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, came = clock.now(), came_by_themselves(self.event)
        on = {key for key, offer in self.offers.items() if offer.is_on}
        sessions = self.event.sessions.planned().filter(pk__in=on | came.keys())
        rows = [
            {
                "session": session,
                "offer": self.offers.get(session.pk),
                "came": came.get(session.pk, 0),
                "is_over": session.ends_at <= now,
            }
            for session in sessions.select_related("branch", "room")
        ]
        return super().get_context_data(rows=rows, desk_url=self.desk_url(), **kwargs)


class OneOffer(DeskView):
    """Knows what is offered at the session in its address, if it is one of the event's."""

    needs = Action.CHECK_IN

    @cached_property
    def offer(self) -> SelfCheckIn:
        offer = offers_of(self.event).get(self.kwargs["session_id"])
        if offer is None or not offer.is_on:
            raise Http404
        return offer


class ScreenView(OneOffer, DeskPage, TemplateView):
    """The link of the screen, for a device on which nobody has to sign in."""

    page_title = gettext_lazy("Screen")
    template_name = "workbench/self_check_in_screen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.offer.on_screen:
            raise Http404
        address = screen_address(self.offer)
        return super().get_context_data(
            offer=self.offer, address=address, drawing=qr_drawing(address), **kwargs
        )


class OfferChange(OneOffer, ChangeView):
    """A step that ends what is shown somewhere; what follows is said first."""

    needs = Action.CHECK_IN
    while_it_takes_place = False
    action = ""
    follows: tuple[Any, ...] = ()

    @property
    def consequences(self) -> list[str]:
        return [str(sentence) for sentence in self.follows]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"offer": self.offer}

    def form_valid(self, form: CloseScreensForm) -> HttpResponse:
        form.save()
        note(self, self.action, self.offer.session.starts_at)
        messages.success(self.request, self.done)
        return redirect("desk:self_check_in", self.event.pk)


class CloseScreensView(OfferChange):
    form_class = CloseScreensForm
    page_title = gettext_lazy("Close the screens")
    button = gettext_lazy("Close all screens of this session")
    is_grave = True
    action = "events.self_check_in_screens_closed"
    done = gettext_lazy("The screens are closed. The link on this page is a new one.")
    follows = (
        gettext_lazy("Every screen of this session stops, and its link opens nothing any more."),
        gettext_lazy("The codes that a screen has shown or still holds are worthless at once."),
    )


class ReplaceCardView(OfferChange):
    form_class = ReplaceCardForm
    page_title = gettext_lazy("Replace the card")
    button = gettext_lazy("Make a new card")
    action = "events.self_check_in_card_replaced"
    done = gettext_lazy("The card has a new code. Print it and take the old one down.")
    follows = (gettext_lazy("The card that hangs there now is worthless at once."),)


class CardView(OneOffer):
    """The card to print, opened beside the page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.offer.on_paper:
            raise Http404
        try:
            card = self_check_in_card_pdf(self.offer)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:self_check_in", self.event.pk)
        return HttpResponse(
            card,
            content_type="application/pdf",
            headers={
                "Content-Disposition": 'inline; filename="self-check-in.pdf"',
                "Cache-Control": "private, no-store",
            },
        )


def note(view: DeskView, action: str, starts_at: Any) -> None:
    """A line in the event's history: of which session."""
    log(
        view.event,
        action,
        user=view.request.user,
        data={"session": formats.moment(starts_at, "en")},
    )

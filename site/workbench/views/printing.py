"""Posters and cards on an event's desk: each as a small picture, and its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from door.models import SelfCheckIn
from door.services.self_check_in.offers import offers_of
from events.choices import PrintLanguage
from events.forms.desk.printing import PrintedTextsForm
from events.services.details import EventDetails, details_of
from events.services.printing.texts import write_texts
from events.services.printing.told import Told, texts_of
from staff.choices import Action
from workbench.services.invitations import invitations_of
from workbench.services.printed_things import (
    PRINTED_THINGS,
    PrintedThing,
    card_png,
    sample_badges_png,
    told_for_print,
)
from workbench.views.desk import DeskPage, DeskView

ONE_DAY = 24 * 60 * 60
TYPES = {"pdf": "application/pdf", "png": "image/png"}


class InPrint(DeskView):
    """Knows what is printed of the event, in the language that was asked for."""

    @cached_property
    def language(self) -> PrintLanguage:
        asked = self.kwargs.get("language") or self.request.GET.get("language", "")
        if asked in PrintLanguage:
            return PrintLanguage(asked)
        event = self.event
        return PrintLanguage.BOTH if event.title_en and event.title_zh else self.own_language

    @property
    def own_language(self) -> PrintLanguage:
        return PrintLanguage.ENGLISH if self.event.title_en else PrintLanguage.CHINESE

    @cached_property
    def details(self) -> EventDetails:
        return details_of(self.event, now=clock.now())

    @cached_property
    def told(self) -> Told:
        return told_for_print(self.details, self.language)


class PrintingView(InPrint, DeskPage, FormView):
    """Everything that can be printed of the event, and the words on it."""

    page_title = gettext_lazy("Posters and cards")
    template_name = "workbench/printing.html"
    form_class = PrintedTextsForm
    header_icon = "doc-full"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may(Action.CHANGE):
            raise Http404
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "event": self.event,
            "user": self.request.user,
            "now": clock.now(),
        }

    def form_valid(self, form: PrintedTextsForm) -> HttpResponse:
        form.save()
        messages.success(self.request, gettext_lazy("Saved. The pictures below show it."))
        return redirect(self.address())

    def form_invalid(self, form: PrintedTextsForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def address(self) -> str:
        page = reverse("desk:printing", args=[self.event.pk])
        return f"{page}?language={self.language}"

    def shown(self, thing: PrintedThing) -> dict[str, Any]:
        """A thing with the addresses of its small picture and of its files."""
        digest = thing.digest(self.told)
        address = {
            ending: reverse(
                "desk:printed", args=[self.event.pk, self.language.value, thing.name, ending]
            )
            for ending in ("png", *thing.endings)
        }
        width, height = thing.size
        return {
            "thing": thing,
            "small": f"{address['png']}?small={digest}",
            "height": round(width and 280 * height / width),
            "files": [(ending.upper(), address[ending]) for ending in thing.endings],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = [self.shown(thing) for thing in PRINTED_THINGS.values()]
        may_check_in = self.may(Action.CHECK_IN)
        offers = offers_of(self.event) if may_check_in else {}
        now = clock.now()
        return super().get_context_data(
            language=self.language,
            languages=PrintLanguage.choices,
            papers=[each for each in shown if not each["thing"].is_picture],
            pictures=[each for each in shown if each["thing"].is_picture],
            may_change=self.may(Action.CHANGE),
            may_check_in=may_check_in,
            cards=[offer for offer in offers.values() if offer.is_on and offer.on_paper],
            has_sessions=bool([s for s in self.details.sessions if not s.is_cancelled]),
            invitations=invitations_of(self.event, now=now) if self.may(Action.CHANGE) else [],
            has_own_words=texts_of(self.event) is not None,
            desk_url=self.desk_url(),
            **kwargs,
        )


class BackToEventView(InPrint):
    """The event's own words again, on everything printed."""

    needs = Action.CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        write_texts(self.event, {}, by=request.user)
        messages.success(request, gettext_lazy("Posters and cards say what the event says."))
        return redirect("desk:printing", self.event.pk)


class PrintedView(InPrint):
    """One thing as a file, or as its small picture, whose address changes with it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        thing = PRINTED_THINGS.get(kwargs["thing"])
        ending = kwargs["ending"]
        if thing is None or kwargs["language"] not in PrintLanguage or ending not in TYPES:
            raise Http404
        if "small" in request.GET and ending == "png":
            return small(lambda: self.draw(thing, ending, thing.small_scale))
        if ending not in thing.endings:
            raise Http404
        try:
            content = self.draw(thing, ending, 1 if thing.is_picture else 2)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:printing", self.event.pk)
        name = f"{self.event.slug}-{thing.name}-{self.language}.{ending}"
        return HttpResponse(
            content,
            content_type=TYPES[ending],
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )

    def draw(self, thing: PrintedThing, ending: str, scale: float) -> bytes:
        return thing.draw(self.told, self.event.image, ending, scale)


class SmallBadgesView(DeskView):
    """A small picture of name badges, with names of nobody."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return small(lambda: sample_badges_png(self.event))


class SmallCardView(DeskView):
    """A small picture of the card of one session."""

    needs = Action.CHECK_IN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offer: SelfCheckIn | None = offers_of(self.event).get(kwargs["session_id"])
        if offer is None or not (offer.is_on and offer.on_paper):
            raise Http404
        return small(lambda: card_png(offer), keep=False)


def small(draw: Callable[[], bytes], *, keep: bool = True) -> HttpResponse:
    """A small picture; where it cannot be drawn there is none."""
    try:
        content = draw()
    except DomainError as refusal:
        raise Http404 from refusal
    lifetime = f"private, max-age={ONE_DAY}" if keep else "private, no-store"
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": lifetime})

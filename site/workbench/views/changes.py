"""The forms of the desk. Each says first what will follow from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.log_actions import log

from core import clock
from core.errors import DomainError
from events.choices import LIVE_STATES, PlaceState, PoolKind
from events.forms.desk.cancel import CancelForm
from events.forms.desk.hand_over import HandOverForm
from events.forms.desk.intake import DrawForm, IntakeForm
from events.forms.desk.particulars import BookListsForm, CostsForm, PartnersForm
from events.forms.desk.places import PlacesForm
from events.forms.desk.requests import AnswerForm
from events.forms.desk.sessions import SessionForm
from events.forms.desk.speakers import SpeakerFormSet
from events.forms.desk.who_may_come import WhoMayComeForm
from events.models import Session
from events.registries import Following
from events.services.making.sessions import cancel_session
from events.services.registration.overbooking import Suggestion, suggestion_for
from events.viewsets.moving import tell_moved
from staff.choices import Action
from workbench.views.desk import DeskPage


class DeskForm(DeskPage, FormView):
    """A form, and above its button what will follow."""

    template_name = "workbench/desk_form.html"
    button: Any = gettext_lazy("Save")
    is_grave = False
    while_it_takes_place = True
    done: Any = gettext_lazy("Saved.")

    @property
    def consequences(self) -> list[str]:
        """What will follow, in whole sentences."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            consequences=self.consequences,
            button=self.button,
            is_grave=self.is_grave,
            desk_url=self.desk_url(),
            **kwargs,
        )
        context["media"] = context["form"].media
        return context


class ChangeView(DeskForm):
    """A form about the event; back to the desk when it is done."""

    needs = Action.CHANGE

    @cached_property
    def registered(self) -> int:
        return self.event.attendees.filter(state=PlaceState.SEATED).count()

    @cached_property
    def waiting(self) -> int:
        return self.event.attendees.filter(state=PlaceState.WAITING).count()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "event": self.event,
            "user": self.request.user,
            "now": clock.now(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            form.save()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        if form.errors:
            return self.form_invalid(form)
        self.tell(form)
        return redirect(self.desk_url())

    def tell(self, form: Any) -> None:
        messages.success(self.request, self.done)


class SessionView(ChangeView):
    """A session, new or known; what goes along with it is shown before it moves."""

    form_class = SessionForm
    following = Following()

    @cached_property
    def session(self) -> Session:
        if "session_id" not in self.kwargs:
            return self._next_session()
        session = self.event.sessions.planned().filter(pk=self.kwargs["session_id"]).first()
        if session is None:
            raise Http404
        return session

    def _next_session(self) -> Session:
        """As the last one, a week later."""
        last = self.event.sessions.planned().last()
        if last is None:
            return Session(event=self.event, branch=self.event.branch)
        return Session(
            event=self.event,
            branch=last.branch,
            room=last.room,
            online_url=last.online_url,
            official_count=last.official_count,
            starts_at=last.starts_at + timedelta(weeks=1),
            ends_at=last.ends_at + timedelta(weeks=1),
        )

    def get_page_title(self) -> str:
        return _("Change session") if self.session.pk else _("Add session")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"session": self.session}

    def tell(self, form: SessionForm) -> None:
        tell_moved(self.request, self.done, form.following)

    def form_invalid(self, form: SessionForm) -> HttpResponse:
        self.following = form.following
        return super().form_invalid(form)

    @property
    def consequences(self) -> list[str]:
        return [*self._for_those_who_come(), *self.following.sentences]

    def _for_those_who_come(self) -> list[str]:
        if not self.session.pk or not self.registered:
            return []
        people = ngettext(
            "%(people)s person is registered.", "%(people)s people are registered.", self.registered
        )
        return [
            people % {"people": self.registered},
            _(
                "Subscribed calendars follow by themselves; "
                "people are written to a few minutes later."
            ),
        ]


class CancelSessionView(DeskPage, TemplateView):
    needs = Action.CANCEL
    while_it_takes_place = True
    template_name = "workbench/cancel_session.html"
    page_title = gettext_lazy("Cancel session")

    @cached_property
    def session(self) -> Session:
        session = self.event.sessions.planned().filter(pk=self.kwargs["session_id"]).first()
        if session is None:
            raise Http404
        return session

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = self.event.sessions.planned().exclude(pk=self.session.pk)
        return super().get_context_data(
            session=self.session,
            is_the_only_one=not others.exists(),
            registered=self.event.attendees.filter(state=PlaceState.SEATED).count(),
            desk_url=self.desk_url(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        cancel_session(self.session, now=clock.now())
        log(
            self.event,
            "events.session_cancelled",
            user=request.user,
            data={"session": self.session.pk, "starts_at": self.session.starts_at},
        )
        messages.success(request, _("The session is cancelled. Its room is free again."))
        return redirect(self.desk_url())


class PlacesView(ChangeView):
    form_class = PlacesForm
    template_name = "workbench/places.html"
    page_title = gettext_lazy("Places")

    @cached_property
    def suggestion(self) -> Suggestion | None:
        return suggestion_for(self.event, now=clock.now())

    @property
    def is_filled_in(self) -> bool:
        """Whether somebody has asked to see the suggestion in the form; saving is up to them."""
        is_known = self.suggestion is not None and self.suggestion.history.is_enough
        return is_known and "suggested" in self.request.GET

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.is_filled_in and self.suggestion:
            others = self.event.pools.exclude(kind__in=(PoolKind.GENERAL, PoolKind.ONLINE))
            in_the_room = others.aggregate(places=Sum("capacity", default=0))["places"]
            form.initial[PoolKind.GENERAL] = max(self.suggestion.places - in_the_room, 0)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            suggestion=self.suggestion, is_filled_in=self.is_filled_in, **kwargs
        )

    @property
    def consequences(self) -> list[str]:
        if not self.waiting:
            return [_("More places can be taken at once. With fewer places, nobody loses theirs.")]
        people = ngettext(
            "%(people)s person is waiting: new places go to the waiting list first.",
            "%(people)s people are waiting: new places go to the waiting list first.",
            self.waiting,
        )
        return [people % {"people": self.waiting}]


class IntakeView(ChangeView):
    form_class = IntakeForm
    page_title = gettext_lazy("Way in")

    @property
    def consequences(self) -> list[str]:
        return [_("People who are registered stay registered, whatever you change here.")]


class WhoMayComeView(ChangeView):
    form_class = WhoMayComeForm
    page_title = gettext_lazy("Who may come")

    @property
    def consequences(self) -> list[str]:
        return [
            _("The event's page says these rules, and each party is told all that it misses."),
            _("People who are registered stay registered, whatever you change here."),
        ]


class DrawView(ChangeView):
    """The list of entries, and the drawing of lots once the number is out."""

    form_class = DrawForm
    template_name = "workbench/draw.html"
    page_title = gettext_lazy("Draw")
    button = gettext_lazy("Draw the lots")
    is_grave = True
    done = gettext_lazy("The lots are drawn. Everyone in the draw is being told.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.event.intake.draw is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def consequences(self) -> list[str]:
        draw = self.event.intake.draw
        if draw is None or not draw.is_frozen or draw.is_drawn:
            return []
        return [
            _("Winners have their places at once, and get their tickets."),
            _("All others stand on the waiting list in the order of their lots."),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entered = self.event.registrations.filter(state=PlaceState.ENTERED)
        return super().get_context_data(
            draw=self.event.intake.draw, entered=entered.count(), now=clock.now(), **kwargs
        )


class AnswerView(ChangeView):
    """Yes or no to a party that has asked; each is a button on the desk."""

    form_class = AnswerForm
    http_method_names = ["post"]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            party = form.save()
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
        else:
            self.done = _("%(reference)s: %(state)s. They are being told.") % {
                "reference": party.reference,
                "state": party.get_state_display(),
            }
            messages.success(self.request, self.done)
        return redirect(self.desk_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        raise Http404


class SpeakersView(ChangeView):
    page_title = gettext_lazy("Speakers")
    template_name = "workbench/speakers.html"
    while_it_takes_place = False

    def get_form(self, form_class: Any = None) -> Any:
        data = self.request.POST if self.request.method == "POST" else None
        return SpeakerFormSet(data, instance=self.event)

    def form_valid(self, form: Any) -> HttpResponse:
        form.save()
        log(self.event, "events.speakers", user=self.request.user)
        messages.success(self.request, self.done)
        return redirect(self.desk_url())


class PartnersView(ChangeView):
    form_class = PartnersForm
    page_title = gettext_lazy("Partners")
    while_it_takes_place = False


class BookListsView(ChangeView):
    form_class = BookListsForm
    page_title = gettext_lazy("Book lists")
    while_it_takes_place = False


class CostsView(ChangeView):
    form_class = CostsForm
    page_title = gettext_lazy("Cost")
    while_it_takes_place = False


class HandOverView(ChangeView):
    form_class = HandOverForm
    page_title = gettext_lazy("Hand over")
    button = gettext_lazy("Hand over")
    done = gettext_lazy("The event is handed over.")

    @property
    def consequences(self) -> list[str]:
        return [
            _("The coordinators of that library answer for the event from now on."),
            _("Sessions, rooms and registrations stay as they are."),
        ]


class CancelView(ChangeView):
    needs = Action.CANCEL
    form_class = CancelForm
    page_title = gettext_lazy("Cancel event")
    button = gettext_lazy("Cancel the event for good")
    is_grave = True
    done = gettext_lazy("The event is cancelled. Everyone who had signed up is being told.")

    @property
    def consequences(self) -> list[str]:
        told = self.event.attendees.filter(state__in=LIVE_STATES).count()
        people = ngettext(
            "%(people)s person who has a place or hopes for one is told, with your reason.",
            "%(people)s people who have a place or hope for one are told, with your reason.",
            told,
        )
        return [
            people % {"people": told} if told else _("Nobody has signed up, so nobody is told."),
            _("The public page stays and says that the event is cancelled, and why."),
            _("Its rooms are free for others. This cannot be undone."),
        ]

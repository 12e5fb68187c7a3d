"""The proxy desk: register whoever telephones or stands at a counter, by the keyboard alone.

First the event, then who is calling, then who comes; each step is a form that works by itself, and
where htmx sends it the answer is the part of the page that has changed. What would be refused to
the public is said before the places are taken, and asks for a second Enter.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django_htmx.middleware import HtmxDetails
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from accounts.models import Membership, Person, User
from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from core.text import masked
from events.choices import RegistrationChannel
from events.errors import AlreadyRegistered
from events.models import Intake, Registration, Session
from events.services.questions.asked import asked_at
from events.services.registration.eligibility import intake_with_places, way_in_of
from events.services.registration.parties import Party
from events.services.registration.registering import register, sent_earlier
from events.services.registration.rules import day_of_ages
from staff.choices import Action
from staff.policy import may_somewhere
from workbench.forms.proxy_desk import FamilyMembersForm, GuestAtDeskForm, WhoForm
from workbench.services.look_up import (
    address_in,
    earlier_registration,
    family_of,
    guest_in,
    household_in,
    look_up,
    members_to_choose,
)
from workbench.services.proxy_events import events_to_register_for
from workbench.services.proxy_rules import (
    Notice,
    notices_about,
    notices_for,
    refuse_unless_staff_may_register,
    words_for_entering,
)
from workbench.views.desk import DeskPage

LONGEST_QUERY = 120
SESSIONS_TOLD = 3


class ProxyRequest(HttpRequest):
    """What django-htmx makes of a request."""

    user: User
    htmx: HtmxDetails


class ChooseEventView(WagtailAdminTemplateMixin, TemplateView):
    """Step one: the event, by a few letters of its title, brand, place or day."""

    request: ProxyRequest
    page_title = gettext_lazy("Register somebody")
    header_icon = "user"
    template_name = "workbench/proxy/choose_event.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.REGISTER):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        offers = context["offers"]
        if "first" in request.GET and offers:
            return redirect("desk:register", offers[0][0].pk)
        return self.render_to_response(context)

    def get_template_names(self) -> list[str]:
        return ["workbench/proxy/events.html" if self.request.htmx else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        query = self.request.GET.get("q", "")[:LONGEST_QUERY]
        events = events_to_register_for(self.request.user, query=query, now=now)
        offers = [(event, way_in_of(event, now=now)) for event in events]
        return super().get_context_data(query=query, offers=offers, **kwargs)


class RegisterView(DeskPage, TemplateView):
    """Steps two and three: who is calling, and who comes."""

    needs = Action.REGISTER
    request: ProxyRequest
    page_title = gettext_lazy("Register somebody")
    header_icon = "user"
    template_name = "workbench/proxy/register.html"

    @cached_property
    def intake(self) -> Intake:
        return intake_with_places(self.event.pk)

    @cached_property
    def notices(self) -> list[Notice]:
        """What holds for everyone, and is on the page from the beginning."""
        return [] if self.why_closed else notices_about(self.intake, now=clock.now())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return self.register() if "form_key" in request.POST else self.find()
        except DomainError as refusal:
            return self.page(refusal=refusal, status=refusal.status)

    def find(self) -> HttpResponse:
        """Look up who is calling, or take whom the list of those found has offered."""
        who = WhoForm(self.request.POST)
        if not who.is_valid():
            return self.page(who=who, status=FAILED_FORM)
        said, note = who.cleaned_data["who"], self.request.POST.get("known", "")
        if note or "new" in self.request.POST:
            return self.page(form=self.form(said=said, note=note))
        found = look_up(said, event=self.event, user=self.request.user, now=clock.now())
        if found:
            log(
                self.event,
                "events.looked_up",
                user=self.request.user,
                data={"found": len(found)},
            )
        if len(found) == 1 and address_in(said):
            return self.page(form=self.form(said=said, note=found[0].note))
        if found:
            return self.page(found=found)
        return self.page(form=self.form(said=said), is_unknown=bool(said))

    def register(self) -> HttpResponse:
        """Take the places, unless there is something that was not on the page yet."""
        note, said = (self.request.POST.get(name, "") for name in ("known", "who"))
        form = self.form(said=said, note=note, is_sent=True)
        if not form.is_valid():
            return self.page(form=form, status=FAILED_FORM)
        party, key = form.party(), form.cleaned_data["form_key"]
        registration = sent_earlier(event_id=self.event.pk, party=party, idempotency_key=key)
        try:
            if registration is None:
                notices = notices_for(form.party_to_judge(), self.intake, now=clock.now())
                if {notice.key for notice in self.notices + notices} - form.keys_seen:
                    return self.page(form=form, party_notices=notices, status=409)
                registration = self.enter(form, party, key, notices)
        except DomainError as refusal:
            earlier = None
            if isinstance(refusal, AlreadyRegistered):
                earlier = earlier_registration(party, event=self.event)
            return self.page(form=form, refusal=refusal, earlier=earlier, status=refusal.status)
        url = reverse("desk:registration", args=[self.event.pk, registration.reference])
        return redirect(f"{url}?new")

    def enter(
        self,
        form: FamilyMembersForm | GuestAtDeskForm,
        party: Party,
        key: uuid.UUID,
        notices: list[Notice],
    ) -> Registration:
        now = clock.now()
        registration = register(
            event_id=self.event.pk,
            intake=self.intake,
            party=party,
            idempotency_key=key,
            now=now,
            channel=RegistrationChannel.DESK,
            by=self.request.user,
            answers=form.given(),
        )
        if registration.created_at == now:  # Two Enters may have come here side by side.
            rules = {notice.code for notice in self.notices + notices if notice.is_rule}
            log(
                self.event,
                "events.registered_at_desk",
                user=self.request.user,
                data={"reference": registration.reference, "passed_over": sorted(rules)},
            )
        return registration

    def form(
        self, *, said: str, note: str = "", is_sent: bool = False
    ) -> FamilyMembersForm | GuestAtDeskForm:
        """The form for whom the note stands for; for a new guest where there is no note.

        Whatever the event asks may be left open: the caller may not know, or not say.

        Raises:
            LookUpExpired: the note is good no more.
        """
        form = self.form_about_people(said=said, note=note, is_sent=is_sent)
        form.ask_how(self.intake.event)
        if vars(self.intake)["asks"]:
            form.ask(asked_at(self.intake.event, now=clock.now()), insists=False)
        return form

    def form_about_people(
        self, *, said: str, note: str, is_sent: bool
    ) -> FamilyMembersForm | GuestAtDeskForm:
        data = self.request.POST if is_sent else None
        initial: dict[str, Any] = {"form_key": uuid.uuid4(), "who": said, "known": note}
        seeking: dict[str, Any] = {"event": self.event, "user": self.request.user}
        if note and (household := household_in(note, **seeking)):
            members = family_of(household, now=clock.now())
            if not is_sent:
                initial["people"] = self.only_one(members)
            return FamilyMembersForm(data, members=members, initial=initial)
        guest: Person | None = guest_in(note, **seeking) if note else None
        if guest is None:
            initial["contact" if address_in(said) else "name"] = said
        year = day_of_ages(self.event, now=clock.now()).year
        return GuestAtDeskForm(data, event=self.event, this_year=year, guest=guest, initial=initial)

    def only_one(self, members: list[Membership]) -> list[int]:
        """The one who is not registered yet, if it is only one: then there is nothing to tick."""
        choices = members_to_choose(members, event=self.event, now=clock.now())
        free = [member.person_id for member in choices if member.can_be_chosen]
        return free if len(free) == 1 else []

    def sessions(self, *, now: datetime) -> list[Session]:
        """The next sessions, to be told on the telephone; the last one where all are over."""
        planned = self.event.sessions.planned().select_related("branch", "room")
        coming = list(planned.filter(ends_at__gt=now)[:SESSIONS_TOLD])
        return coming or list(planned.order_by("-starts_at")[:1])

    @cached_property
    def why_closed(self) -> str:
        """Why nobody can be registered at all, not even here; nothing if they can."""
        try:
            refuse_unless_staff_may_register(self.intake)
        except DomainError as refusal:
            return str(refusal)
        return ""

    def page(
        self,
        *,
        form: FamilyMembersForm | GuestAtDeskForm | None = None,
        status: int = 200,
        **context: Any,
    ) -> HttpResponse:
        """The page, or for htmx the part below the question who is calling."""
        now = clock.now()
        notices = self.notices + context.get("party_notices", [])
        context |= {
            "form": form,
            "notices": self.notices,
            "button": words_for_entering(notices),
        }
        if isinstance(form, FamilyMembersForm):
            context["members"] = members_to_choose(form.members, event=self.event, now=now)
        elif form and form.guest:
            context["guest_name"] = masked(form.guest.name)
        if self.request.htmx:
            context["event"] = self.event
            return render(self.request, "workbench/proxy/party.html", context, status=status)
        context = {"who": WhoForm(self.request.POST or None)} | context
        return self.render_to_response(
            self.get_context_data(
                way_in=way_in_of(self.intake.event, now=now),
                pools=self.intake.event.pools.all(),
                sessions=self.sessions(now=now),
                why_closed=self.why_closed,
                **context,
            ),
            status=status,
        )

"""The desk of one event: everything about it that is not text, on one page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from core import clock
from events.choices import PlaceState
from events.models import Event
from events.permissions import may
from events.registries import cards_of_desk
from events.services.making.publishing import publish_or_submit, sentence_about
from events.services.making.readiness import what_is_missing
from events.services.questions.asked import asked_at
from events.services.registration.needs import (
    Needs,
    needs_in_words,
    needs_of,
    people_with_needs,
)
from events.services.registration.plan_answers import plan_answers
from events.services.registration.who_may_come import in_words
from staff.choices import Action
from workbench.forms.notes import NoteForm
from workbench.services.deliveries import counts_of, reminders_in_words
from workbench.services.figures import figures_of
from workbench.services.roster import parties_of
from workbench.services.stations import door_of_event
from workbench.services.tasks import lines_of

PARTIES_PER_PAGE = 50
NOTES_SHOWN = 5


class DeskView(View):
    """What all views of a desk share. The guard of the viewset has found `stored_row`."""

    model = Event
    needs: str = Action.VIEW
    while_it_takes_place = False
    stored_row: Event

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may(self.needs):
            raise PermissionDenied
        if self.while_it_takes_place and self.event.intake.is_cancelled:
            messages.error(request, _("The event is cancelled: this cannot be changed any more."))
            return redirect(self.desk_url())
        return super().dispatch(request, *args, **kwargs)

    @property
    def event(self) -> Event:
        return self.stored_row

    def may(self, action: str) -> bool:
        return may(self.request.user, action, self.event)

    @property
    def is_publishable(self) -> bool:
        """There is a draft that nobody works on elsewhere, and the event still takes place."""
        has_draft = not self.event.live or self.event.has_unpublished_changes
        is_free = self.event.get_lock() is None and not self.event.intake.is_cancelled
        return has_draft and is_free and self.event.latest_revision is not None

    def desk_url(self) -> str:
        return reverse("desk:overview", args=[self.event.pk])


class DeskPage(WagtailAdminTemplateMixin, DeskView):
    header_icon = "desktop"

    def get_page_subtitle(self) -> str:
        return self.event.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The last names the page, and of which event it is; so pages need no heading for that."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("events_admin:list"), "label": _("Events")},
            {"url": self.desk_url(), "label": self.event.title},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(event=self.event, **kwargs)


class OverviewView(DeskPage, TemplateView):
    page_title = gettext_lazy("Desk")
    template_name = "workbench/desk.html"

    def get_page_subtitle(self) -> str:
        """Nothing: the page begins with the event and how far it has come."""
        return ""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = []
        if self.may(Action.REGISTER) and not self.event.intake.is_cancelled:
            url = reverse("desk:register", args=[self.event.pk])
            label = _("Register somebody")
            buttons.append(HeaderButton(label, url=url, icon_name="user", priority=0))
        if self.may(Action.CHANGE):
            url = reverse("events_admin:edit", args=[self.event.pk])
            buttons.append(HeaderButton(_("Edit text"), url=url, icon_name="edit", priority=1))
        for name, label, icon in self.next_pages:
            url = reverse(name, args=[self.event.pk])
            buttons.append(HeaderButton(label, url=url, icon_name=icon, priority=2))
        if self.event.live:
            url = self.event.get_absolute_url()
            buttons.append(
                HeaderButton(_("Public page"), url=url, icon_name="link-external", priority=3)
            )
        return buttons

    @property
    def next_pages(self) -> list[tuple[str, str, str]]:
        """What to go on with: made known while it is to come, looked back on afterwards."""
        if self.is_to_come(clock.now()):
            return [("desk:printing", _("Posters and cards"), "doc-full")]
        pages = [
            ("desk:recap", _("Look back"), "history", Action.CHANGE),
            ("desk:feedback", _("Feedback"), "pick", Action.VIEW),
        ]
        return [(name, label, icon) for name, label, icon, action in pages if self.may(action)]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        pages = [
            ("event_certificates:index", _("Certificates"), "doc-full", Action.EXPORT),
            ("events_admin:history", _("History"), "history", Action.VIEW),
            ("events_admin:copy", _("Copy"), "copy", Action.ADD),
            ("desk:notes", _("Notes"), "comment", Action.VIEW),
            ("desk:printing", _("Posters and cards"), "doc-full", Action.VIEW),
            ("desk:photos", _("Photos"), "image", Action.CHANGE),
            ("desk:feedback", _("Feedback"), "pick", Action.VIEW),
            ("desk:recap", _("Look back"), "history", Action.CHANGE),
            ("desk:evidence", _("Evidence pack"), "folder-open-inverse", Action.VIEW),
            ("desk:hand_over", _("Hand over"), "redirect", Action.CHANGE),
            ("desk:cancel", _("Cancel event"), "circle-xmark", Action.CANCEL),
        ]
        shown = {name for name, _label, _icon in self.next_pages}
        return [
            Button(label, url=reverse(name, args=[self.event.pk]), icon_name=icon, priority=order)
            for order, (name, label, icon, action) in enumerate(pages)
            if self.may(action)
            and name not in shown
            and not (name == "desk:cancel" and self.event.intake.is_cancelled)
        ]

    def is_to_come(self, now: datetime) -> bool:
        """Whether anything can still be prepared."""
        return self.event.last_ends_at is None or self.event.last_ends_at > now

    def unsettled(self, settled: dict[str, Any]) -> list[tuple[str, str]]:
        """What few events need and this one does not have, each with the page where it is made."""
        costs = (self.event.planned_cost, self.event.actual_cost)
        pages = [
            (_("Invitations"), "desk:invitations", settled["invitations"]),
            (_("Questions"), "desk:questions", settled["asked"]),
            (_("Speakers"), "desk:speakers", settled["speakers"]),
            (_("Partners"), "desk:partners", settled["partners"]),
            (_("Book lists"), "desk:book_lists", settled["book_lists"]),
            (_("Cost"), "desk:costs", any(cost is not None for cost in costs)),
        ]
        return [
            (title, reverse(name, args=[self.event.pk])) for title, name, has in pages if not has
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        context = super().get_context_data(**kwargs)
        needs = needs_of([self.event])[self.event.pk]
        cards = cards_of_desk(self.request.user, self.event, now=now)
        tasks = lines_of(
            self.event.tasks.for_lines(), self.request.user, today=timezone.localdate(now)
        )
        context |= {
            "now": now,
            "figures": figures_of(self.event, now=now),
            "missing": what_is_missing(self.event, needs if self.is_to_come(now) else Needs()),
            "needs": needs_in_words(needs),
            "sessions": self.event.sessions.select_related("branch", "room"),
            "pools": self.event.pools.all(),
            "rules": in_words(self.event.intake, now=now),
            "asked": asked_at(self.event, now=now),
            "speakers": self.event.speakers.all(),
            "partners": self.event.partners.all(),
            "invitations": self.event.invitations.filter(revoked_at=None),
            "asking": parties_of(self.event).filter(state=PlaceState.APPLIED),
            "book_lists": self.event.book_lists.all(),
            "notes": self.event.notes.select_related("written_by")[:NOTES_SHOWN],
            "note_form": NoteForm(event=self.event, user=self.request.user, now=now),
            "shifts": self.event.shifts.with_people(),
            "more_cards": [card for card in cards if card.lines],
            "open_tasks": [line for line in tasks if line.task.is_open],
            "closed_tasks": [line for line in tasks if not line.task.is_open],
            "may_change": self.may(Action.CHANGE),
            "may_check_in": self.may(Action.CHECK_IN),
            "may_publish": self.is_publishable and self.may(Action.PUBLISH),
        }
        if context["may_change"]:
            links = [(card.label, card.url) for card in cards if not card.lines]
            context["unsettled"] = self.unsettled(context) + links
        if self.event.intake.plan_changed_at and not self.event.intake.is_cancelled:
            context["plan_answers"] = plan_answers(self.event)
        if context["may_check_in"]:
            parties = Paginator(parties_of(self.event), PARTIES_PER_PAGE)
            context["parties"] = parties.get_page(self.request.GET.get("p"))
            context["message_counts"] = counts_of(self.event)
            context["reminders"] = reminders_in_words(self.event)
            context["door"] = door_of_event(self.event, now=now)
            if needs:
                context["people_with_needs"] = people_with_needs([self.event]).select_related(
                    "person", "registration__contact"
                )
        return context


class PublishView(DeskView):
    """Publishes the latest draft, or asks for the review that it needs."""

    needs = Action.PUBLISH

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_publishable:
            outcome = publish_or_submit(self.event.latest_revision, user=request.user)
            messages.success(request, sentence_about(outcome, self.event))
        return redirect(self.desk_url())

"""What greets a coordinator: the next events, what waits, what is unfinished, and a quick start."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel

from core import clock
from events.models import Event
from events.permissions import events_in_scope, may_attend_internal, programmes_in_scope
from events.services.training import Training, coming_training
from staff.choices import Action
from staff.policy import may_somewhere
from workbench.services.next_events import NextEvent, next_events
from workbench.services.reviews import WaitingReview, all_to_review, events_to_review
from workbench.services.stations import doors_to_look_at
from workbench.services.today import Matter, matters_of

DAYS_AHEAD = timedelta(days=28)
MOST_SHOWN = 8


class WorkbenchPanel(Component):
    """A panel of the admin's home; without content it is not there."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    items: Any  # What the panel shows; a cached property of each.

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"items": self.items, "request": self.request}


class ProxyDeskPanel(WorkbenchPanel):
    """The way to the proxy desk, and the key that leads there from every page."""

    name = "proxy_desk"
    order = 5
    template_name = "workbench/home/proxy_desk.html"

    @cached_property
    def items(self) -> bool:
        return may_somewhere(self.request.user, Action.REGISTER)


class TodayPanel(WorkbenchPanel):
    """What waits for whoever looks, each with the way there."""

    name = "today"
    order = 10
    template_name = "workbench/home/today.html"

    @cached_property
    def items(self) -> list[Matter]:
        return matters_of(self.request.user, now=clock.now())


class NewEventPanel(WorkbenchPanel):
    name = "new_event"
    order = 25
    template_name = "workbench/home/new_event.html"

    @cached_property
    def items(self) -> list[Any]:
        return list(programmes_in_scope(self.request.user, on=clock.today())[:MOST_SHOWN])


class NextEventsPanel(WorkbenchPanel):
    name = "next_events"
    order = 20
    template_name = "workbench/home/next_events.html"

    @cached_property
    def items(self) -> list[NextEvent]:
        return next_events(self.request.user, now=clock.now(), most=MOST_SHOWN)


class ReviewsPanel(WorkbenchPanel):
    name = "reviews"
    order = 12
    template_name = "workbench/home/reviews.html"

    @cached_property
    def waiting(self) -> tuple[list[WaitingReview], int]:
        return events_to_review(self.request.user, most=MOST_SHOWN)

    @property
    def items(self) -> list[WaitingReview]:
        return self.waiting[0]

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        _shown, more = self.waiting
        context = super().get_context_data(parent_context)
        return context | {"more": more, "all_to_review": all_to_review()}


class TrainingPanel(WorkbenchPanel):
    """What is held for colleagues, and who looks is signed up for."""

    name = "training"
    order = 30
    template_name = "workbench/home/training.html"

    @cached_property
    def items(self) -> list[Training]:
        if not may_attend_internal(self.request.user):
            return []
        return coming_training(self.request.user, now=clock.now())[:MOST_SHOWN]


class DoorsPanel(WorkbenchPanel):
    """What goes on today, and where stations left something to look at."""

    name = "doors"
    order = 15
    template_name = "workbench/home/doors.html"

    @cached_property
    def items(self) -> list[Event]:
        return doors_to_look_at(self.request.user, now=clock.now())


class DraftsPanel(WorkbenchPanel):
    name = "drafts"
    order = 40
    template_name = "workbench/home/drafts.html"

    @cached_property
    def items(self) -> list[Any]:
        events = (
            events_in_scope(self.request.user, Action.CHANGE)
            .filter(latest_revision__user=self.request.user)
            .exclude(live=True, has_unpublished_changes=False)
            .order_by("-latest_revision__created_at")
        )
        return list(events[:MOST_SHOWN].page_for_admin())


class PageReviewsPanel(WorkflowObjectsToModeratePanel):
    """Wagtail's list of what waits for moderation, without events: they have their own."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        context["states"] = [
            state for state in context["states"] if not isinstance(state["obj"], Event)
        ]
        return context


def workbench_panels(request: HttpRequest) -> list[WorkbenchPanel]:
    """The panels that have something to say to this user."""
    panels: list[WorkbenchPanel] = [
        ProxyDeskPanel(request),
        TodayPanel(request),
    ]
    if may_somewhere(request.user, Action.ADD):
        panels.append(NewEventPanel(request))
    kinds = (DoorsPanel, NextEventsPanel, TrainingPanel, ReviewsPanel, DraftsPanel)
    panels += [kind(request) for kind in kinds]
    return [panel for panel in panels if panel.items]

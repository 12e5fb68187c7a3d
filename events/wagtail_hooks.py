from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from brands.models import Programme
from events.models import ConductPolicy, Event, Series
from events.permissions import ConductRulesPolicy, EventPermissionPolicy, series_policy
from events.viewsets import EventViewSet
from events.viewsets.conduct import ConductPolicyViewSet
from events.viewsets.editing import EVENT_ACTIONS
from events.viewsets.series import SeriesViewSet
from events.viewsets.several import ChangeSeveral, MoveSeveral, PublishSeveral
from staff.choices import Action
from staff.models import LogEntry
from staff.policy import branches_in_scope

register_permission_policy(Event, EventPermissionPolicy(Event))
register_permission_policy(ConductPolicy, ConductRulesPolicy())
register_permission_policy(Series, series_policy())
register_snippet(EventViewSet)
hooks.register("register_bulk_action", PublishSeveral)
hooks.register("register_bulk_action", ChangeSeveral)
hooks.register("register_bulk_action", MoveSeveral)


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [ConductPolicyViewSet(), SeriesViewSet()]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_model(Event, LogEntry)
    actions.register_model(ConductPolicy, LogEntry)
    actions.register_model(Series, LogEntry)
    for name, label, sentence in (
        ("session_added", _("Add session"), _("Added a session")),
        ("session_changed", _("Change session"), _("Changed a session")),
        ("session_moved", _("Move session"), _("Moved a session in the planner")),
        ("session_cancelled", _("Cancel session"), _("Cancelled a session")),
        ("places", _("Change places"), _("Changed the number of places")),
        ("reserve_opened", _("Open the reserve"), _("Opened the reserve to everyone")),
        ("intake", _("Change way in"), _("Changed the way in")),
        ("drawn", _("Draw lots"), _("Drew the lots")),
        ("questions", _("Change questions"), _("Changed the questions")),
        ("invitation_made", _("Make invitation"), _("Made an invitation")),
        ("invitation_changed", _("Change invitation"), _("Changed an invitation")),
        ("invitation_revoked", _("Take back invitation"), _("Took back an invitation")),
        ("invitation_sent", _("Send invitation"), _("Sent an invitation by e-mail")),
        ("speakers", _("Change speakers"), _("Changed the speakers")),
        ("partners", _("Change partners"), _("Changed the partners")),
        ("book_lists", _("Change book lists"), _("Changed the book lists")),
        ("costs", _("Change costs"), _("Changed the costs")),
        ("handed_over", _("Hand over"), _("Handed the event over to another library")),
        ("cancel", _("Cancel event"), _("Cancelled the event")),
        ("announced", _("Write to the registered"), _("Wrote to the registered")),
        ("message_retried", _("Try a message again"), _("Had a failed message tried again")),
        ("let_go", _("Let a child go"), _("Let a child go home without the guardian's code")),
        ("reminders", _("Change reminders"), _("Changed the reminders")),
        ("recap_written", _("Write the look back"), _("Wrote the look back")),
        ("recap_asked", _("Ask for a review"), _("Asked for a review of the look back")),
        ("recap_sent_back", _("Send the look back back"), _("Sent the look back to its author")),
        ("recap_published", _("Publish the look back"), _("Published the look back")),
        ("recap_taken_down", _("Take down the look back"), _("Took down the look back")),
        ("task_added", _("Add a task"), _("Added a task")),
        ("task_changed", _("Change a task"), _("Changed a task")),
        ("task_done", _("Tick a task off"), _("Ticked a task off")),
        ("task_dropped", _("Drop a task"), _("Said that a task is not needed")),
        ("task_reopened", _("Open a task again"), _("Opened a task again")),
        (
            "tasks_brought",
            _("Bring tasks to coming events"),
            _("Brought changed tasks to coming events"),
        ),
        ("series_made", _("Make series"), _("Made a series of events")),
        ("week_copied", _("Copy week"), _("Copied the event with its week")),
        ("series_shifted", _("Move series"), _("Moved events of a series")),
    ):
        actions.register_action(f"events.{name}", label, sentence)


@hooks.register("construct_snippet_action_menu")
def offer_event_actions(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Wagtail's own buttons ask Django's permissions, which nobody has: scopes decide."""
    if context["model"] is Event:
        items[:] = [item for item in EVENT_ACTIONS if item.is_shown(context)]


@hooks.register("register_snippet_listing_buttons")
def programme_buttons(instance: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(instance, Programme):
        allowed = branches_in_scope(user, Action.ADD, of_brand=instance.brand)
        if allowed.exists():
            url = reverse("events_admin:from_programme", args=[instance.pk])
            yield Button(_("New event"), url=url, icon_name="plus", priority=5)
            series_url = reverse("events_admin:new_series", args=[instance.pk])
            yield Button(_("New series"), url=series_url, icon_name="calendar", priority=6)

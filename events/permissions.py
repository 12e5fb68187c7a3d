"""What the policy says about events."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from events.models import Event, Registration
from events.querysets import EventQuerySet
from staff.choices import Action
from staff.policy import ScopedPermissionPolicy, may_at, where


def events_in_scope(user: Any, *actions: str) -> EventQuerySet:
    """The events with which the user may do one of the actions."""
    return Event.objects.filter(where(user, *actions))


def may(user: Any, action: str, event: Event) -> bool:
    """Whether the user may do this with the event, as it was read from the database."""
    return may_at(user, action, branch_id=event.branch_id, brand_id=event.brand_id)


class EventPermissionPolicy(ScopedPermissionPolicy):
    """Keeps what people have seen or signed up for: nothing but a mere draft can be deleted."""

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> EventQuerySet:
        actions = set(actions)
        allowed = where(user, *actions - {Action.DELETE})
        if Action.DELETE in actions:
            has_registrations = Exists(Registration.objects.filter(event=OuterRef("pk")))
            is_mere_draft = Q(~has_registrations, live=False, first_published_at__isnull=True)
            allowed |= where(user, Action.DELETE) & is_mere_draft
        return Event.objects.filter(allowed)

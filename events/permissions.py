"""What the policy says about events."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from brands.models import Programme
from brands.querysets import RetirableQuerySet
from events.models import ConductPolicy, Event, EventTask, Registration, Series
from events.querysets import EventQuerySet, EventTaskQuerySet
from staff.choices import Action
from staff.policies import RulesPolicy, all_rows, whole_brands
from staff.policy import (
    ScopedPermissionPolicy,
    brands_in_scope,
    grants_of,
    may_at,
    users_who_may,
    where,
    where_role,
)


def events_in_scope(user: Any, *actions: str) -> EventQuerySet:
    """The events with which the user may do one of the actions."""
    return Event.objects.filter(where(user, *actions))


def programmes_in_scope(user: Any, *, on: date) -> RetirableQuerySet:
    """The programmes of which the user may make events on that day, the most used first."""
    return (
        Programme.objects.active(on=on)
        .filter(brand__in=brands_in_scope(user, Action.ADD))
        .select_related("brand")
        .annotate(times=Coalesce(Subquery(_events_of_programme()), 0))
        .order_by("-times", "name_en", "name_zh")
    )


def _events_of_programme() -> Any:
    """How many there are, counted from the index alone: rows of programmes are wide."""
    events = Event.objects.filter(programme=OuterRef("pk")).order_by().values("programme")
    return events.annotate(times=Count("*")).values("times")


def may(user: Any, action: str, event: Event) -> bool:
    """Whether the user may do this with the event, as it was read from the database."""
    return may_at(user, action, branch_id=event.branch_id, brand_id=event.brand_id)


def tasks_in_scope(user: Any) -> EventTaskQuerySet:
    """The tasks of all events that the user sees, whoever does them."""
    in_scope = where(user, Action.VIEW, branch="event__branch", brand="event__brand")
    return EventTask.objects.filter(in_scope)


def own_tasks(user: Any) -> EventTaskQuerySet:
    """Those in scope that fall to the user: by name, or by a role and to nobody by name."""
    by_role = where_role(user, "role", branch="event__branch", brand="event__brand")
    return tasks_in_scope(user).filter(Q(owner=user.pk) | Q(by_role, owner__isnull=True))


def possible_owners(event: Event) -> QuerySet:
    """To whom tasks of this event can be given: staff who see it."""
    return users_who_may(Action.VIEW, branch_id=event.branch_id, brand_id=event.brand_id)


def may_tick(user: Any, task: EventTask) -> bool:
    """Whether the user may say that it is done: who changes the event, and to whom it falls."""
    event = task.event
    if may(user, Action.CHANGE, event) or task.owner_id == user.pk:
        return True
    return task.owner_id is None and any(
        grant.role == task.role and grant.covers(branch_id=event.branch_id, brand_id=event.brand_id)
        for grant in grants_of(user)
        if grant.role
    )


def may_attend_internal(user: Any) -> bool:
    """Whether internal events are there for this user: some scope of theirs holds today."""
    return user is not None and bool(grants_of(user))


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


def series_policy() -> ScopedPermissionPolicy:
    """A series goes with its library and its programme's brand; its events each go with theirs."""
    return ScopedPermissionPolicy(Series, brand="programme__brand")


class ConductRulesPolicy(RulesPolicy):
    """Rules for no-shows are kept by those in charge of all that they are for.

    A brand can do without rules of its own, the network cannot.
    """

    def __init__(self) -> None:
        whole = whole_brands("brand")
        super().__init__(ConductPolicy, view=all_rows, add=whole, change=whole, delete=whole)

    def reach(self, user: Any, actions: Iterable[str]) -> Q:
        actions = set(actions)
        found = super().reach(user, actions - {Action.DELETE})
        if Action.DELETE in actions:
            found |= super().reach(user, {Action.DELETE}) & Q(brand__isnull=False)
        return found

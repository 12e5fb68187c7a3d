"""Who sees and decides what about volunteers.

Coordinators of the home library, or of one above it, and of every brand: volunteers help at a
library and not for a brand. Whoever may only look at events there sees nothing of volunteers.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from staff.choices import Action
from staff.policies import Rule, RulesPolicy, all_rows
from staff.policy import ScopedPermissionPolicy, may_at, where
from volunteers.models import CredentialKind, Role, Shift, ShiftPlan, StarLevel, Volunteer
from volunteers.querysets import ShiftQuerySet, VolunteerQuerySet


def volunteers_in_scope(user: Any) -> VolunteerQuerySet:
    """The volunteers about whom the user decides."""
    return Volunteer.objects.filter(_cared_for(user, Action.CHANGE))


def decides_somewhere(user: Any) -> bool:
    """Whether there are libraries about whose volunteers the user decides."""
    return VolunteersPolicy().user_has_permission(user, Action.CHANGE)


def _cared_for(user: Any, action: str) -> Q:
    return where(user, Action.CHANGE, branch="home_branch", brand=None)


def _whole_network(user: Any, action: str) -> Q:
    return where(user, action, branch=None, brand=None)


class VolunteersPolicy(RulesPolicy):
    """Nobody adds volunteers, they come; nobody deletes them, what they did counts."""

    def __init__(self) -> None:
        super().__init__(Volunteer, view=_cared_for, change=_cared_for)

    def reach(self, user: Any, actions: Iterable[str]) -> Q:
        return super().reach(user, set(actions) & {Action.VIEW, Action.CHANGE})


# What there is to do and what it takes is the same in the whole network.
ROLE_RULES: dict[str, Rule] = {
    "view": all_rows,
    "add": _whole_network,
    "change": _whole_network,
    "delete": _whole_network,
}


def roles_policy() -> RulesPolicy:
    return RulesPolicy(Role, **ROLE_RULES)


def credential_kinds_policy() -> RulesPolicy:
    return RulesPolicy(CredentialKind, **ROLE_RULES)


def star_levels_policy() -> RulesPolicy:
    return RulesPolicy(StarLevel, **ROLE_RULES)


def keeps_rules(user: Any) -> bool:
    """Whether the user is in charge of every library and brand, as rules for all need it."""
    return may_at(user, Action.CHANGE, branch_id=None, brand_id=None)


def shift_plans_policy() -> ScopedPermissionPolicy:
    """Plans go with their library, as shifts on their own do."""
    return ScopedPermissionPolicy(ShiftPlan, brand=None)


def shifts_in_reach(user: Any, *actions: str) -> Q:
    """Those of an event go with the event; those on their own go with their library."""
    of_events = where(user, *actions, branch="event__branch", brand="event__brand")
    on_their_own = where(user, *actions, brand=None)
    return Q(event__isnull=False) & of_events | Q(event__isnull=True) & on_their_own


def shifts_in_scope(user: Any, *actions: str) -> ShiftQuerySet:
    """The shifts to which the user may do one of the actions."""
    return Shift.objects.filter(shifts_in_reach(user, *actions))


def may_with_shift(user: Any, action: str, shift: Shift) -> bool:
    """Whether the user may do this with the shift, as it was read from the database."""
    event = shift.event
    if event is None:
        return may_at(user, action, branch_id=shift.branch_id, brand_id=None)
    return may_at(user, action, branch_id=event.branch_id, brand_id=event.brand_id)


class ShiftPermissionPolicy(ScopedPermissionPolicy):
    """Shifts are cancelled, not deleted: people have seen them."""

    def __init__(self) -> None:
        super().__init__(Shift)

    def reach(self, user: Any, actions: Iterable[str]) -> Q:
        return shifts_in_reach(user, *actions)

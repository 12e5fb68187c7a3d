"""Who sees and decides what about volunteers.

Coordinators of the home library, or of one above it, and of every brand: volunteers help at a
library and not for a brand. Whoever may only look at events there sees nothing of volunteers.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from staff.choices import Action
from staff.policies import Rule, RulesPolicy, all_rows
from staff.policy import where
from volunteers.models import CredentialKind, Role, Volunteer
from volunteers.querysets import VolunteerQuerySet


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

"""The one policy: whether a member of staff may do something here.

Admin, desks, exports, reports and door all ask these functions. A scope allows what its role
may do, on a branch with all below it (or on every branch) and for a brand (or for every brand).
Several scopes of one person are alternatives: an action is allowed where any of them allows it.

    >>> may_at(user, Action.CHANGE, branch_id=event.branch_id, brand_id=event.brand_id)
    >>> Event.objects.filter(where(user, Action.VIEW))
    >>> branches_in_scope(user, Action.ADD)

The first question about a user costs two statements at most; the answer stays with the user
object, which lives as long as the request.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from brands.models import Brand
from brands.querysets import RetirableQuerySet
from core import clock
from core.terms import holds_on
from network.models import Branch, Placement
from network.querysets import BranchQuerySet
from staff.choices import Action
from staff.models import StaffScope
from staff.permissions import ACTIONS_BY_ROLE, roles_that_may

NOWHERE = Q(pk__in=[])
EVERYWHERE = ~NOWHERE  # An empty Q would vanish in `EVERYWHERE | other` and leave only `other`.


@dataclass(frozen=True)
class Grant:
    """What one scope allows, on which branches, for which brand. None stands for every one.

    `root` is the branch that the scope names; `branches` are that and all below it.
    """

    actions: frozenset[str]
    branches: frozenset[int] | None = None
    brand: int | None = None
    role: str = ""
    root: int | None = None

    def allows(self, actions: Iterable[str]) -> bool:
        return not self.actions.isdisjoint(actions)

    def covers(self, *, branch_id: int | None, brand_id: int | None) -> bool:
        """Whether a row of this branch and this brand lies in the scope.

        A row without a branch is a matter of all branches, so only a scope of every branch
        covers it; the same holds for brands.
        """
        return (self.branches is None or branch_id in self.branches) and (
            self.brand is None or brand_id == self.brand
        )


SUPERUSER = Grant(actions=frozenset(Action))


def grants_of(user: Any) -> list[Grant]:
    """What the user's scopes allow today."""
    if not user.is_active:
        return []
    if user.is_superuser:
        return [SUPERUSER]
    if not hasattr(user, "_staff_grants"):
        user._staff_grants = _load_grants(user, on=clock.today())
    return user._staff_grants


def may_somewhere(user: Any, *actions: str) -> bool:
    """Whether any scope of the user allows one of the actions anywhere."""
    return any(grant.allows(actions) for grant in grants_of(user))


def may_at(user: Any, *actions: str, branch_id: int | None, brand_id: int | None) -> bool:
    """Whether the user may do one of the actions to a row of this branch and this brand."""
    return any(
        grant.allows(actions) and grant.covers(branch_id=branch_id, brand_id=brand_id)
        for grant in grants_of(user)
    )


def own_reach(user: Any, *actions: str) -> dict[str, int]:
    """The keys of the branch, the brand or both that the user has to do with first.

    Forms begin with it. Nothing for who may do it everywhere.
    """
    for scope in user.staff_scopes.order_by("pk"):
        if may_at(user, *actions, branch_id=scope.branch_id, brand_id=scope.brand_id):
            keys = {"branch": scope.branch_id, "brand": scope.brand_id}
            return {name: key for name, key in keys.items() if key}
    return {}


def own_branches(user: Any) -> frozenset[int]:
    """The branches that the user's scopes name: where they are at home, not all that lies below."""
    return frozenset(grant.root for grant in grants_of(user) if grant.root)


def own_branch(user: Any) -> int | None:
    """The branch of whoever is at home at one alone. A form that needs one begins with it."""
    own = own_branches(user)
    return next(iter(own)) if len(own) == 1 else None


def where(
    user: Any, *actions: str, branch: str | None = "branch", brand: str | None = "brand"
) -> Q:
    """The rows to which the user may do one of the actions, as a condition for a queryset.

    `branch` and `brand` name the fields that hold them, with lookups through relations if need
    be. None says that rows have no such thing: then only a scope of every branch (or brand)
    counts.
    """
    alternatives = []
    for grant in grants_of(user):
        out_of_reach = (grant.branches is not None and branch is None) or (
            grant.brand is not None and brand is None
        )
        if grant.allows(actions) and not out_of_reach:
            alternatives.append(_covered_by(grant, branch=branch, brand=brand))
    if EVERYWHERE in alternatives:
        return EVERYWHERE
    return reduce(or_, alternatives, NOWHERE)


def where_role(user: Any, role: str, *, branch: str = "branch", brand: str = "brand") -> Q:
    """The rows that name, in the field `role`, a role which the user has where they belong."""
    covered = (
        Q(**{role: grant.role}) & _covered_by(grant, branch=branch, brand=brand)
        for grant in grants_of(user)
        if grant.role
    )
    return reduce(or_, covered, NOWHERE)


def _covered_by(grant: Grant, *, branch: str | None, brand: str | None) -> Q:
    condition = EVERYWHERE
    if grant.branches is not None:
        condition &= Q(**{f"{branch}__in": grant.branches})
    if grant.brand is not None:
        condition &= Q(**{f"{brand}": grant.brand})
    return condition


def branches_in_scope(user: Any, *actions: str, of_brand: Brand | None = None) -> BranchQuerySet:
    """The branches for whose events the user may do one of the actions.

    Their own come first. It may be for some brands only; with `of_brand`, it is for that one at
    least.
    """
    granted = [grant for grant in grants_of(user) if grant.allows(actions)]
    if of_brand is not None:
        granted = [grant for grant in granted if grant.brand in (None, of_brand.pk)]
    if any(grant.branches is None for grant in granted):
        found = Branch.objects.all()
    else:
        reach = set().union(*(grant.branches or () for grant in granted))
        found = Branch.objects.filter(pk__in=reach)
    return own_first(found, user)


def own_first(branches: BranchQuerySet, user: Any) -> BranchQuerySet:
    """The same with the user's own before all others; by name if they have none."""
    own = own_branches(user)
    return branches.beginning_with(own) if own else branches


def brands_in_scope(user: Any, *actions: str) -> RetirableQuerySet:
    """The brands for whose events the user may do one of the actions, at some branch at least."""
    granted = [grant for grant in grants_of(user) if grant.allows(actions)]
    if any(grant.brand is None for grant in granted):
        return Brand.objects.all()
    return Brand.objects.filter(pk__in={grant.brand for grant in granted})


def users_who_may(
    *actions: str, branch_id: int | None = None, brand_id: int | None = None
) -> QuerySet:
    """Active users with such a grant; with a branch or brand, only those whose scope covers it."""
    today = clock.today()
    scopes = StaffScope.objects.in_force(on=today).filter(
        user=OuterRef("pk"), role__in=roles_that_may(*actions)
    )
    if branch_id is not None or brand_id is not None:
        above = _with_all_above(branch_id, on=today) if branch_id else set()
        scopes = scopes.filter(
            Q(branch__isnull=True) | Q(branch__in=above),
            Q(brand__isnull=True) | Q(brand=brand_id),
        )
    return get_user_model().objects.filter(Q(is_superuser=True) | Exists(scopes), is_active=True)


class ScopedPermissionPolicy(BasePermissionPolicy):
    """Tells Wagtail what the policy says about the rows of a model.

    Register it where the model's app (or a higher one) has its hooks:

        register_permission_policy(Room, ScopedPermissionPolicy(Room, brand=None))
        register_permission_policy(Brand, ScopedPermissionPolicy(Brand, branch=None, brand="pk"))

    An existing row is always judged as it is stored: what somebody has put into a draft or a
    form moves nothing into their scope. Where a change would move a row, the form judges the
    target with `may_at`.
    """

    def __init__(
        self, model: type[Model], *, branch: str | None = "branch", brand: str | None = "brand"
    ) -> None:
        super().__init__(model)
        self.fields = {"branch": branch, "brand": brand}

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def reach(self, user: Any, actions: Iterable[str]) -> Q:
        """The rows to which the user may do one of the actions."""
        return where(user, *actions, **self.fields)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return self.reach(user, actions) != NOWHERE

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return users_who_may(*actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Model
    ) -> bool:
        if instance.pk is None:
            return self.user_has_any_permission(user, actions)
        stored = self.instances_user_has_any_permission_for(user, actions)
        return stored.filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        return self.model._default_manager.filter(self.reach(user, actions))


def _load_grants(user: Any, *, on: date) -> list[Grant]:
    scopes = list(StaffScope.objects.filter(user=user.pk).in_force(on=on))
    below = _children(on) if any(scope.branch_id for scope in scopes) else {}
    return [
        Grant(
            actions=ACTIONS_BY_ROLE[scope.role],
            branches=_reach(scope.branch_id, below) if scope.branch_id else None,
            brand=scope.brand_id,
            role=scope.role,
            root=scope.branch_id,
        )
        for scope in scopes
    ]


def _children(on: date) -> Mapping[int, list[int]]:
    below: dict[int, list[int]] = defaultdict(list)
    for parent, branch in _placed(on):
        below[parent].append(branch)
    return below


def _with_all_above(branch_id: int, *, on: date) -> set[int]:
    above: dict[int, list[int]] = defaultdict(list)
    for parent, branch in _placed(on):
        above[branch].append(parent)
    return set(_reach(branch_id, above))


def _placed(on: date) -> QuerySet:
    placements = Placement.objects.filter(holds_on(on), parent__isnull=False)
    return placements.values_list("parent_id", "branch_id")


def _reach(start: int, steps: Mapping[int, list[int]]) -> frozenset[int]:
    found: set[int] = set()
    waiting = [start]
    while waiting:
        branch = waiting.pop()
        if branch not in found:
            found.add(branch)
            waiting.extend(steps.get(branch, ()))
    return frozenset(found)

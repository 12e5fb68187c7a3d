"""What staff may do with what stands around events: the network, brands, their pages, pictures.

Seeing follows from any scope that touches a thing; changing it needs a scope that covers the whole
of it. A coordinator of one brand at one library holds events of that brand there, but changes
neither the brand, which belongs to the city, nor the library's hours, which hold for all brands.

    >>> rules = {"view": touched_brands("brand"), "change": whole_brands("brand")}
    >>> register_permission_policy(Programme, RulesPolicy(Programme, **rules))

What no rule names (the shape of the network, the list of brands, who may do what) is left to
superusers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, Q
from wagtail.models import Collection, Page
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from books.models import BookList
from brands.models import BrandPage
from network.models import Branch, CalendarEntry
from network.querysets import BranchQuerySet
from staff.choices import Action
from staff.policy import (
    EVERYWHERE,
    NOWHERE,
    ScopedPermissionPolicy,
    branches_in_scope,
    brands_in_scope,
    grants_of,
    may_at,
    may_somewhere,
    own_branch,
    own_first,
    where,
)

Rule = Callable[[Any, str], Q]
"""The rows to which a user may do an action."""


def touched_branches(field: str) -> Rule:
    """Rows of branches where the user may do it for some brand at least."""
    return lambda user, action: Q(**{f"{field}__in": branches_in_scope(user, action).values("pk")})


def whole_branches(field: str) -> Rule:
    """Rows of branches where the user may do it for every brand."""
    return lambda user, action: where(user, action, branch=field, brand=None)


def touched_brands(field: str) -> Rule:
    """Rows of brands for which the user may do it at some branch at least."""
    return lambda user, action: Q(**{f"{field}__in": brands_in_scope(user, action).values("pk")})


def whole_brands(field: str) -> Rule:
    """Rows of brands for which the user may do it at every branch."""
    return lambda user, action: where(user, action, branch=None, brand=field)


def all_rows(user: Any, action: str) -> Q:
    """Every row, for those who may do it to anything at all."""
    return EVERYWHERE if may_somewhere(user, action) else NOWHERE


class RulesPolicy(ScopedPermissionPolicy):
    """Judges each action by its rule; superusers may do everything, others what has a rule."""

    def __init__(self, model: type[Model], **rules: Rule) -> None:
        super().__init__(model)
        self.rules = rules

    def reach(self, user: Any, actions: Iterable[str]) -> Q:
        actions = [action for action in actions if may_somewhere(user, action)]
        if user.is_superuser and actions:
            return EVERYWHERE
        reaches = [self.rules[action](user, action) for action in actions if action in self.rules]
        # Two times nowhere would not equal nowhere any more.
        somewhere = [reach for reach in reaches if reach != NOWHERE]
        return EVERYWHERE if EVERYWHERE in reaches else reduce(or_, somewhere, NOWHERE)

    def at_home(self, user: Any) -> int | None:
        """The library that the form of a new row begins with."""
        return own_branch(user)


class AppendOnlyPolicy(RulesPolicy):
    """Rows that are only ever added, by superusers too."""

    def reach(self, user: Any, actions: Iterable[str]) -> Q:
        return super().reach(user, set(actions) - {Action.CHANGE, Action.DELETE})


class BookListsPolicy(RulesPolicy):
    """Lists of books are kept at a library by all who hold events there, of whichever brand.

    A list without a library belongs to the network: everyone may look at it, and those change it
    who are in charge at every library.
    """

    def __init__(self) -> None:
        super().__init__(
            BookList,
            view=lambda user, action: self.kept(user, action) | Q(branch=None),
            add=self.kept,
            change=self.kept,
            delete=self.kept,
        )

    def kept(self, user: Any, action: str) -> Q:
        if any(grant.branches is None for grant in grants_of(user) if grant.allows([action])):
            return EVERYWHERE
        return touched_branches("branch")(user, action)

    def branches_to_keep_for(self, user: Any) -> BranchQuerySet:
        """The libraries whose lists the user may keep."""
        return branches_in_scope(user, Action.CHANGE)

    def may_keep_for_all(self, user: Any) -> bool:
        """Whether the user may keep lists of the network."""
        return self.kept(user, Action.CHANGE) == EVERYWHERE


class CalendarPolicy(RulesPolicy):
    """Special days of a library are kept by those in charge of it for every brand.

    Days of the whole network are seen by all, and kept by those in charge of every library.
    """

    def __init__(self) -> None:
        kept = whole_branches("branch")
        seen = touched_branches("branch")
        super().__init__(
            CalendarEntry,
            view=lambda user, action: seen(user, action) | Q(branch=None),
            add=kept,
            change=kept,
            delete=kept,
        )

    def branches_to_keep_for(self, user: Any) -> BranchQuerySet:
        """The libraries whose special days the user may keep."""
        return own_first(Branch.objects.filter(whole_branches("pk")(user, Action.CHANGE)), user)

    def may_keep_for_all(self, user: Any) -> bool:
        """Whether the user may keep days of the whole network."""
        return may_at(user, Action.CHANGE, branch_id=None, brand_id=None)


@dataclass(frozen=True, eq=False, repr=False)
class Held:
    """A permission that follows from a scope; Wagtail reads it like one given to a group."""

    permission: Permission
    page: Page | None = None
    collection: Collection | None = None

    @property
    def page_id(self) -> int | None:
        return self.page and self.page.pk

    @property
    def collection_id(self) -> int | None:
        return self.collection and self.collection.pk


class BrandPagesPolicy(PagePermissionPolicy):
    """Lets those in charge of a brand write and publish its pages, in every language.

    Other pages are written by superusers and by the groups that they make. Every question of
    Wagtail about pages starts from the list of a user's permissions, so adding to that list is
    all it takes: no groups have to follow the scopes, and a scope that has ended ends at once.
    """

    ACTIONS = ("add", "change", "publish")

    def get_all_permissions_for_user(self, user: Any) -> list[Any]:
        held = list(super().get_all_permissions_for_user(user))
        if not user.is_authenticated or user.is_superuser:
            return held
        pages = BrandPage.objects.filter(where(user, Action.CHANGE, branch=None, brand="brand"))
        return held + [
            Held(Permission(codename=f"{action}_page"), page=page)
            for page in pages
            for action in self.ACTIONS
        ]


class SharedMediaPolicy(CollectionOwnershipPermissionPolicy):
    """Everyone who writes something may use all pictures and documents, and add more.

    What somebody else has added stays theirs: it is changed and deleted by them or a superuser.
    """

    ACTIONS = ("add", "choose")

    @property
    def permission_cache_name(self) -> str:
        """One per model: Wagtail's own, which all kinds share, would mix them up."""
        return f"_{self.auth_model._meta.model_name}_permissions"

    def get_all_permissions_for_user(self, user: Any) -> list[Any]:
        held = list(super().get_all_permissions_for_user(user))
        if not user.is_authenticated or user.is_superuser or not may_somewhere(user, Action.CHANGE):
            return held
        everything = Collection.get_first_root_node()
        name = self.auth_model._meta.model_name
        return held + [
            Held(Permission(codename=f"{action}_{name}"), collection=everything)
            for action in self.ACTIONS
        ]

"""Who sees a report, writes it, and approves it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet

from network.models import Branch
from network.querysets import BranchQuerySet
from reports.choices import Way
from reports.models import Indicator, Report, Target
from reports.querysets import ReportQuerySet
from staff.choices import Action
from staff.models import StaffScope
from staff.permissions import roles_that_may
from staff.policies import RulesPolicy, all_rows
from staff.policy import (
    NOWHERE,
    ScopedPermissionPolicy,
    branches_in_scope,
    grants_of,
    may_at,
    may_somewhere,
    own_first,
    where,
)


def reports_in_scope(user: Any) -> ReportQuerySet:
    """Those on what the user may report on as a whole, or review."""
    return Report.objects.filter(where(user, Action.REPORT, Action.REVIEW))


def may_see_reports(user: Any) -> bool:
    return may_somewhere(user, Action.REPORT, Action.REVIEW)


def may_write(user: Any, report: Report) -> bool:
    """Whether they may make it, write in it, hand it in and publish it."""
    return may_at(user, Action.REPORT, branch_id=report.branch_id, brand_id=report.brand_id)


def may_approve(user: Any, report: Report) -> bool:
    """Whether it is theirs to approve, if others have written it.

    That is for reviewers, and for directors: they report on events and change none.
    """
    return any(
        grant.covers(branch_id=report.branch_id, brand_id=report.brand_id)
        for grant in grants_of(user)
        if grant.allows({Action.REVIEW})
        or (grant.allows({Action.REPORT}) and not grant.allows({Action.CHANGE}))
    )


class ReportsPolicy(ScopedPermissionPolicy):
    """Tells Wagtail, and with it the log, whose reports are whose."""

    def __init__(self) -> None:
        super().__init__(Report)

    def reach(self, user: Any, actions: Iterable[str]) -> Q:
        return where(user, Action.REPORT, Action.REVIEW)


def branches_to_enter(user: Any) -> BranchQuerySet:
    """Those whose figures the user may enter: of the whole library, so for every brand of it."""
    mine = Branch.objects.filter(where(user, Action.CHANGE, branch="pk", brand=None))
    return own_first(mine, user)


def branches_to_look_at(user: Any) -> BranchQuerySet:
    """Those whose entered figures the user may read."""
    mine = where(user, Action.CHANGE, Action.REPORT, branch="pk", brand=None)
    return own_first(Branch.objects.filter(mine), user)


def looks_at_some(user: Any) -> bool:
    """Whether there are any. Menus of every page ask this, so it costs no statement."""
    reach = where(user, Action.CHANGE, Action.REPORT, branch="pk", brand=None)
    return reach != NOWHERE


def colleagues_of(user: Any, *, on: date) -> QuerySet:
    """Who reports on what the user reports on, or on more: they may answer for its targets."""
    scopes = StaffScope.objects.in_force(on=on).filter(
        Q(branch=None) | Q(branch__in=branches_in_scope(user, Action.REPORT)),
        user=OuterRef("pk"),
        role__in=roles_that_may(Action.REPORT),
    )
    found = get_user_model().objects.filter(Exists(scopes) | Q(pk=user.pk), is_active=True)
    return found.order_by("name", "pk")


def _whole_network(user: Any, action: str) -> Q:
    """Every row, for those who may do it at every library and for every brand."""
    return where(user, action, branch=None, brand=None)


def _own_of_the_library(user: Any, action: str) -> Q:
    """What libraries enter; what the platform counts is only put out of use."""
    reach = _whole_network(user, action)
    return NOWHERE if reach == NOWHERE else Q(way=Way.ENTERED)


class IndicatorsPolicy(RulesPolicy):
    """All of the staff may read them; those in charge of the whole network keep them."""

    def __init__(self) -> None:
        super().__init__(
            Indicator,
            view=all_rows,
            add=_whole_network,
            change=_whole_network,
            delete=_own_of_the_library,
        )


class TargetsPolicy(ScopedPermissionPolicy):
    """Who reports on the whole of what a target is of sets it."""

    def __init__(self) -> None:
        super().__init__(Target)

    def reach(self, user: Any, actions: Iterable[str]) -> Q:
        return where(user, Action.REPORT)

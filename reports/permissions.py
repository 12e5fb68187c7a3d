"""Who sees a report, writes it, and approves it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from reports.models import Report
from reports.querysets import ReportQuerySet
from staff.choices import Action
from staff.policy import ScopedPermissionPolicy, grants_of, may_at, may_somewhere, where


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

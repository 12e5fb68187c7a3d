"""That reports wait to be approved, or have come back, for those whose step is next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from reports.models import Report
from reports.permissions import may_approve, may_see_reports, may_write, reports_in_scope
from reports.services.report.making import had_part
from staff.registries import Waiting


def reports_to_go_on_with(user: Any, now: datetime) -> Iterator[Waiting]:
    if not may_see_reports(user):
        return
    to_approve, sent_back = [], []
    reports = reports_in_scope(user).awaiting_somebody().annotate(is_own=had_part(user))
    for report in reports:
        if report.is_in_review:
            if may_approve(user, report) and not report.is_own:
                to_approve.append(report)
        elif may_write(user, report) and report.made_by_id == user.pk:
            sent_back.append(report)
    if to_approve:
        sentence = ngettext(
            "%(number)s report waits for your approval",
            "%(number)s reports wait for your approval",
            len(to_approve),
        ) % {"number": len(to_approve)}
        yield Waiting(sentence, _way_to(to_approve), "doc-full")
    if sent_back:
        sentence = ngettext(
            "%(number)s report of yours was sent back",
            "%(number)s reports of yours were sent back",
            len(sent_back),
        ) % {"number": len(sent_back)}
        yield Waiting(sentence, _way_to(sent_back), "doc-full")


def _way_to(reports: list[Report]) -> str:
    """To the report itself, or to the list of several."""
    if len(reports) == 1:
        return reverse("period_reports:report", args=[reports[0].pk])
    return reverse("period_reports:index")

from datetime import UTC, date, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from reports.models import MediaMention, Report
from reports.services.report.making import approve, hand_in, make_report, publish
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory

NOW = datetime(2026, 7, 10, 4, tzinfo=UTC)
HALF_YEAR = {"first_day": date(2026, 1, 1), "last_day": date(2026, 6, 30)}


def made_report(**changes: Any) -> Report:
    """A report of the first half of 2026 on everything, in English, by somebody."""
    usual: dict[str, Any] = {
        **HALF_YEAR,
        "title": "The first half of 2026",
        "branch": None,
        "brand": None,
        "language": "en",
        "now": NOW,
    }
    return make_report(**usual | {"by": changes.pop("by", None) or UserFactory()} | changes)


def published_report(**changes: Any) -> Report:
    """The same, approved by somebody else, and public."""
    report = made_report(**changes)
    report = hand_in(report, by=report.made_by, now=NOW)
    report = approve(report, seen=report.version, by=UserFactory(), now=NOW)
    return publish(report, by=report.made_by, now=NOW)


class MediaMentionFactory(DjangoModelFactory):
    """In the City Daily, in the first half of 2026, about some library."""

    class Meta:
        model = MediaMention

    outlet = "City Daily"
    title = factory.Sequence(lambda n: f"Reading in the park, part {n}")
    day = date(2026, 4, 23)
    branch = factory.SubFactory(BranchFactory)
    entered_at = NOW

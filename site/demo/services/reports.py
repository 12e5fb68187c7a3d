"""Reports of the demo library: one that everybody can read, one that the coordinator is writing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from demo.services.network import Network
from demo.services.people import HOME_OF_THE_COORDINATOR, People
from reports.services.report.making import (
    Written,
    approve,
    hand_in,
    make_report,
    publish,
    write,
)

DAYS = 182
"""Of the reports: half a year, from the beginning of a month."""

COMMENT = "东区家庭活动的预约最为踊跃，下一期拟增加周末场次。"


def report_what_was_done(people: People, network: Network, *, now: datetime) -> None:
    """On the whole network, approved and public; and a draft on the coordinator's own library."""
    last_day = timezone.localdate(now) - timedelta(days=1)
    first_day = (last_day - timedelta(days=DAYS)).replace(day=1)
    author, director = people.staff["admin"], people.staff["director"]
    report = make_report(
        title="What the libraries did lately",
        first_day=first_day,
        last_day=last_day,
        branch=None,
        brand=None,
        language="en",
        by=author,
        now=now,
    )
    report = hand_in(report, by=author, now=now)
    report = approve(report, seen=report.version, by=director, now=now)
    publish(report, by=author, now=now)

    coordinator = people.staff["coordinator"]
    home = network.area(HOME_OF_THE_COORDINATOR).branch
    draft = make_report(
        title=f"{home.name_zh}近期工作报告",
        first_day=first_day,
        last_day=last_day,
        branch=home,
        brand=None,
        language="zh-hans",
        by=coordinator,
        now=now,
    )
    people_reached = draft.texts.get(chapter="people")
    words = Written(people_reached.text, COMMENT, seen=people_reached.fingerprint)
    write(draft, texts={"people": words}, by=coordinator, now=now)

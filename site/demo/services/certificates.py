"""Certificates of the demo library: of a course, of an event, and of hours of service.

One was written wrongly and replaced, one was revoked, and of one the attendance was undone, so that
somebody has to decide.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from certificates.choices import RuleKind
from certificates.models import Certificate, Template
from certificates.services.holders.on_demand import certify_hours
from certificates.services.issuing.afterwards import reissue, revoke
from certificates.services.issuing.basis import check_bases
from certificates.services.issuing.issue import issue_many
from certificates.services.issuing.rules import candidates_by, keep_rule
from certificates.services.templates.presets import make_templates
from demo.services.network import Network
from demo.services.people import HOME_OF_THE_COORDINATOR, People
from events.models import Attendance, Event
from events.services.attendance import undo_attendance
from volunteers.models import HoursStatement

SETTLED = timedelta(days=2)
PRESET_OF = {RuleKind.COURSE: "course", RuleKind.ATTENDANCE: "attendance"}
SPOILED = 3


def give_certificates(people: People, network: Network, *, now: datetime) -> None:
    """Those of the latest course and event at the coordinator's library, and of the latest other
    event at which the citizen's family was.
    """
    make_templates()
    home = network.area(HOME_OF_THE_COORDINATOR).branch
    came = Attendance.objects.filter(event=OuterRef("pk"), undone_at=None)
    past = (
        Event.objects.filter(Exists(came), last_ends_at__lte=now - SETTLED)
        .annotate(meetings=Count("sessions"))
        .order_by("-last_ends_at", "pk")
    )
    coordinator = people.staff["coordinator"]
    _give(past.filter(branch=home, meetings__gt=1), RuleKind.COURSE, by=coordinator, now=now)
    _give(past.filter(branch=home, meetings=1), RuleKind.ATTENDANCE, by=coordinator, now=now)
    _spoil_some(people, now=now)
    citizen = people.staff["citizen"]
    theirs = came.filter(attendee__registration__household__memberships__person__user=citizen)
    given = Certificate.objects.filter(event=OuterRef("pk"))
    open_to_them = past.filter(~Exists(given), Exists(theirs), meetings=1)
    _give(open_to_them, RuleKind.ATTENDANCE, by=people.staff["admin"], now=now)
    mine = HoursStatement.objects.filter(volunteer__person__user=people.staff["volunteer"])
    for statement in mine.order_by("pk")[:1]:
        certify_hours(statement, now=now)


def _give(events: QuerySet[Event], kind: RuleKind, *, by: User, now: datetime) -> None:
    event = events.select_related("branch", "brand").first()
    if event is None:
        return
    rule = keep_rule(
        event=event,
        kind=kind,
        template=Template.objects.get(preset=PRESET_OF[kind]),
        at_least_sessions=1,
        is_automatic=False,
    )
    candidates = candidates_by(rule, event=event, now=now)
    issue_many(candidates, template=rule.template, by=by, now=now)


def _spoil_some(people: People, *, now: datetime) -> None:
    """Replace one, revoke one, and undo what is behind a third, where there are some to spare."""
    coordinator = people.staff["coordinator"]
    some = list(Certificate.objects.valid().filter(~Q(event=None)).order_by("-pk")[:SPOILED])
    if len(some) < SPOILED:
        return
    replaced, revoked, undone = some
    reissue(certificate=replaced, by=coordinator, now=now)
    revoke(
        certificate=revoked,
        reason="Issued to the wrong child; the family was told.",
        by=coordinator,
        now=now,
    )
    behind = Attendance.objects.filter(attendee=int(undone.source.partition(":")[2]))
    undo_attendance(behind, by=coordinator, reason="Checked in by mistake", now=now)
    check_bases(Certificate.objects.filter(pk=undone.pk), now=now)

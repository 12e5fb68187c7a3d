"""Who did not come, judged once the doors have told who did.

Nobody is accused in doubt. An event is judged only where names were taken at each of its sessions:
a door that was never opened, or that counted heads alone, accuses nobody. Whoever moved up from the
waiting list at the last moment may not have seen the letter; and who signs a class or a company up
does not answer for it as a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from brands.choices import EventKind, WayIn
from events.choices import (
    AttendanceMode,
    ConductKind,
    EventStatus,
    OfficialCount,
    PlaceState,
)
from events.models import (
    Attendance,
    ConductEntry,
    ConductPolicy,
    Event,
    Registration,
    RegistrationChange,
    Session,
)
from events.services.attendance import NO_SHOWS_JUDGED_AFTER
from events.services.conduct.ledger import take_back, write_no_show
from events.services.conduct.policy import policy_for
from events.services.messages.telling import with_contacts
from events.services.registration.waiting_list import MOVES_WITHOUT_ASKING

# What nobody has judged by then is not judged any more, after a long rest of the jobs as well.
JUDGED_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Judged:
    """How many lines were written, and how many taken back."""

    no_shows: int
    taken_back: int


def judge_no_shows(*, now: datetime) -> Judged:
    """Write down who did not come, and take back what attendances have shown to be wrong.

    Doing it again changes nothing.
    """
    came_after_all = ConductEntry.objects.no_shows().standing().filter(Exists(_presence_of_entry()))
    taken_back = [
        take_back(entry, ConductKind.ATTENDED, now=now)
        for entry in came_after_all.select_related("registration")
    ]
    policies: dict[int | None, ConductPolicy] = {}
    written = 0
    for registration in who_did_not_come(now=now):
        brand_id = registration.event.brand_id
        if brand_id not in policies:
            policies[brand_id] = policy_for(brand_id)
        policy = policies[brand_id]
        written += policy.is_on and bool(write_no_show(registration, policy=policy, now=now))
    return Judged(no_shows=written, taken_back=len(taken_back))


def who_did_not_come(*, now: datetime) -> QuerySet[Registration]:
    """Registrations of which nobody came, and nothing is written yet, the oldest events first."""
    known = ConductEntry.objects.no_shows().filter(
        Q(reversed_by=None) | Q(reversed_by__kind=ConductKind.EXCUSED), registration=OuterRef("pk")
    )
    seated_late = RegistrationChange.objects.filter(
        registration=OuterRef("pk"),
        state=PlaceState.SEATED,
        changed_at__gt=OuterRef("event__first_starts_at") - MOVES_WITHOUT_ASKING,
    )
    absent = (
        Registration.objects.filter(
            ~Exists(_presence_of_registration()),
            ~Exists(known),
            state=PlaceState.SEATED,
            group_name="",
            event__in=events_to_judge(now=now),
        )
        .exclude(Q(queue_no__isnull=False), Exists(seated_late))
        .exclude(created_at__gte=F("event__last_ends_at"))
    )
    return with_contacts(absent).select_related("event").order_by("event__last_ends_at", "pk")


def events_to_judge(*, now: datetime) -> QuerySet[Event]:
    """Events that took place, not long ago, and whose doors took names each time."""
    planned = Session.objects.planned().filter(event=OuterRef("pk"))
    return Event.objects.filter(
        Exists(planned),
        ~Exists(planned.exclude(names_were_taken())),
        intake__status=EventStatus.SCHEDULED,
        attendance_mode=AttendanceMode.ONSITE,
        last_ends_at__gt=now - JUDGED_WITHIN,
        last_ends_at__lte=now - NO_SHOWS_JUDGED_AFTER,
    ).exclude(Q(kind=EventKind.INTERNAL) | Q(intake__way_in=WayIn.DROP_IN))


def names_were_taken() -> Q:
    """A condition on sessions: their figure rests on people checked in by name, and some were."""
    present = Attendance.objects.filter(session=OuterRef("pk"), undone_at=None)
    return Q(Exists(present)) & ~Q(official_count=OfficialCount.HEADCOUNT)


def _presence_of_registration() -> QuerySet[Attendance]:
    return Attendance.objects.filter(attendee__registration=OuterRef("pk"), undone_at=None)


def _presence_of_entry() -> QuerySet[Attendance]:
    return Attendance.objects.filter(
        attendee__registration=OuterRef("registration"), undone_at=None
    )

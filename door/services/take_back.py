"""Check-ins that were a mistake."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from door.choices import DoorAnswer
from door.errors import NoScanToTakeBack, ScanOfAnotherSession
from door.models import Scan
from door.services.clocks import Moment
from door.services.headcount_lines import CAN_BE_TAKEN_BACK, line_of
from door.services.stations import OpenDoor
from events.choices import RegistrationChannel
from events.errors import EventIsOver
from events.models import Attendance, Registration, Session
from events.services.attendance import reverse_headcount, undo_attendance
from events.services.registration.cancellation import cancel_registration

# Times are written as JSON to the millisecond.
AS_WRITTEN = timedelta(milliseconds=1)


@transaction.atomic
def take_back(
    attendances: QuerySet[Attendance], *, by: User | None, reason: str, now: datetime
) -> int:
    """Undo these check-ins and say how many there were.

    People who walked in have their places only because they were here: once nobody of the party
    is, the registration is cancelled too, and its places go to those who wait.
    """
    tickets = set(attendances.values_list("attendee__registration", flat=True))
    undone = undo_attendance(attendances, by=by, reason=reason, now=now)
    for registration in walk_ins_gone(tickets):
        try:
            cancel_registration(registration_id=registration.pk, now=now, by=by, reason=reason)
        except EventIsOver:
            # Nobody can use the places any more.
            return undone
    return undone


@transaction.atomic
def take_back_at_station(
    *,
    session: Session,
    door: OpenDoor,
    of: UUID | None = None,
    attendee_id: int | None = None,
    since: datetime | None = None,
    reason: str,
    client_id: UUID,
    moment: Moment,
    now: datetime,
) -> int:
    """Undo what was done at a session: by an entry, or an attendee's check-in.

    An attendee's check-in is the one from before this moment, or that of the time `since`, which
    the device was told: no two clocks agree, and who was seen to be here is taken back. One that
    came later, at another door, stays.

    Returns how many people it took back. Sent twice, it happens once.

    Raises:
        NoScanToTakeBack: nobody is here because of it.
        ScanOfAnotherSession: this identifier was used there.
    """
    if earlier := Scan.objects.filter(client_id=client_id).first():
        if earlier.session_id != session.pk:
            raise ScanOfAnotherSession
        return len(earlier.attendance_ids)
    if of and (line := line_of(session, of, counted_as=CAN_BE_TAKEN_BACK)):
        reverse_headcount(line=line, by=door.attendant, now=now)
        return line.adults + line.children
    present = session.attendances.filter(undone_at__isnull=True)
    if of:
        scan = Scan.objects.filter(session=session, client_id=of).first()
        present = present.filter(pk__in=scan.attendance_ids if scan else [])
    else:
        was_seen = Q(checked_in_at__lte=moment.at)
        if since:
            was_seen |= Q(checked_in_at__gte=since, checked_in_at__lt=since + AS_WRITTEN)
        present = present.filter(was_seen, attendee=attendee_id)
    undone = list(present.values_list("pk", "attendee__registration"))
    if not undone:
        raise NoScanToTakeBack
    attendances = session.attendances.filter(pk__in=dict(undone))
    take_back(attendances, by=door.attendant, reason=reason, now=now)
    Scan.objects.create(
        client_id=client_id,
        session=session,
        registration_id=undone[0][1],
        answer=DoorAnswer.TAKEN_BACK,
        attendance_ids=sorted(dict(undone)),
        scanned_at=moment.at,
        scanned_by=door.attendant,
        device_id=door.device_id,
        device_clock_at=moment.device_clock_at,
        received_at=now,
        clock_is_off=moment.clock_is_off,
    )
    return len(undone)


def walk_ins_gone(registration_ids: set[int]) -> QuerySet[Registration]:
    """Those of the registrations that walked in and of whom nobody is present at any session."""
    present = Attendance.objects.filter(
        attendee__registration=OuterRef("pk"), undone_at__isnull=True
    )
    return Registration.objects.filter(
        ~Exists(present), pk__in=registration_ids, channel=RegistrationChannel.WALK_IN
    )

"""Check-ins that were a mistake."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from events.choices import RegistrationChannel
from events.errors import EventIsOver
from events.models import Attendance, Registration
from events.services.attendance import undo_attendance
from events.services.registration.cancellation import cancel_registration


@transaction.atomic
def take_back(attendances: QuerySet[Attendance], *, by: User, reason: str, now: datetime) -> int:
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


def walk_ins_gone(registration_ids: set[int]) -> QuerySet[Registration]:
    """Those of the registrations that walked in and of whom nobody is present at any session."""
    present = Attendance.objects.filter(
        attendee__registration=OuterRef("pk"), undone_at__isnull=True
    )
    return Registration.objects.filter(
        ~Exists(present), pk__in=registration_ids, channel=RegistrationChannel.WALK_IN
    )

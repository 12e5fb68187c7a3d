"""A ticket at the door of staff: who is let in, and what the door says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from accounts.models import User
from core.errors import DomainError
from door.services.answering import answer_showings
from door.services.judging import Showing
from door.services.results import DoorResult
from door.services.stations import OpenDoor
from events.choices import CheckInMethod
from events.models import Session


def check_in(
    *,
    session: Session,
    code: str = "",
    registration_id: int | None = None,
    attendee_ids: Collection[int] | None = None,
    by: User | None = None,
    door: OpenDoor | None = None,
    method: CheckInMethod,
    client_id: UUID,
    now: datetime,
) -> DoorResult:
    """Answer a code (or a ticket chosen from the list) at the door of a session.

    Lets in the whole party, or only the given attendees. At most three SQL statements. A resend,
    told by its `client_id`, writes nothing and gets the first answer again.

    Args:
        by: who is signed in there, or `door`: the device of a station.

    Raises:
        SessionIsCancelled: nobody can be present at it.
        NotOnThisTicket: an attendee of another ticket, or one without a place.
        ScanOfAnotherSession: this identifier was used there.
    """
    showing = Showing(
        client_id=client_id,
        scanned_at=now,
        code=code,
        registration_id=registration_id,
        attendee_ids=attendee_ids,
        method=method,
    )
    [outcome] = answer_showings(session, [showing], by=by, door=door, now=now)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome

"""Going home: a child who may not leave alone leaves only against the guardian's code.

The code is computed from the secret of the ticket and a key of ours, so it is stored nowhere and
nobody finds it out from a ticket that a child carries. It stands in the letters to whoever
registered, on their own page once they have signed in, and on a part of the printed slip that is
torn off; never in a QR code, an address or a log.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils.crypto import constant_time_compare, salted_hmac
from wagtail.log_actions import log

from brands.choices import EventKind
from events.choices import CheckOutMethod
from events.errors import (
    ChildIsCollected,
    GuardianCodeLocked,
    GuardianCodeNeeded,
    GuardianCodeWrong,
    NotHere,
)
from events.models import Attendance, Event, Registration, Session
from notifications.errors import TooManyAttempts
from notifications.services.limits import Limit, count_attempt, forget_attempts

DIGITS = 6
WRONG_CODES = Limit("wrong codes of guardians", most=5, span=timedelta(minutes=10))


def guardian_code(registration: Registration) -> str:
    """The six digits that open the door for the children of this registration."""
    return _code(registration, settings.SECRET_KEY)


def is_leaving_noted(event: Event) -> bool:
    """Whether whoever leaves is noted: at a course, and where the event says so.

    A child who has to be collected is noted everywhere.
    """
    return event.intake.checks_out or event.kind == EventKind.COURSE


def check_out(
    *,
    session: Session,
    registration: Registration,
    attendee_ids: Collection[int],
    code: str = "",
    reason: str = "",
    by: Any,
    now: datetime,
) -> int:
    """Note that these people of one ticket went home; says how many. Twice is once.

    A child who may not leave alone needs the code of this ticket. Staff may let them go without
    it for a reason that they write down: it stands in the event's history under their name.

    Args:
        by: the user who stands at the door.

    Raises:
        NotHere: one of them is not checked in to this session.
        GuardianCodeNeeded, GuardianCodeWrong: for a child among them.
        GuardianCodeLocked: five wrong codes in ten minutes; now even the right one is refused.
    """
    attendances, here = _here(session, registration, attendee_ids)
    leaving = [each for each in here if each.checked_out_at is None]
    collected = [each for each in leaving if each.attendee.is_collected]
    how = CheckOutMethod.BY_STAFF if reason else CheckOutMethod.BY_CODE
    if collected and not reason:
        _demand_code(registration, code, now=now)
    gone = _note(attendances, collected, how, reason=reason, by=by, now=now)
    others = [each for each in leaving if not each.attendee.is_collected]
    if gone and reason:
        data = {"reference": registration.reference, "children": gone, "reason": reason}
        log(session.event, "events.let_go", user=by, data=data)
    return gone + _note(attendances, others, CheckOutMethod.FREELY, by=by, now=now)


def leave_by_themselves(
    *, session: Session, registration: Registration, attendee_ids: Collection[int], now: datetime
) -> int:
    """Note that these people of one ticket say that they leave; says how many. Twice is once.

    Raises:
        NotHere: one of them is not checked in to this session.
        ChildIsCollected: one of them leaves only against the guardian's code.
    """
    attendances, here = _here(session, registration, attendee_ids)
    if any(each.attendee.is_collected for each in here):
        raise ChildIsCollected
    leaving = [each for each in here if each.checked_out_at is None]
    return _note(attendances, leaving, CheckOutMethod.SELF, by=None, now=now)


def _here(
    session: Session, registration: Registration, attendee_ids: Collection[int]
) -> tuple[QuerySet[Attendance], list[Attendance]]:
    """The presences of these people at a session, and the same as they were read.

    Raises:
        NotHere: one of them is not checked in to it.
    """
    attendances = Attendance.objects.filter(
        session=session,
        attendee__registration=registration,
        attendee__in=attendee_ids,
        undone_at__isnull=True,
    )
    here = list(attendances.select_related("attendee"))
    if not here or {each.attendee_id for each in here} != set(attendee_ids):
        raise NotHere
    return attendances, here


def _note(
    attendances: QuerySet[Attendance],
    leaving: Collection[Attendance],
    how: CheckOutMethod,
    *,
    reason: str = "",
    by: Any,
    now: datetime,
) -> int:
    """Whoever was faster stays in the row. A clock that goes slow ends nothing before it began."""
    ids = [each.pk for each in leaving]
    return attendances.filter(pk__in=ids, checked_out_at__isnull=True).update(
        checked_out_at=Greatest("checked_in_at", now),
        checked_out_by=by,
        check_out_method=how,
        check_out_reason=reason,
    )


def _demand_code(registration: Registration, typed: str, *, now: datetime) -> None:
    """Counts the attempt before it looks, so that many at once try no more often than one."""
    digits = "".join(str(int(character)) for character in typed if character.isdecimal())
    if not digits:
        raise GuardianCodeNeeded
    attempts = {WRONG_CODES: str(registration.pk)}
    try:
        count_attempt(attempts, now=now)
    except TooManyAttempts as error:
        raise GuardianCodeLocked(minutes=error.context["minutes"]) from error
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(_code(registration, key), digits) for key in keys):
        raise GuardianCodeWrong
    forget_attempts(attempts)


def _code(registration: Registration, key: str | bytes) -> str:
    digest = salted_hmac(
        "events.guardian_code", registration.code, secret=key, algorithm="sha256"
    ).digest()
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}}"

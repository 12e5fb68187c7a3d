"""Volunteers at a door: their passes are read like tickets, and they come and leave by them.

A device keeps passes as it keeps tickets, by a hash and under masked names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms import formats
from core.codes import SECRET_CODE_LENGTH
from core.text import masked
from door.choices import ConflictKind, DoorAnswer
from door.errors import ScanOfAnotherSession
from door.models import Conflict, Scan
from door.services.hashed_codes import ticket_key
from door.services.judging import refuse_unless_takes_place
from door.services.stations import OpenDoor
from events.models import Session
from volunteers.choices import PresenceMethod
from volunteers.errors import NotOnThisShift, ShiftIsOver, TooEarlyToCheckIn
from volunteers.models import Claim, Presence
from volunteers.querysets import ClaimQuerySet
from volunteers.services.hours.presence import check_in_volunteer, check_out_volunteer

# The address in the QR code, or the page's own address copied from a message.
IN_ADDRESS = re.compile(rf"/(?:S|PASS)/([A-Z2-7]{{{SECRET_CODE_LENGTH}}})(?:$|[/?#])")


@dataclass(frozen=True)
class ShownPass:
    """A pass that was shown: what was read, or the key that a device keeps of it.

    `told` is what a device without a network answered; None where the library is asked. `people`
    is how many were served on the shift, for who leaves.
    """

    client_id: UUID
    at: datetime
    code: str = ""
    key: str = ""
    leaves: bool = False
    people: int | None = None
    told: DoorAnswer | None = None
    device_clock_at: datetime | None = None
    clock_is_off: bool = False


@dataclass(frozen=True)
class PassAnswer:
    """What the door says to a pass; nothing is said of one that belongs elsewhere but where."""

    answer: DoorAnswer
    claim: Claim | None = None
    presence: Presence | None = None
    advice: str = ""
    has_left: bool = False
    conflict: ConflictKind | None = None

    @property
    def who(self) -> str:
        """Whom it is about, under a masked name."""
        if self.claim is None or self.answer == DoorAnswer.OTHER_EVENT:
            return ""
        return f"{masked(self.claim.volunteer.person.name)} · {self.claim.need.role.name}"

    @property
    def word(self) -> str:
        """The one thing to read at arm's length."""
        if self.has_left:
            return _("Has left. Thank you!")
        if self.answer == DoorAnswer.ALREADY_HERE and self.presence:
            since = formats.time_of_day(self.presence.checked_in_at)
            return _("Already here since %(time)s") % {"time": since}
        if self.answer == DoorAnswer.OTHER_EVENT:
            return _("Another shift")
        return str(self.answer.label)


def read_pass(text: str) -> str | None:
    """The code of a pass in what a camera or a hand scanner gave us.

    >>> read_pass("https://books.example/S/ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
    """
    found = IN_ADDRESS.search(text.strip().upper())
    return found[1] if found else None


def answer_pass(session: Session, shown: ShownPass, *, door: OpenDoor, now: datetime) -> PassAnswer:
    """Let a volunteer in at a session, or note that they leave. A resend writes nothing.

    Raises:
        SessionIsCancelled: nobody can be present at it.
        ScanOfAnotherSession: this identifier was used there.
        NotCheckedIn: they leave, and never came.
        TooManyUnknownCodes: the station has shown too many of them.
    """
    refuse_unless_takes_place(session)
    door.refuse_guessing()
    claim = _claim_shown(shown, door)
    if shown.leaves and claim and _is_at_this_door(claim, door):
        presence = check_out_volunteer(
            claim_id=claim.pk, at=shown.at, now=now, by=door.attendant, people=shown.people
        )
        return PassAnswer(DoorAnswer.WELCOME, claim, presence, has_left=True)
    if earlier := Scan.objects.filter(client_id=shown.client_id).first():
        if earlier.session_id != session.pk:
            raise ScanOfAnotherSession
        return PassAnswer(DoorAnswer(earlier.answer), claim)
    with transaction.atomic():
        answer = _judge(claim, shown, door=door)
        scan, is_new = Scan.objects.get_or_create(
            client_id=shown.client_id,
            defaults={
                "session": session,
                "answer": answer.answer,
                "scanned_at": shown.at,
                "scanned_by": door.attendant,
                "device_id": door.device_id,
                "told": shown.told or "",
                "device_clock_at": shown.device_clock_at,
                "received_at": now,
                "clock_is_off": shown.clock_is_off,
            },
        )
        if not is_new:
            # The same entry, sent again before it was answered.
            return PassAnswer(DoorAnswer(scan.answer), claim, answer.presence)
        if answer.conflict:
            Conflict.objects.create(scan=scan, kind=answer.conflict)
    return answer


def prepared_passes(session: Session, *, door: OpenDoor) -> list[dict[str, Any]]:
    """The passes that are good at a session, as the API describes them; two statements."""
    at_session = Q(shift__session=session.pk)
    all_day = Q(shift__session=None, shift__event=session.event_id)
    claims = Claim.objects.filter(at_session | all_day).told().prefetch_related(_present())
    return [pass_told(claim, salt=door.station.salt) for claim in claims.order_by("pk")]


def pass_told(claim: Claim, *, salt: str) -> dict[str, Any]:
    presence = next(iter(claim.presences.all()), None)
    is_good = claim.is_held and not claim.shift.is_cancelled
    return {
        "k": ticket_key(salt, claim.code),
        "s": DoorAnswer.WELCOME if is_good else DoorAnswer.CANCELLED,
        "n": masked(claim.volunteer.person.name),
        "r": claim.need.role.name,
        "i": presence and presence.checked_in_at,
        "o": presence and presence.checked_out_at,
    }


def _judge(claim: Claim | None, shown: ShownPass, *, door: OpenDoor) -> PassAnswer:
    was_let_in = shown.told == DoorAnswer.WELCOME
    if claim is None:
        conflict = ConflictKind.UNKNOWN_LET_IN if was_let_in else None
        advice = _("No pass was found. Ask the coordinator.")
        return PassAnswer(DoorAnswer.UNKNOWN, advice=advice, conflict=conflict)
    if not _is_at_this_door(claim, door):
        return PassAnswer(DoorAnswer.OTHER_EVENT, claim, advice=_where(claim, at=shown.at))
    try:
        arrival = check_in_volunteer(
            claim_id=claim.pk, method=PresenceMethod.DOOR, at=shown.at, by=door.attendant
        )
    except NotOnThisShift as refusal:
        conflict = ConflictKind.CANCELLED_MEANWHILE if was_let_in else None
        return PassAnswer(DoorAnswer.CANCELLED, claim, advice=str(refusal), conflict=conflict)
    except TooEarlyToCheckIn as refusal:
        return PassAnswer(DoorAnswer.WAITING, claim, advice=str(refusal))
    except ShiftIsOver as refusal:
        return PassAnswer(DoorAnswer.CANCELLED, claim, advice=str(refusal))
    answer = DoorAnswer.WELCOME if arrival.is_new else DoorAnswer.ALREADY_HERE
    return PassAnswer(answer, claim, arrival.presence)


def _claim_shown(shown: ShownPass, door: OpenDoor) -> Claim | None:
    claims = Claim.objects.told().prefetch_related(_present())
    if shown.code:
        return claims.filter(code=read_pass(shown.code) or "").first()
    salt = door.station.salt
    at_door = _claims_at(door).values_list("pk", "code")
    keys = {ticket_key(salt, code): claim_id for claim_id, code in at_door}
    claim_id = keys.get(shown.key)
    return claims.filter(pk=claim_id).first() if claim_id else None


def _claims_at(door: OpenDoor) -> ClaimQuerySet:
    at_sessions = Q(shift__session__in=list(door.sessions))
    all_day = Q(shift__session=None, shift__event__in=door.event_ids)
    return Claim.objects.filter(at_sessions | all_day)


def _is_at_this_door(claim: Claim, door: OpenDoor) -> bool:
    return _claims_at(door).filter(pk=claim.pk).exists()


def _where(claim: Claim, *, at: datetime) -> str:
    shift = claim.shift
    when = formats.when(shift.starts_at, shift.ends_at, today=timezone.localdate(at))
    return f"{when} · {shift.place}"


def _present() -> Prefetch:
    return Prefetch("presences", Presence.objects.valid())

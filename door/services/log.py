"""What happened at the door just now, so that it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from door.choices import DoorAnswer
from door.models import Scan
from door.services.parties import Member, Party, attendees_at, parties, size_of
from events.models import Session

SHOWN = 12


@dataclass(frozen=True)
class RecentScan:
    """A line of the log; `let_in` are those who are here because of it, and can be undone."""

    scan: Scan
    answer: DoorAnswer
    party: Party | None
    let_in: tuple[Member, ...]

    def with_masked_names(self) -> RecentScan:
        """As a device without an account may show it."""
        party = self.party and self.party.with_masked_names()
        entered = {member.attendee_id for member in self.let_in}
        members = party.members if party else ()
        return replace(
            self, party=party, let_in=tuple(m for m in members if m.attendee_id in entered)
        )

    @property
    def was_taken_back(self) -> bool:
        was_let_in = self.answer == DoorAnswer.WELCOME and self.scan.attendance_ids
        return bool(was_let_in) and not self.let_in

    @property
    def who(self) -> str:
        """Whom it let in, or whose ticket it was; empty for a code that is not of this event."""
        if self.party is None:
            return ""
        return f"{self.party.name} · {size_of(self.let_in or self.party.members)}"


def recent_scans(session: Session) -> list[RecentScan]:
    """The newest scans of a session, with the parties as they stand now; two statements."""
    scans = list(Scan.objects.filter(session=session).order_by("-pk")[:SHOWN])
    tickets = {scan.registration_id for scan in scans if scan.registration_id}
    attendees = attendees_at(session).filter(registration__in=tickets, event=session.event_id)
    by_ticket = {party.registration.pk: party for party in parties(attendees)}
    recent = []
    for scan in scans:
        party = by_ticket.get(scan.registration_id) if scan.registration_id else None
        members = party.members if party else ()
        let_in = tuple(m for m in members if m.attendance_id in scan.attendance_ids)
        recent.append(RecentScan(scan, DoorAnswer(scan.answer), party, let_in))
    return recent

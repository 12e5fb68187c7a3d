"""What the door says, in the words of the person who stands at it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cms import formats
from door.choices import ConflictKind, DoorAnswer
from door.models import Scan
from door.services.parties import Member, Party, names_of, size_of
from events.models import Event, Session


@dataclass(frozen=True)
class DoorResult:
    """The door's answer to one code.

    `let_in` are those whose presence began with this scan; `party` is the whole ticket as it
    stands now, None for an unknown code; `conflict` is what a coordinator should know of it.
    """

    answer: DoorAnswer
    session: Session
    scan: Scan
    party: Party | None = None
    let_in: tuple[Member, ...] = ()
    conflict: ConflictKind | None = None

    def with_masked_names(self) -> DoorResult:
        """As a device without an account may show it."""
        party = self.party and self.party.with_masked_names()
        members = party.members if party else ()
        let_in = tuple(m for m in members if m.attendance_id in self.scan.attendance_ids)
        return replace(self, party=party, let_in=let_in)

    @property
    def since(self) -> datetime | None:
        """When the first of the party came, for those who are here already."""
        return self.party.here_since if self.party else None

    @property
    def here_by(self) -> str:
        """The station and device that let them in; empty if someone signed in did."""
        return next((m.here_by for m in self.party.here if m.here_by), "") if self.party else ""

    @property
    def right_session(self) -> Session | None:
        """Where a ticket of another event belongs; None where none of its sessions takes place."""
        is_elsewhere = self.party and self.answer == DoorAnswer.OTHER_EVENT
        return self.party.right_session if self.party and is_elsewhere else None

    @property
    def party_to_tick(self) -> Party | None:
        """The party, where its ticket is good at this session."""
        good = (DoorAnswer.WELCOME, DoorAnswer.ALREADY_HERE)
        return self.party if self.answer in good else None

    @property
    def right_event(self) -> Event | None:
        """The event that a ticket of another event is for."""
        return self.party.registration.event if self.party else None

    @property
    def word(self) -> str:
        """The one thing to read at arm's length."""
        if self.answer == DoorAnswer.ALREADY_HERE and self.since:
            return _("Already here since %(time)s") % {"time": formats.time_of_day(self.since)}
        return str(self.answer.label)

    @property
    def who(self) -> str:
        """Whom it is about; for another event its title, never its people."""
        if self.answer == DoorAnswer.OTHER_EVENT:
            return str(self.right_event)
        if self.party is None:
            return ""
        people = self.let_in or self.party.members
        name = self.party.registration.group_name or people[0].name
        return f"{name} · {size_of(people)}"

    @property
    def advice(self) -> str:
        """What to do next; empty where nothing is left to do."""
        if self.answer == DoorAnswer.OTHER_EVENT:
            return self._way_to_right_session()
        if self.answer.advice:
            return self.answer.advice
        is_group = self.party and self.party.registration.is_group
        if self.party and self.party.missing and self.party.here and not is_group:
            return _("Not here yet: %(names)s") % {"names": names_of(self.party.missing)}
        return ""

    def _way_to_right_session(self) -> str:
        session = self.right_session
        if session is None:
            return _("None of its sessions takes place.")
        today = timezone.localdate(self.scan.scanned_at)
        when = formats.when(session.starts_at, session.ends_at, today=today)
        return f"{when} · {session.place}"

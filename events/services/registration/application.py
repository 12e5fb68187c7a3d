"""What a party asks for when it registers, and how the statement of `entering` reads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from core.codes import reference, secret_code
from events.choices import RegistrationChannel
from events.models import Intake, Invitation, SeatPool
from events.services.conduct.holding import held_until
from events.services.messages.telling import once_in_a_while
from events.services.questions.answers import Given
from events.services.registration.eligibility import (
    is_all_reserve,
    places_at_desk,
    places_of,
    refuse_unless_open,
    refuse_unless_takes_place,
    state_until_decided,
    takes_part_online,
)
from events.services.registration.entering import columns_of_contact, columns_of_group, rows_of
from events.services.registration.parties import Party, guest_key_of
from events.services.registration.rules import day_of_ages, refuse_unless_party_fits


@dataclass(frozen=True, kw_only=True)
class Application:
    """A party at an event, as the event stood when it was read.

    `key` is of this party alone (see `registering`); `by` is the user who does it, signed in or
    not.
    """

    intake: Intake
    party: Party
    key: UUID
    now: datetime
    channel: RegistrationChannel
    by: Any
    answers: Sequence[Given]
    invitation: Invitation | None

    @property
    def event_id(self) -> int:
        return self.intake.event_id

    @property
    def is_online_form(self) -> bool:
        """Whether the rules decide. At a desk and at the door staff do."""
        return self.channel == RegistrationChannel.WEB

    @property
    def walks_in(self) -> bool:
        return self.channel == RegistrationChannel.WALK_IN

    @cached_property
    def day(self) -> date:
        """On which ages count."""
        return day_of_ages(self.intake.event, now=self.now)

    @cached_property
    def undecided(self) -> str:
        """The state until the lot or the library decides; empty where nobody has to."""
        return state_until_decided(self.intake, self.channel)

    @cached_property
    def held_until(self) -> datetime | None:
        """Until when the party lets others go first."""
        if not self.is_online_form or self.undecided or self.invitation:
            return None
        return held_until(self.intake, self.party, now=self.now)

    @cached_property
    def guest_key(self) -> str | None:
        return guest_key_of(self.party, self.intake)

    @cached_property
    def pools(self) -> list[SeatPool]:
        """Of the event, as they were read. How much of a reserve is left only a lock can say."""
        return list(self.intake.event.pools.all())

    def refuse_unless_admissible(self) -> None:
        """
        Raises:
            DomainError: the event takes no registrations now, or not this party.
        """
        if not self.is_online_form:
            refuse_unless_takes_place(self.intake)
            return
        refuse_unless_open(self.intake, now=self.now, by=self.by, invitation=self.invitation)
        refuse_unless_party_fits(self.party, self.intake, day=self.day, now=self.now)

    def places(self, pools: Sequence[SeatPool], *, anyone_waits: bool) -> list[SeatPool]:
        """In which pool each of the party takes a place."""
        members = self.party.members
        is_online = takes_part_online(self.party, self.intake.event)
        if self.is_online_form or self.undecided:
            return places_of(members, pools, is_online=is_online)
        return places_at_desk(
            members, pools, anyone_waits=anyone_waits and not self.walks_in, is_online=is_online
        )

    def taking(self, places: Sequence[SeatPool]) -> dict[str, Any]:
        """The part of the entry that says who takes which place."""
        rows = rows_of(self.party, places, day=self.day, guest_key=self.guest_key)
        return {
            "may_overtake": self.walks_in or is_all_reserve(places),
            "party": json.dumps(rows),
        }

    def entry(self, places: Sequence[SeatPool]) -> dict[str, Any]:
        """What `entering.enter` writes down."""
        return {
            "event_id": self.event_id,
            "code": secret_code(),
            "reference": reference(),
            "idempotency_key": self.key,
            "channel": self.channel,
            "changed_by_id": self.by and self.by.pk,
            "now": self.now,
            "way_in": self.intake.way_in,
            "guest_key": self.guest_key,
            "again": once_in_a_while(self.now),
            "undecided": self.undecided,
            "held_until": self.held_until,
            "is_online": takes_part_online(self.party, self.intake.event),
            "household_id": self.party.household_id,
            "invitation_id": self.invitation and self.invitation.pk,
            "people": len(places),
            "card": self.party.card,
            **self.taking(places),
            **columns_of_group(self.party.group),
            **columns_of_contact(self.party.contact),
        }

"""Writing to those who registered for an event, or to a part of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.log_actions import log

from events.choices import STATES_OF_RECIPIENTS, EventStatus, MessageKind, PlaceState, Recipients
from events.errors import NobodyToWriteTo, SaidAlready
from events.models import Announcement, Attendance, Event, Registration, Session
from events.services.messages.examples import example_ticket
from events.services.messages.letters.announcements import announced
from events.services.messages.telling import address_of, can_wait_for_morning, tell, with_contacts
from events.services.registration.plan_answers import silent
from notifications.choices import Channel
from notifications.services.kinds import Letter
from notifications.services.quiet import end_of_quiet

# Whoever sends the same twice within this time has probably pressed twice.
PROBABLY_A_SLIP = timedelta(minutes=10)


@dataclass(frozen=True)
class Reach:
    """How many parties are written to by which channel, and how many left no address."""

    by_channel: Counter[Channel]
    unreachable: int

    @property
    def total(self) -> int:
        return self.by_channel.total()


def recipients_of(
    event: Event, recipients: str, session: Session | None = None
) -> QuerySet[Registration]:
    """The registrations that are meant, with their contacts."""
    registrations = Registration.objects.filter(
        event=event, state__in=STATES_OF_RECIPIENTS[Recipients(recipients)]
    )
    if recipients in (Recipients.HERE, Recipients.NOT_HERE):
        present = Attendance.objects.filter(
            attendee__registration=OuterRef("pk"), session=session, undone_at=None
        )
        is_here = Exists(present)
        registrations = registrations.filter(is_here if recipients == Recipients.HERE else ~is_here)
    if recipients == Recipients.SILENT:
        registrations = silent(registrations)
    return with_contacts(registrations).order_by("pk")


def reach_of(registrations: Iterable[Registration]) -> Reach:
    """Whom of them we can write to, and how."""
    addresses = [address_of(registration) for registration in registrations]
    return Reach(
        by_channel=Counter(address.channel for address in addresses if address),
        unreachable=addresses.count(None),
    )


def leaves_at(event: Event, *, now: datetime) -> datetime:
    """When what is sent now leaves: at once, or in the morning."""
    return (can_wait_for_morning(event.pk, now=now) and end_of_quiet(now=now)) or now


def draft_letter(said: Announcement, *, now: datetime) -> Letter:
    """What somebody will read, in the active language: this event, with a party made up."""
    [state, *_others] = said.states
    ticket = example_ticket(PlaceState(state), EventStatus.SCHEDULED, now=now)
    ticket.registration.event = said.event
    sessions = list(said.event.sessions.select_related("branch", "room"))
    return announced(said, replace(ticket, sessions=sessions))


@transaction.atomic
def announce(said: Announcement, *, user: Any, now: datetime, again: bool = False) -> Announcement:
    """Write it to its recipients, and write down that it was done.

    Sent again under the same key it is what has been sent already.

    Args:
        said: not stored yet; who sent it when to how many is filled in.
        again: the same text is meant to go out twice within minutes.

    Raises:
        SaidAlready: the same text went out a few minutes ago.
        NobodyToWriteTo: none of them has left an address.
    """
    # Two who press at once follow one another here.
    Event.objects.select_for_update(no_key=True).get(pk=said.event_id)
    if earlier := Announcement.objects.filter(key=said.key).first():
        return earlier
    if not again:
        _refuse_a_slip(said, now=now)
    registrations = list(recipients_of(said.event, said.recipients, said.session))
    said.written_to = reach_of(registrations).total
    if not said.written_to:
        raise NobodyToWriteTo
    said.sent_at, said.sent_by = now, user
    said.save()
    tell(
        registrations,
        MessageKind.ANNOUNCEMENT,
        now=now,
        again=str(said.pk),
        waits_for_morning=can_wait_for_morning(said.event_id, now=now),
        announcement=said.pk,
    )
    log(
        said.event,
        "events.announced",
        user=user,
        data={"announcement": said.pk, "to": said.recipients, "parties": said.written_to},
    )
    return said


def _refuse_a_slip(said: Announcement, *, now: datetime) -> None:
    words = {name: getattr(said, name) for name in ("title_en", "title_zh", "text_en", "text_zh")}
    lately = Announcement.objects.filter(
        event=said.event_id, sent_at__gt=now - PROBABLY_A_SLIP, **words
    ).first()
    if lately:
        minutes = max(1, round((now - lately.sent_at).total_seconds() / 60))
        raise SaidAlready(minutes=minutes)

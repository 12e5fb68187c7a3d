"""How somebody stands: what pages and letters tell of the ledger, and where it can be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.models import Household
from events.choices import ConductKind, ExcuseReason
from events.models import Appeal, ConductEntry, ConductPolicy, Event, Registration
from events.querysets import ConductQuerySet
from events.services.conduct.answerable import Answerable, answerable_for
from events.services.conduct.holding import end_of_holding, restriction_at
from events.services.conduct.ledger import grounds_of
from events.services.conduct.policy import policy_for

MOST_SHOWN = 12


@dataclass(frozen=True)
class Line:
    """A no-show or a restriction, with what was said about it and what took it back."""

    entry: ConductEntry

    @property
    def event(self) -> Event:
        return self.entry.registration.event

    @property
    def taken_back(self) -> ConductEntry | None:
        return self.entry.taken_back

    @property
    def appeal(self) -> Appeal | None:
        return self.entry.asked

    @property
    def can_be_answered(self) -> bool:
        """Whether there is still something to say about it."""
        return self.taken_back is None and self.appeal is None

    @property
    def url(self) -> str:
        """Where it is told, and answered."""
        return missed_url(self.entry.registration)


@dataclass(frozen=True)
class Restriction:
    """That others go first: until when, and which events led to it."""

    entry: ConductEntry
    grounds: list[Line]
    held_until: datetime | None = None

    @property
    def line(self) -> Line:
        return Line(self.entry)


@dataclass(frozen=True)
class Conduct:
    """Everything that a family sees of itself."""

    no_shows: list[Line]
    restrictions: list[Restriction]

    def __bool__(self) -> bool:
        return bool(self.no_shows or self.restrictions)


def missed_url(registration: Registration) -> str:
    """Where whoever has the ticket can say why nobody came."""
    return reverse("ticket_missed", args=[registration.code])


def told(entries: ConductQuerySet) -> ConductQuerySet:
    """The lines with all that is told of them."""
    return entries.select_related("registration__event", "reversed_by", "appeal", "brand")


def conduct_of(household: Household, *, now: datetime) -> Conduct:
    """What the ledger says of a family, the latest first, and which restrictions hold."""
    entries = told(ConductEntry.objects.filter(household=household))
    no_shows = entries.no_shows().order_by("-happened_at", "-pk")[:MOST_SHOWN]
    lines = [Line(entry) for entry in no_shows]
    if not lines:
        return Conduct([], [])
    restrictions = entries.in_force(now=now).order_by("ends_at")
    return Conduct(lines, [restriction_told(each) for each in restrictions])


def restriction_told(entry: ConductEntry, *, held_until: datetime | None = None) -> Restriction:
    """A restriction with the no-shows that led to it."""
    grounds = told(grounds_of(entry, policy_for(entry.brand_id)))
    return Restriction(entry, [Line(each) for each in grounds], held_until)


def restriction_told_at(event: Event, who: Answerable, *, now: datetime) -> Restriction | None:
    """What they have to know before they sign up for this event now."""
    found = restriction_at(event, who, now=now)
    until = found and end_of_holding(found, event, now=now)
    return restriction_told(found, held_until=until) if found and until else None


def restriction_behind(registration: Registration, *, now: datetime) -> Restriction | None:
    """Why a registration lets others go first; it was read by `telling.with_contacts`."""
    who = answerable_for(registration)
    found = restriction_at(registration.event, who, now=now) if who else None
    return restriction_told(found, held_until=registration.held_until) if found else None


def lines_of(registration: Registration) -> list[Line]:
    """What the ledger says about this registration: the no-show, and what it led to."""
    entries = told(registration.conduct_entries.all())
    latest = entries.no_shows().last()
    if latest is None:
        return []
    restriction = entries.restrictions().filter(source=f"no-show:{latest.pk}").first()
    return [Line(latest), *([Line(restriction)] if restriction else [])]


def missed_at(registration: Any) -> ConductQuerySet:
    """Lines that say that nobody of a registration was there, excused or not.

    For a key, or a reference to one in a query.
    """
    no_shows = ConductEntry.objects.no_shows().filter(registration=registration)
    were_there = Q(reversed_by__kind=ConductKind.ATTENDED) | Q(
        reversed_by__kind=ConductKind.EXCUSED, appeal__reason=ExcuseReason.THERE
    )
    return no_shows.exclude(were_there)


def rules_of(entry: ConductEntry) -> ConductPolicy:
    """The rules that a line counts by."""
    return policy_for(entry.brand_id)

"""One field for everything a coordinator looks for: events, people on their lists, tickets.

People are those of parties at events in scope, on whose lists they stand anyway; whoever is known
elsewhere is found at the proxy desk, where each look-up is logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Q, Value, When

from accounts.models import Person
from door.services.codes import TicketCode, read_code
from events.models import Attendee, Event, Registration
from events.permissions import events_in_scope
from notifications.services.limits import Limit, count_attempt
from staff.choices import Action
from staff.policy import where
from workbench.services.look_up import SHORTEST_NAME, address_in
from workbench.services.proxy_events import matching

SEARCHES = Limit("searches of the workbench", most=600, span=timedelta(hours=1))

# People are looked for at events that end no longer ago than that, and at those to come.
PEOPLE_KNOWN_FOR = timedelta(days=90)
MOST_FOUND = 12


@dataclass(frozen=True)
class Found:
    """Events and parties that match, at most `MOST_FOUND` of each, those to come first."""

    events: list[Event] = field(default_factory=list)
    parties: list[Registration] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.events or self.parties)


def find(text: str, *, user: Any, now: datetime) -> Found:
    """What the text may mean: words of an event and a day, a name, an address, a ticket's code.

    Raises:
        TooManyAttempts: the user has looked for more than anybody looks for by hand.
    """
    text = " ".join(text.replace("\0", " ").split())
    if len(text) < SHORTEST_NAME:
        return Found()
    count_attempt({SEARCHES: str(user.pk)}, now=now)
    return Found(
        events=_events(text, user=user, now=now),
        parties=_parties(text, user=user, now=now),
    )


def _events(text: str, *, user: Any, now: datetime) -> list[Event]:
    found = matching(events_in_scope(user, Action.VIEW), text, now=now)
    is_over = Case(When(last_ends_at__lte=now, then=Value(1)), default=Value(0))
    order = ("is_over", "first_starts_at", "pk")
    # Narrow rows are sorted, and only the few that are shown are read in full.
    first = found.annotate(is_over=is_over).order_by(*order)[:MOST_FOUND]
    shown = Event.objects.filter(pk__in=first.values("pk")).annotate(is_over=is_over)
    return list(shown.order_by(*order).select_related("branch", "brand", "intake"))


def _parties(text: str, *, user: Any, now: datetime) -> list[Registration]:
    order = ("-event__first_starts_at", "-pk")
    at_door = where(user, Action.CHECK_IN, branch="event__branch", brand="event__brand")
    parties = Registration.objects.filter(at_door).order_by(*order)
    # Each way to be known is read along its own index; the first of all are among their first.
    ways = [parties.filter(way)[:MOST_FOUND].values("pk") for way in _ways_to_be_known(text, now)]
    keys = ways[0].union(*ways[1:]).values_list("pk", flat=True)
    found = Registration.objects.filter(pk__in=list(keys)).select_related("event", "contact")
    return list(found.order_by(*order)[:MOST_FOUND])


def _ways_to_be_known(text: str, now: datetime) -> list[Q]:
    code = read_code(text)
    if isinstance(code, TicketCode):
        return [Q(code=code.value)]
    is_recent = Q(event__last_ends_at__gt=now - PEOPLE_KNOWN_FOR)
    if address := address_in(text):
        [(kind, value)] = address.items()
        people = Person.objects.filter(Q(**{kind: value}) | Q(**{f"user__{kind}": value}))
        return [is_recent & Q(contact__in=people.values("pk"))]
    people = Person.objects.filter(name__icontains=text)
    attendees = Attendee.objects.filter(is_recent, person__in=people.values("pk"))
    ways = [
        is_recent & Q(contact__in=people.values("pk")),
        is_recent & Q(pk__in=attendees.values("registration")),
        is_recent & ~Q(group_name="") & Q(group_name__icontains=text),
    ]
    return [*ways, Q(reference=code.value)] if code else ways

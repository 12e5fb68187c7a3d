"""One field for everything a coordinator looks for: events, people on their lists, tickets.

People are those of parties at events in scope, on whose lists they stand anyway; whoever is known
elsewhere is found at the proxy desk, where each look-up is logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from door.services.codes import TicketCode, read_code
from events.models import Event, Registration
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
        parties=list(_parties(text, user=user, now=now)[:MOST_FOUND]),
    )


def _events(text: str, *, user: Any, now: datetime) -> list[Event]:
    found = matching(events_in_scope(user, Action.VIEW), text, now=now)
    is_over = Case(When(last_ends_at__lte=now, then=Value(1)), default=Value(0))
    ordered = found.annotate(is_over=is_over).order_by("is_over", "first_starts_at", "pk")
    return list(ordered.select_related("branch", "brand", "intake")[:MOST_FOUND])


def _parties(text: str, *, user: Any, now: datetime) -> QuerySet[Registration]:
    parties = Registration.objects.filter(
        where(user, Action.CHECK_IN, branch="event__branch", brand="event__brand")
    )
    code = read_code(text)
    if isinstance(code, TicketCode):
        meant = parties.filter(code=code.value)
    else:
        named = Q(reference=code.value) if code else Q(pk__in=[])
        recent = Q(event__last_ends_at__gt=now - PEOPLE_KNOWN_FOR)
        meant = parties.filter(named | recent & _is_known_by(text))
    return (
        meant.select_related("event", "contact")
        .order_by("-event__first_starts_at", "-pk")
        .distinct()
    )


def _is_known_by(text: str) -> Q:
    if address := address_in(text):
        [(kind, value)] = address.items()
        return Q(**{f"contact__{kind}": value}) | Q(**{f"contact__user__{kind}": value})
    return (
        Q(contact__name__icontains=text)
        | Q(group_name__icontains=text)
        | Q(attendees__person__name__icontains=text)
    )

"""What helps people to take part: asked in confidence for one event, told to those who prepare it.

It is health data (PIPL, article 28), so it is not kept with the person: each event asks anew, and
forgets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.choices import HOLDING_STATES, AccessNeed, EventStatus, PlaceState
from events.models import Attendee, Event

# Long enough to ask afterwards whether it helped.
KEPT_AFTER_THE_EVENT = timedelta(days=7)

Needs = Counter[str]


def people_with_needs(events: Iterable[Event]) -> QuerySet[Attendee]:
    """Those who come to these events and have said what helps them."""
    return Attendee.objects.filter(event__in=events, state__in=HOLDING_STATES).exclude(needs=[])


def needs_of(events: Iterable[Event]) -> dict[int, Needs]:
    """How many people of each event need what, by the event's key; one statement."""
    found: dict[int, Needs] = {event.pk: Counter() for event in events}
    said = people_with_needs([Event(pk=key) for key in found])
    for event_id, needs in said.order_by().values_list("event_id", "needs"):
        found[event_id].update(needs)
    return found


def needs_in_words(needs: Needs) -> list[str]:
    """Each need and how many people have it."""
    return [
        _("%(need)s: %(people)s") % {"need": need.label, "people": needs[need]}
        for need in AccessNeed
        if needs[need]
    ]


def needs_not_met(event: Event, needs: Needs) -> list[str]:
    """What people need and the event does not offer, each in a sentence.

    Looks at the branches of `sessions`, where nobody offers a way without steps by itself.
    """
    return [
        ngettext(
            "%(people)s person needs %(need)s, which the event does not offer",
            "%(people)s people need %(need)s, which the event does not offer",
            needs[need],
        )
        % {"people": needs[need], "need": need.label}
        for need in AccessNeed
        if needs[need] and need not in event.access_offers and not _has_places(event, need)
    ]


def _has_places(event: Event, need: AccessNeed) -> bool:
    """Places of its own answer the need, and so does a house without steps."""
    if any(pool.kind == need and pool.capacity for pool in event.pools.all()):
        return True
    planned = [session for session in event.sessions.all() if not session.is_cancelled]
    return (
        need == AccessNeed.WHEELCHAIR
        and bool(planned)
        and all(session.branch.is_step_free for session in planned)
    )


def forget_needs_of_the_past(*, now: datetime) -> int:
    """Erase what people said of events that are over or called off, or that they do not come to.

    Returns:
        How many people's needs were forgotten.
    """
    is_over = Q(event__last_ends_at__lte=now - KEPT_AFTER_THE_EVENT)
    is_off = Q(event__intake__status=EventStatus.CANCELLED)
    do_not_come = Q(state__in=(PlaceState.CANCELLED, PlaceState.DECLINED))
    past = Attendee.objects.exclude(needs=[]).filter(is_over | is_off | do_not_come)
    return Attendee.objects.filter(pk__in=past.values("pk")).update(needs=[])

"""Who is expected in the room, in the order in which paper lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.text import sort_key
from events.choices import PlaceState
from events.models import Attendee, Session


def expected_at(session: Session) -> QuerySet[Attendee]:
    """Who holds a place and does not take part online, by party."""
    seated = Attendee.objects.filter(event=session.event_id, state=PlaceState.SEATED)
    return (
        seated.exclude(registration__is_online=True)
        .select_related("person", "registration__contact")
        .order_by("registration_id", "pk")
    )


def parties_by_name(attendees: Iterable[Attendee]) -> Iterator[list[Attendee]]:
    """The parties of attendees that stand together, sorted by what they are called."""
    parties = [list(party) for _key, party in groupby(attendees, lambda one: one.registration_id)]
    yield from sorted(parties, key=lambda party: (sort_key(called(party)), party[0].pk))


def called(party: Sequence[Attendee]) -> str:
    """What to call a party by: its group, else its first name, its contact's, its reference."""
    registration = party[0].registration
    names = [registration.group_name, *(attendee.person.name for attendee in party)]
    contact = registration.contact.name if registration.contact else ""
    return next(filter(None, [*names, contact]), registration.reference)


def comes_with(party: Sequence[Attendee]) -> str:
    """What stands for the name of who has none: with Lin Yue; of a group, the group.

    Where nobody of the party has a name it is Guest.
    """
    registration = party[0].registration
    name = called(party)
    if registration.group_name:
        return registration.group_name
    return _("Guest") if name == registration.reference else _("with %(name)s") % {"name": name}

"""The list of those who have a ticket, searched by name the way people type it."""

from core.text import sort_key
from door.choices import Shown
from door.services.parties import Party, attendees_at, parties
from events.models import Session


def roster(session: Session, *, query: str = "", shown: Shown = Shown.EVERYONE) -> list[Party]:
    """Parties in the order of their names; a query looks through all of them, whoever is here.

    A name is found by any part of it, a Chinese one by its pinyin or its initials too, a ticket by
    the beginning of its reference.
    """
    found = list(parties(attendees_at(session).filter(event=session.event_id)))
    if query:
        found = [party for party in found if _matches(party, query)]
    elif shown == Shown.MISSING:
        found = [party for party in found if party.missing]
    elif shown == Shown.HERE:
        found = [party for party in found if party.here]
    return sorted(found, key=lambda party: (sort_key(party.name), party.registration.pk))


def _matches(party: Party, query: str) -> bool:
    wanted = query.casefold().split()
    typed = "".join(wanted).replace("-", "")
    names = {party.name, *(member.name for member in party.members)}
    return party.registration.reference.startswith(typed.upper()) or any(
        _is_called(name, wanted, typed) for name in names
    )


def _is_called(name: str, wanted: list[str], typed: str) -> bool:
    syllables = sort_key(name).split()
    initials = "".join(syllable[0] for syllable in syllables)
    return (
        all(part in name.casefold() for part in wanted)
        or typed in "".join(syllables)
        or initials.startswith(typed)
    )

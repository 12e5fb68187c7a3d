"""Who is calling: known people by what they say of themselves, and no more of them than is needed.

Whoever gives a whole telephone number or address is found wherever they are known, with masked
names: enough to ask "Is it for B••?", too little to learn from. Names are only looked for among
the parties of events in the user's scope, who stand on their lists anyway. Nobody can be browsed.

What is found is carried through the page as a signed note, good for one hour, one event and the
one who looked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import HouseholdRole
from accounts.models import Household, Membership, Person
from core.contacts import normal_email, normal_phone
from core.text import masked
from events.choices import LIVE_STATES
from events.models import Attendee, Event, Registration
from events.services.registration.parties import Party, guest_key_of
from notifications.services.limits import Limit, count_attempt
from staff.choices import Action
from staff.policy import where
from workbench.errors import LookUpExpired

LOOK_UPS = Limit("look-ups at the proxy desk", most=200, span=timedelta(hours=1))
GOOD_FOR = timedelta(hours=1)
SALT = "workbench.proxy-desk"

NAMES_KNOWN_FOR = timedelta(days=365)
SHORTEST_NAME = 2
MOST_FOUND = 6


@dataclass(frozen=True)
class Known:
    """Somebody who was found: a family, or a guest who came before. `note` stands for them."""

    note: str
    name: str
    about: str


@dataclass(frozen=True)
class FamilyMember:
    """One of a family, as the desk may see them before they are registered."""

    person_id: int
    name: str
    about: str
    registration: Registration | None

    @property
    def can_be_chosen(self) -> bool:
        return self.registration is None


def look_up(text: str, *, event: Event, user: Any, now: datetime) -> list[Known]:
    """Who is known by this number, address or name; nobody for a text that is too short.

    Raises:
        TooManyAttempts: the user has looked up more people than anyone telephones with.
    """
    text = " ".join(text.split())
    if not text:
        return []
    count_attempt({LOOK_UPS: str(user.pk)}, now=now)
    if address := address_in(text):
        return _by_address(**address, event=event, user=user)
    return _by_name(text, event=event, user=user, now=now) if len(text) >= SHORTEST_NAME else []


def address_in(text: str) -> dict[str, str] | None:
    """The text as `email` or as `phone`, if it is either."""
    if "@" in text:
        return {"email": normal_email(text)}
    phone = normal_phone(text)
    return {"phone": phone} if phone else None


def household_in(note: str, *, event: Event, user: Any) -> int | None:
    """The key of the household that the note stands for; None where it is a guest's."""
    return _read(note, event=event, user=user).get("household")


def guest_in(note: str, *, event: Event, user: Any) -> Person:
    """The guest that the note stands for.

    Raises:
        LookUpExpired: it is not good any more, or the guest was erased meanwhile.
    """
    said = _read(note, event=event, user=user)
    guest = Person.objects.filter(pk=said["person"], erased_at__isnull=True).first()
    if guest is None:
        raise LookUpExpired
    return guest


def family_of(household_id: int, *, now: datetime) -> list[Membership]:
    """The people of a household with their consents, the holder first.

    Raises:
        LookUpExpired: nobody answers for it any more.
    """
    found = Membership.objects.current().filter(household=household_id)
    found = found.knowing_consents(on=timezone.localdate(now)).select_related(
        "person__user", "household"
    )
    members = sorted(found, key=lambda one: (one.role != HouseholdRole.HOLDER, one.pk))
    if not members or members[0].role != HouseholdRole.HOLDER:
        raise LookUpExpired
    return members


def members_to_choose(
    members: Iterable[Membership], *, event: Event, now: datetime
) -> list[FamilyMember]:
    """The family as the desk may see it, and who of them is registered for this event already."""
    members = list(members)
    attendees = Attendee.objects.filter(
        event=event, person__in=[member.person_id for member in members], state__in=LIVE_STATES
    ).select_related("registration")
    registered = {attendee.person_id: attendee.registration for attendee in attendees}
    return [
        FamilyMember(
            person_id=member.person_id,
            name=masked(member.person.name),
            about=_about(member, now=now),
            registration=registered.get(member.person_id),
        )
        for member in members
    ]


def earlier_registration(party: Party, *, event: Event) -> Registration | None:
    """The registration that somebody of the party has for the event already, if one has."""
    people = [member.person_id for member in party.members if member.person_id]
    guest = guest_key_of(party, event.intake)
    return Registration.objects.filter(
        Q(attendees__person__in=people) | Q(attendees__guest_key__in=[guest] if guest else []),
        event=event,
        attendees__state__in=LIVE_STATES,
    ).first()


def _about(member: Membership, *, now: datetime) -> str:
    role = str(member.get_role_display())
    age = member.person.age_on(timezone.localdate(now))
    if member.role != HouseholdRole.CHILD or age is None:
        return role
    years = ngettext("%(age)s year", "%(age)s years", age) % {"age": age}
    return f"{role}, {years}"


def _by_address(*, event: Event, user: Any, email: str = "", phone: str = "") -> list[Known]:
    of_account = Q(user__email=email) if email else Q(user__phone=phone)
    own = Q(email=email) if email else Q(phone=phone)
    households = (
        Household.objects.filter(
            memberships__person__in=Person.objects.filter(of_account | own),
            memberships__left_at__isnull=True,
        )
        .filter(memberships__role=HouseholdRole.HOLDER, memberships__left_at__isnull=True)
        .distinct()
    )
    families = [_family(each, event=event, user=user) for each in households[:MOST_FOUND]]
    guests = (
        Person.objects.filter(own, user__isnull=True, memberships__isnull=True)
        .exclude(name="")
        .order_by("name", "-pk")
        .distinct("name")
    )
    return families + [
        Known(
            note=_note(event, user, person=guest.pk),
            name=masked(guest.name),
            about=_("has been a guest before"),
        )
        for guest in guests[: MOST_FOUND - len(families)]
    ]


def _family(household: Household, *, event: Event, user: Any) -> Known:
    members = household.memberships.current().select_related("person")
    names = {member.role: member.person.name for member in members}
    people = ngettext("family of %(people)s", "family of %(people)s", len(members))
    return Known(
        note=_note(event, user, household=household.pk),
        name=masked(names[HouseholdRole.HOLDER]),
        about=people % {"people": len(members)},
    )


def _by_name(name: str, *, event: Event, user: Any, now: datetime) -> list[Known]:
    """The parties with such a name at events in scope, the latest of each family or guest."""
    registrations = (
        Registration.objects.filter(
            where(user, Action.REGISTER, branch="event__branch", brand="event__brand"),
            Q(contact__name__icontains=name) | Q(attendees__person__name__icontains=name),
            created_at__gt=now - NAMES_KNOWN_FOR,
            contact__isnull=False,
            contact__erased_at__isnull=True,
        )
        .select_related("event", "contact")
        .order_by("household_id", "contact__name", "-pk")
        .distinct("household_id", "contact__name")
    )
    return [
        Known(
            note=_note(event, user, household=each.household_id)
            if each.household_id
            else _note(event, user, person=each.contact_id),
            name=each.contact.name if each.contact else "",
            about=_("was registered for %(event)s") % {"event": each.event.title},
        )
        for each in registrations[:MOST_FOUND]
    ]


def _note(event: Event, user: Any, **who: int | None) -> str:
    return signing.dumps(who | {"event": event.pk, "by": user.pk}, salt=SALT)


def _read(note: str, *, event: Event, user: Any) -> dict[str, Any]:
    """What the note says.

    Raises:
        LookUpExpired: it is too old, of another event or of somebody else, or no note of ours.
    """
    try:
        said: dict[str, Any] = signing.loads(note, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise LookUpExpired from error
    if (said["event"], said["by"]) != (event.pk, user.pk):
        raise LookUpExpired
    return said

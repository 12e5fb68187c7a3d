"""Changing who comes on a registration that is there: more, fewer, or somebody else instead.

A change states who shall come in the end, so that the same form sent twice changes nothing twice.
It happens as a whole or not at all, and takes no place from anyone who stays. Ticket, reference and
number in the queue stay too: what the number orders is parties, not people, so a party that grows
waits where it stood, if longer.

Order of locks: intake, pools by key, the attendees who leave, the invitation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Membership, Person
from brands.choices import WayIn
from cms import formats
from cms.formats import listed
from core.bilingual import site_language
from core.constraints import violated_constraint
from events.choices import (
    HOLDING_STATES,
    LIVE_STATES,
    PARTY_CHANGED,
    AccessNeed,
    AttendeeKind,
    MessageKind,
    PlaceState,
    PoolKind,
)
from events.errors import (
    AlreadyRegistered,
    EventCancelled,
    EventIsOver,
    HereAlready,
    InvitationExpired,
    InvitationRevoked,
    LibraryDecidesWhoJoins,
    ListIsPublished,
    NoPlaceForMore,
    NotRegisteredAnyMore,
    OfferIsForSoMany,
    PartyDoesNotFit,
    PartyTooLarge,
    TooFewAdults,
    TooFewPlacesInvited,
    TooLateToChange,
)
from events.models import Attendance, Attendee, Intake, Invitation, Registration, SeatPool
from events.services.conduct.holding import lets_others_go_first
from events.services.messages.telling import tell, with_contacts
from events.services.registration.cancellation import cancel_registration
from events.services.registration.eligibility import (
    intake_with_places,
    places_at_desk,
    places_of,
    seats_at_once,
)
from events.services.registration.fullness import telling_when_places_come_free
from events.services.registration.invitations import count_invited_again
from events.services.registration.locks import lock_intake, lock_pools
from events.services.registration.parties import Group, Member, Party
from events.services.registration.party_changes import Change, Wish, what_changes
from events.services.registration.rules import (
    Finding,
    age_of,
    day_of_ages,
    findings,
    may_leave_alone,
)
from events.services.registration.seating import record
from events.services.registration.waiting_list import seat_next_parties


def change_party(
    *,
    registration_id: int,
    wish: Wish,
    members: Sequence[Membership] = (),
    now: datetime,
    by: Any = None,
    at_desk: bool = False,
) -> Registration:
    """Let these people come on this registration, and nobody else.

    Whoever leaves gives their place back, and those who wait move up. More people find a place only
    where one is free that nobody waits for. A party that waits keeps its number, one in a draw its
    entry. If nobody is left it is cancelled.

    Args:
        members: the household's current members with their persons and consents, as far as whoever
            asks may speak for them. Nobody else can join a family's party.
        by: the user who does it, signed in or not.
        at_desk: staff judge the deadline, ages and size themselves.

    Raises:
        NotRegisteredAnyMore, EventCancelled, EventIsOver: there is nothing to change.
        TooLateToChange: the deadline has passed.
        ListIsPublished: the party is on a list of entries that stands.
        NotYourFamily: someone joins whom whoever asks does not speak for.
        PartyDoesNotFit: everything that the rules do not allow, and that was not so before.
        PartyTooLarge, TooFewSuchPlaces, NoPlacesForAdults: the event could never hold this party.
        LibraryDecidesWhoJoins: more people would come than the library has said yes to.
        InvitationRevoked, InvitationExpired, TooFewPlacesInvited: the invitation that they came by
            is for no more.
        NoPlaceForMore, OfferIsForSoMany: there are no places for those who join.
        HereAlready: someone who would leave is checked in.
        AlreadyRegistered: someone who would join is registered already.
    """
    try:
        with transaction.atomic():
            return _change(registration_id, wish, members, now=now, by=by, at_desk=at_desk)
    except IntegrityError as error:
        if violated_constraint(error) == "person_once_per_event":
            raise _already_registered(registration_id, wish) from error
        raise


def changes_end(intake: Intake) -> datetime | None:
    """Until when people may change who comes: by the library's word, else until it begins."""
    return intake.changes_until or intake.event.first_starts_at


def refuse_unless_changeable(registration: Registration, intake: Intake, *, now: datetime) -> None:
    """What holds at the desk too.

    Raises:
        EventCancelled, NotRegisteredAnyMore, EventIsOver, ListIsPublished: as their names say.
    """
    if intake.is_cancelled:
        raise EventCancelled
    if not registration.is_live:
        raise NotRegisteredAnyMore
    if intake.event.last_ends_at and intake.event.last_ends_at <= now:
        raise EventIsOver
    if registration.state == PlaceState.ENTERED and intake.draw and intake.draw.is_frozen:
        raise ListIsPublished


def refuse_unless_in_time(intake: Intake, *, now: datetime) -> None:
    """Say no to readers once the deadline has passed.

    Raises:
        TooLateToChange: as its name says.
    """
    end = changes_end(intake)
    if end and end <= now:
        raise TooLateToChange(until=formats.moment(end, today=timezone.localdate(now)))


def _change(
    registration_id: int,
    wish: Wish,
    members: Sequence[Membership],
    *,
    now: datetime,
    by: Any,
    at_desk: bool,
) -> Registration:
    registrations = with_contacts(Registration.objects.filter(pk=registration_id))
    event_id = registrations.values_list("event_id", flat=True).get()
    lock_intake(event_id)
    pools = lock_pools(event_id)
    intake = intake_with_places(event_id)
    registration = registrations.get()
    if wish.is_nobody and not registration.is_live:
        return registration
    refuse_unless_changeable(registration, intake, now=now)
    change = what_changes(registration, wish, members)
    if change.is_nothing:
        return registration
    if not at_desk:
        refuse_unless_in_time(intake, now=now)
    _refuse_if_here(change.leaving)
    if wish.is_nobody:
        return cancel_registration(registration_id=registration_id, now=now, by=by)

    day = day_of_ages(intake.event, now=now)
    if not at_desk:
        _refuse_what_breaks_rules(registration, change, intake, day=day, now=now)
        _refuse_whom_the_library_has_not_asked(registration, change, intake)
    places = _places_of_those_who_join(
        registration, change, pools, anyone_waits=intake.waiting > 0, at_desk=at_desk
    )
    growth = _growth(change, places)
    _refuse_unless_room(registration, intake, growth, change=change, pools=pools)
    may_pass = at_desk or bool(registration.invitation_id) or not registration.is_seated
    is_larger = any(seats > 0 for seats in growth.values())
    if is_larger and not may_pass and lets_others_go_first(intake, registration, now=now):
        raise NoPlaceForMore

    before = len(change.members_before)
    with telling_when_places_come_free(event_id, now=now):
        with _guest_key_kept(registration):
            _take_off(change.leaving, now=now)
            _bring_in(registration, change, places, now=now, day=day)
        if registration.invitation_id:
            _count_invited(registration.invitation_id, change, now=now)
        if registration.state in HOLDING_STATES:
            for pool_id, seats in growth.items():
                SeatPool.objects.filter(pk=pool_id).update(taken=F("taken") + seats)
        registration.revision += 1
        registration.save(update_fields=["revision"])
        reason = f"{PARTY_CHANGED}{before} → {len(change.members)}"
        record([registration], PlaceState(registration.state), now=now, by=by, reason=reason)
        promoted = seat_next_parties(intake, now=now)
    moved_up = next((each for each in promoted if each == registration), None)
    if moved_up:
        return moved_up
    revision = registration.revision
    tell([registration], MessageKind.CHANGED, now=now, again=str(revision), number=revision)
    return registration


def _refuse_what_breaks_rules(
    registration: Registration, change: Change, intake: Intake, *, day: date, now: datetime
) -> None:
    """What was so before the change does not stand in its way, if the change makes it no worse."""
    group = Group(
        name=registration.group_name,
        age_from=registration.group_age_from,
        age_to=registration.group_age_to,
    )

    def found(members: Sequence[Member]) -> list[Finding]:
        party = Party(
            members=tuple(members),
            contact=None,
            household_id=registration.household_id,
            group=group if registration.is_group else None,
        )
        return findings(party, intake, day=day, now=now)

    def about(finding: Finding) -> tuple[str, int | None, str]:
        return finding.code, finding.person_id, finding.label

    before, after = change.members_before, change.members
    more = Counter(member.kind for member in after)
    more.subtract(member.kind for member in before)
    worse = set()
    if more.total() > 0:
        worse.add(PartyTooLarge.code)
    if more[AttendeeKind.CHILD] > 0 or more[AttendeeKind.ADULT] < 0:
        worse.add(TooFewAdults.code)
    known = {about(finding) for finding in found(before) if finding.code not in worse}
    if broken := [finding for finding in found(after) if about(finding) not in known]:
        raise PartyDoesNotFit(broken)


def _refuse_whom_the_library_has_not_asked(
    registration: Registration, change: Change, intake: Intake
) -> None:
    """Nobody gets by a change past the library's yes, past an invitation, or into training.

    One may come instead of another, but not to training: that is for the one who works here.
    """
    is_larger = len(change.joining) > len(change.leaving)
    answered = intake.way_in == WayIn.APPROVAL and registration.state != PlaceState.APPLIED
    uninvited = intake.way_in == WayIn.INVITATION and registration.invitation_id is None
    training = intake.event.is_internal and bool(change.joining)
    if training or (is_larger and (answered or uninvited)):
        raise LibraryDecidesWhoJoins


def _refuse_if_here(leaving: Sequence[Attendee]) -> None:
    """Whoever is checked in has come. The rows are locked, so that the door cannot be faster."""
    keys = [attendee.pk for attendee in leaving]
    if not keys:
        return
    # Unlike others this lock has to hold off the check of the door's foreign key.
    list(Attendee.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    here = Attendance.objects.filter(attendee__in=keys, undone_at=None).select_related(
        "attendee__person"
    )
    names = [str(attendance.attendee.person) for attendance in here.order_by("attendee_id")]
    if names:
        raise HereAlready(names=listed(dict.fromkeys(names)))


def _places_of_those_who_join(
    registration: Registration,
    change: Change,
    pools: Sequence[SeatPool],
    *,
    anyone_waits: bool,
    at_desk: bool,
) -> list[SeatPool]:
    """Who comes instead of somebody takes their place, if it suits; all others find one anew.

    Where somebody who stays needs a companion and came without, the next adult takes that place.
    """
    vacant = [(AttendeeKind(each.kind), each.pool_id) for each in change.leaving]
    by_key = {pool.pk: pool for pool in pools}
    taken_over: dict[int, SeatPool] = {}
    for number, member in enumerate(change.joining):
        if member.needs:
            continue
        place = next(
            (
                each
                for each in vacant
                if each[0] == member.kind and by_key[each[1]].kind != PoolKind.WHEELCHAIR
            ),
            None,
        )
        if place:
            vacant.remove(place)
            taken_over[number] = by_key[place[1]]
    companions = next((pool for pool in pools if pool.kind == PoolKind.COMPANION), None)
    if companions and companions.capacity:
        adults = [
            number
            for number, member in enumerate(change.joining)
            if member.kind == AttendeeKind.ADULT and not member.needs and number not in taken_over
        ]
        for number in adults[: _companions_missing(change, companions)]:
            taken_over[number] = companions
    others = [each for number, each in enumerate(change.joining) if number not in taken_over]
    found: Iterator[SeatPool] = iter(())
    if others and at_desk and registration.is_seated:
        found = iter(
            places_at_desk(
                others, pools, anyone_waits=anyone_waits, is_online=registration.comes_online
            )
        )
    elif others:
        found = iter(places_of(others, pools, is_online=registration.comes_online))
    return [taken_over.get(number) or next(found) for number in range(len(change.joining))]


def _companions_missing(change: Change, companions: SeatPool) -> int:
    staying = [attendee for attendee, _ in change.staying]
    needed = sum(AccessNeed.COMPANION in attendee.needs for attendee in staying)
    there = sum(attendee.pool_id == companions.pk for attendee in staying)
    return max(needed - there, 0)


def _growth(change: Change, places: Iterable[SeatPool]) -> Counter[int]:
    """How many more places of each pool the party takes; fewer are less than nothing."""
    growth = Counter(pool.pk for pool in places)
    growth.subtract(attendee.pool_id for attendee in change.leaving)
    return growth


def _refuse_unless_room(
    registration: Registration,
    intake: Intake,
    growth: Counter[int],
    *,
    change: Change,
    pools: Sequence[SeatPool],
) -> None:
    by_key = {pool.pk: pool for pool in pools}
    more = [by_key[pool_id] for pool_id in growth for _ in range(growth[pool_id])]
    if not more:
        return
    if registration.is_seated:
        if not seats_at_once(more, anyone_waits=intake.waiting > 0):
            raise NoPlaceForMore
    elif registration.is_offered:
        raise OfferIsForSoMany
    else:
        wanted = Counter(attendee.pool_id for attendee, _ in change.staying)
        wanted.update(attendee.pool_id for attendee in change.leaving)
        for pool in set(more):
            if wanted[pool.pk] + growth[pool.pk] > pool.capacity:
                raise PartyTooLarge(most=pool.capacity)


def _count_invited(invitation_id: int, change: Change, *, now: datetime) -> None:
    """More people need more places of the invitation; fewer give some back."""
    more = len(change.joining) - len(change.leaving)
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation_id)
    if more > 0 and invitation.is_revoked:
        raise InvitationRevoked
    if more > 0 and invitation.expires_at and invitation.expires_at <= now:
        today = timezone.localdate(now)
        raise InvitationExpired(moment=formats.moment(invitation.expires_at, today=today))
    if more > 0 and invitation.left is not None and more > invitation.left:
        raise TooFewPlacesInvited(left=invitation.left)
    count_invited_again(invitation_id)


def _take_off(leaving: Iterable[Attendee], *, now: datetime) -> None:
    Attendee.objects.filter(pk__in=[attendee.pk for attendee in leaving]).update(
        state=PlaceState.CANCELLED, left_at=now
    )


def _bring_in(
    registration: Registration,
    change: Change,
    places: Sequence[SeatPool],
    *,
    now: datetime,
    day: date,
) -> None:
    """Those who return are the same attendees again; of the others each is a new one."""
    rows = [attendee for attendee, _ in change.returning]
    rows += [
        Attendee(
            event_id=registration.event_id,
            registration=registration,
            person_id=member.person_id or _nobody_yet(registration, member, now=now).pk,
        )
        for member in change.new
    ]
    for row, member, pool in zip(rows, change.joining, places, strict=True):
        row.pool, row.kind, row.age = pool, member.kind, age_of(member, day)
        row.may_leave_alone = may_leave_alone(member, day=day)
        row.state, row.left_at = registration.state, None
        row.save()


def _nobody_yet(registration: Registration, member: Member, *, now: datetime) -> Person:
    """The person of somebody who comes with a guest, without a name."""
    contact = registration.contact
    return Person.objects.create(
        birth_year=member.birth_year,
        language=contact.language if contact else site_language(),
        created_at=now,
    )


@contextmanager
def _guest_key_kept(registration: Registration) -> Iterator[None]:
    """The key by which the guest is known again stays with one of those who come."""
    carriers = registration.attendees.exclude(guest_key=None)
    key = carriers.values_list("guest_key", flat=True).first()
    carriers.update(guest_key=None)
    yield
    if key:
        first = registration.attendees.in_party().order_by("pk").values("pk")[:1]
        registration.attendees.filter(pk__in=first).update(guest_key=key)


def _already_registered(registration_id: int, wish: Wish) -> AlreadyRegistered:
    """Who of the wish is on another registration for the same event."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    elsewhere = Attendee.objects.filter(
        event_id=event_id, person__in=wish.people, state__in=LIVE_STATES
    ).exclude(registration=registration_id)
    names = listed(str(attendee.person) for attendee in elsewhere.select_related("person"))
    return AlreadyRegistered(names=names, ticket_code=None)

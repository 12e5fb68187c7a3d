"""Changing who comes: more, fewer, others, and what it does to places, queue and letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Membership
from events.choices import (
    AccessNeed,
    AttendeeKind,
    PlaceState,
    PoolKind,
    RegistrationChannel,
)
from events.errors import (
    AlreadyRegistered,
    EventCancelled,
    EventIsOver,
    GuestAlreadyRegistered,
    HereAlready,
    InvitationExpired,
    LibraryDecidesWhoJoins,
    ListIsPublished,
    NoPlaceForMore,
    NotRegisteredAnyMore,
    NotYourFamily,
    OfferIsForSoMany,
    PartyDoesNotFit,
    PartyTooLarge,
    TooFewPlacesInvited,
    TooLateToChange,
)
from events.models import Attendee, Intake, SeatPool
from events.services.registration.approval import accept
from events.services.registration.cancellation import cancel_registration
from events.services.registration.draw import publish_entries
from events.services.registration.offers import accept_offer
from events.services.registration.party_changes import Wish
from events.services.registration.party_edit import change_party
from events.services.registration.waiting_list import position_of
from notifications.models import OutboxMessage
from notifications.services.outbox import deliver_due
from tests.events.parties import NOW, family, guest, school_class, sign_up
from tests.factories.conduct import RestrictionFactory
from tests.factories.door import arrive
from tests.factories.draws import CLOSES_AT, event_by_lot
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory
from tests.factories.invitations import GroupInvitationFactory, InvitationFactory
from tests.factories.people import ChildFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

SEATED, WAITING, OFFERED = PlaceState.SEATED, PlaceState.WAITING, PlaceState.OFFERED


def change(registration, wish=None, *, now=NOW, **kwargs):
    names = ("people", "adults", "children", "birth_years")
    wish = wish or Wish(**{name: kwargs.pop(name) for name in names if name in kwargs})
    return change_party(registration_id=registration.pk, wish=wish, now=now, **kwargs)


def everyone_of(household):
    members = Membership.objects.filter(household=household).select_related("person")
    return list(members.knowing_consents(on=timezone.localdate(NOW)))


def people(*members):
    return frozenset(member.person_id for member in members)


def party_of(registration):
    rows = registration.attendees.in_party().order_by("kind", "pk")
    return [(row.kind, row.state) for row in rows]


def taken(event):
    return list(SeatPool.objects.filter(event=event).order_by("pk").values_list("taken", flat=True))


def letters(registration, kind="registration-changed"):
    return OutboxMessage.objects.filter(kind=kind, subject_id=registration.pk)


class TestFewer:
    def test_give_their_places_back_at_once(self):
        event = EventFactory(places=5)
        registration = sign_up(event, guest(adults=3))
        code, reference = registration.code, registration.reference
        changed = change(registration, adults=1)
        assert party_of(registration) == [("adult", SEATED)]
        assert taken(event) == [1]
        assert (changed.code, changed.reference) == (code, reference)

    def test_and_those_who_wait_move_up(self):
        event = EventFactory(places=3)
        registration = sign_up(event, guest("Lin", adults=3))
        waiting = sign_up(event, guest("Second", adults=2))
        change(registration, adults=1)
        waiting.refresh_from_db()
        assert (waiting.state, taken(event)) == (SEATED, [3])
        assert letters(waiting, "place-came-free").count() == 1

    def test_nobody_is_a_cancellation(self):
        event = EventFactory()
        registration = sign_up(event, guest(adults=2))
        assert change(registration, Wish()).is_cancelled
        assert taken(event) == [0]
        assert letters(registration, "registration-cancelled").count() == 1
        assert not letters(registration).exists()
        assert change(registration, Wish()).is_cancelled

    def test_the_guest_stays_as_long_as_an_adult_does(self):
        registration = sign_up(EventFactory(), guest("Lin Yu", adults=3, children=1))
        change(registration, adults=1)
        [left] = registration.attendees.in_party()
        assert left.person == registration.contact

    def test_who_is_here_cannot_be_taken_off(self):
        household = MembershipFactory()
        registration = sign_up(EventFactory(), family(household))
        here = registration.attendees.get(person=household.person)
        session = registration.event.sessions.get()
        arrive(session, here)
        [other] = registration.attendees.exclude(pk=here.pk)
        with pytest.raises(HereAlready, match=household.person.name):
            change(registration, people=frozenset([other.person_id]))
        with pytest.raises(HereAlready):
            change(registration, Wish(), at_desk=True)
        assert len(party_of(registration)) == 2

    def test_of_people_without_names_those_leave_who_are_not_here(self):
        registration = sign_up(EventFactory(), guest(adults=3))
        last = registration.attendees.order_by("pk").last()
        session = registration.event.sessions.get()
        arrive(session, last)
        change(registration, adults=2)
        assert last in registration.attendees.in_party()

    def test_of_a_party_too_large_by_now_are_welcome(self):
        event = EventFactory()
        registration = sign_up(event, guest(adults=5))
        Intake.objects.filter(event=event).update(party_max=2)
        change(registration, adults=4)
        assert taken(event) == [4]
        with pytest.raises(PartyDoesNotFit):
            change(registration, adults=5)


class TestMore:
    def test_find_places_that_are_free(self):
        event = EventFactory(places=4)
        registration = sign_up(event, guest(adults=1))
        change(registration, adults=2, children=2)
        assert taken(event) == [4]
        assert party_of(registration) == [("adult", SEATED)] * 2 + [("child", SEATED)] * 2

    def test_are_refused_at_a_full_event_and_nobody_loses_a_place(self):
        event = EventFactory(places=3)
        registration = sign_up(event, guest(adults=2))
        with pytest.raises(NoPlaceForMore, match="separately"):
            change(registration, adults=4)
        assert (party_of(registration), taken(event)) == ([("adult", SEATED)] * 2, [2])

    def test_do_not_overtake_those_who_wait(self):
        event = EventFactory(places=3)
        registration = sign_up(event, guest("Lin", adults=2))
        sign_up(event, guest("Second", adults=2))
        with pytest.raises(NoPlaceForMore):
            change(registration, adults=3)
        with pytest.raises(NoPlaceForMore):
            change(registration, adults=3, at_desk=True)
        assert taken(event) == [2]

    def test_need_a_place_of_their_own_kind(self):
        event = EventFactory(places=9)
        SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=1)
        registration = sign_up(event, guest(adults=1, children=1))
        change(registration, adults=2, children=1)
        with pytest.raises(NoPlaceForMore):
            change(registration, adults=2, children=2)
        assert taken(event) == [2, 1]

    def test_are_judged_by_the_rules_at_home_and_not_at_the_desk(self):
        event = EventFactory(intake__party_max=2)
        registration = sign_up(event, guest(adults=2))
        with pytest.raises(PartyDoesNotFit):
            change(registration, adults=3)
        change(registration, adults=3, at_desk=True)
        assert taken(event) == [3]

    def test_are_not_refused_for_what_was_so_before(self):
        event = EventFactory(age_from=18)
        registration = sign_up(event, guest(adults=1, children=1), channel="desk")
        change(registration, adults=2, children=1)
        with pytest.raises(PartyDoesNotFit):
            change(registration, adults=2, children=2)

    def test_come_back_as_the_same_attendees(self):
        registration = sign_up(EventFactory(), guest(adults=3, children=1))
        change(registration, adults=1)
        change(registration, adults=2, children=1)
        assert registration.attendees.count() == 4
        assert len(party_of(registration)) == 3


class TestFamily:
    @pytest.fixture
    def parent(self):
        return MembershipFactory()

    def test_swaps_one_for_another_at_a_full_event(self, parent):
        other = MembershipFactory(household=parent.household)
        event = EventFactory(places=2)
        registration = sign_up(event, family(parent))
        sign_up(event, guest("Second"))
        [holder] = registration.attendees.exclude(person=parent.person)
        wish = Wish(people=frozenset([holder.person_id, other.person_id]))
        changed = change(registration, wish, members=everyone_of(parent.household))
        coming = {row.person_id for row in registration.attendees.in_party()}
        assert coming == wish.people
        assert (changed.state, taken(event)) == (SEATED, [2])

    def test_cannot_swap_an_adult_for_a_child_where_no_childs_place_is_free(self, parent):
        child = ChildFactory(household=parent.household)
        event = EventFactory(places=2)
        SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=1)
        sign_up(event, guest("Other", adults=0, children=1))
        registration = sign_up(event, family(parent))
        [holder] = registration.attendees.exclude(person=parent.person)
        with pytest.raises(NoPlaceForMore):
            change(
                registration,
                people=frozenset([holder.person_id, child.person_id]),
                members=everyone_of(parent.household),
            )
        assert taken(event) == [2, 1]

    def test_with_the_ticket_alone_nobody_can_be_brought_in(self, parent):
        registration = sign_up(EventFactory(), family(household=parent.household))
        with pytest.raises(NotYourFamily):
            change(registration, people=people(parent))

    def test_members_of_another_household_do_not_count(self, parent):
        stranger = MembershipFactory()
        registration = sign_up(EventFactory(), family(parent))
        with pytest.raises(NotYourFamily):
            change(
                registration,
                people=people(parent, stranger),
                members=everyone_of(stranger.household),
            )

    def test_who_is_on_another_registration_cannot_join(self, parent):
        other = MembershipFactory(household=parent.household)
        event = EventFactory()
        first = sign_up(event, family(parent))
        everyone = family(parent, other)
        alone = [member for member in everyone.members if member.person_id == other.person_id]
        sign_up(event, replace(everyone, members=tuple(alone)))
        with pytest.raises(AlreadyRegistered, match=other.person.name):
            change(first, people=people(parent, other), members=everyone_of(parent.household))
        assert taken(event) == [3]

    def test_child_without_consent_cannot_join(self, parent):
        child = ChildFactory(household=parent.household, agreed=False)
        registration = sign_up(EventFactory(), family(parent))
        with pytest.raises(PartyDoesNotFit):
            change(
                registration, people=people(parent, child), members=everyone_of(parent.household)
            )

    def test_takes_a_child_along_in_a_childs_place(self, parent):
        child = ChildFactory(household=parent.household)
        event = EventFactory()
        SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=1)
        registration = sign_up(event, family(parent))
        change(registration, people=people(parent, child), members=everyone_of(parent.household))
        joined = registration.attendees.get(person=child.person)
        assert (joined.kind, joined.pool.kind, joined.age) == (
            AttendeeKind.CHILD,
            PoolKind.CHILDREN,
            7,
        )
        assert taken(event) == [1, 1]


class TestGuest:
    def test_is_known_again_whoever_of_the_party_stays(self):
        event = EventFactory()
        registration = sign_up(event, guest("Lin", adults=1, children=2))
        change(registration, children=1)
        with pytest.raises(GuestAlreadyRegistered):
            sign_up(event, guest("Lin"))
        change(registration, adults=1, children=1)
        with pytest.raises(GuestAlreadyRegistered):
            sign_up(event, guest("Lin"))
        assert registration.attendees.exclude(guest_key=None).count() == 1

    def test_who_stayed_at_home_comes_after_all(self):
        registration = sign_up(EventFactory(), guest("Lin", adults=0, children=1))
        change(registration, adults=1, children=1)
        adult = registration.attendees.get(kind=AttendeeKind.ADULT)
        assert adult.person == registration.contact

    def test_exchanges_a_child_for_another_by_the_year_of_birth(self):
        event = EventFactory(age_from=6, age_to=12, places=2)
        registration = sign_up(event, guest(adults=1, children=1, birth_years=[2018]))
        change(registration, adults=1, children=1, birth_years=(2016,))
        child = registration.attendees.in_party().get(kind=AttendeeKind.CHILD)
        assert (child.person.birth_year, child.age) == (2016, 10)
        assert taken(event) == [2]


class TestWaiting:
    @pytest.fixture
    def event(self):
        event = EventFactory(places=3)
        sign_up(event, guest("First", adults=2))
        return event

    def test_party_keeps_its_number_when_it_grows(self, event):
        waiting, behind = (
            sign_up(event, guest("A", adults=2)),
            sign_up(event, guest("B", adults=2)),
        )
        changed = change(waiting, adults=3)
        assert (changed.state, changed.queue_no) == (WAITING, 1)
        assert [position_of(waiting), position_of(behind)] == [1, 2]
        assert taken(event) == [2]

    def test_party_that_shrinks_comes_up_if_it_fits_now_and_reads_one_letter(self, event):
        waiting = sign_up(event, guest("A", adults=2))
        assert change(waiting, adults=1).state == SEATED
        assert taken(event) == [3]
        assert Intake.objects.get(event=event).waiting == 0
        assert letters(waiting, "place-came-free").count() == 1
        assert not letters(waiting).exists()

    def test_party_cannot_grow_beyond_the_event(self, event):
        waiting = sign_up(event, guest("A", adults=2))
        with pytest.raises(PartyTooLarge):
            change(waiting, adults=4)

    def test_party_that_grows_lets_the_next_through_where_it_is_passed_over(self):
        event = EventFactory(places=3, intake__skips_to_fitting=True)
        first = sign_up(event, guest("First", adults=3))
        large, small = sign_up(event, guest("A", adults=1)), sign_up(event, guest("B"))
        change(large, adults=2)
        change(first, adults=2)
        small.refresh_from_db()
        large.refresh_from_db()
        assert (large.state, small.state) == (WAITING, SEATED)


class TestOffered:
    @pytest.fixture
    def offered(self):
        event = EventFactory(places=2, intake__asks_first=True)
        first = sign_up(event, guest("First", adults=2))
        offered = sign_up(event, guest("A", adults=2))
        cancel_registration(registration_id=first.pk, now=NOW)
        offered.refresh_from_db()
        assert offered.state == OFFERED
        return offered

    def test_may_come_with_fewer_and_say_yes(self, offered):
        behind = sign_up(offered.event, guest("B"))
        change(offered, adults=1)
        behind.refresh_from_db()
        assert behind.state == OFFERED
        assert accept_offer(registration_id=offered.pk, now=NOW).state == SEATED
        assert taken(offered.event) == [2]
        assert party_of(offered) == [("adult", SEATED)]

    def test_cannot_come_with_more(self, offered):
        SeatPool.objects.filter(event=offered.event).update(capacity=9, ceiling=9)
        with pytest.raises(OfferIsForSoMany):
            change(offered, adults=3)


class TestUndecided:
    def test_entry_may_change_until_the_list_is_published(self):
        event = event_by_lot(places=4)
        registration = sign_up(event, guest(adults=1))
        assert change(registration, adults=2).state == PlaceState.ENTERED
        assert taken(event) == [0]
        publish_entries(event_id=event.pk, now=CLOSES_AT)
        with pytest.raises(ListIsPublished):
            change(registration, adults=1, now=CLOSES_AT)
        with pytest.raises(ListIsPublished):
            change(registration, adults=1, now=CLOSES_AT, at_desk=True)
        assert len(party_of(registration)) == 2

    def test_request_may_change(self):
        event = EventFactory(intake__way_in="approval")
        registration = sign_up(event, guest(adults=1))
        assert change(registration, adults=2).state == PlaceState.APPLIED
        assert taken(event) == [0]


class TestLibraryDecides:
    """A change brings in nobody whom signing up would not."""

    def test_request_that_has_its_yes_does_not_grow_beyond_it(self):
        event = EventFactory(intake__way_in="approval")
        registration = sign_up(event, guest(adults=2))
        accept(registration_id=registration.pk, by=None, now=NOW)
        with pytest.raises(LibraryDecidesWhoJoins):
            change(registration, adults=3)
        change(registration, adults=1, children=1)
        change(registration, adults=3, at_desk=True)
        assert taken(event) == [3]

    def test_whom_the_desk_registered_without_an_invitation_brings_nobody_along(self):
        event = EventFactory(intake__way_in="invitation")
        registration = sign_up(event, guest(), channel=RegistrationChannel.DESK)
        with pytest.raises(LibraryDecidesWhoJoins):
            change(registration, adults=2)
        assert taken(event) == [1]

    def test_by_an_invitation_that_is_over_nobody_joins_any_more(self):
        invitation = InvitationFactory(places=10, expires_at=NOW + timedelta(hours=1))
        registration = sign_up(invitation.event, guest(adults=2), invitation=invitation)
        with pytest.raises(InvitationExpired):
            change(registration, adults=3, now=invitation.expires_at)
        assert taken(invitation.event) == [2]
        assert change(registration, adults=1, now=invitation.expires_at).is_seated


class TestInTime:
    def test_until_the_event_begins(self):
        registration = sign_up(EventFactory(), guest(adults=3))
        change(registration, adults=2, now=STARTS_AT - timedelta(seconds=1))
        with pytest.raises(TooLateToChange, match="10:00"):
            change(registration, adults=1, now=STARTS_AT)

    def test_until_the_time_that_the_library_has_set(self):
        until = NOW + timedelta(days=1)
        registration = sign_up(EventFactory(intake__changes_until=until), guest(adults=2))
        with pytest.raises(TooLateToChange):
            change(registration, adults=1, now=until)

    def test_staff_change_beyond_it_and_are_written_down(self):
        until = NOW - timedelta(days=1)
        registration = sign_up(EventFactory(intake__changes_until=until), guest(adults=3))
        clerk = UserFactory()
        change(registration, adults=2, by=clerk, at_desk=True)
        line = registration.changes.last()
        assert (line.state, line.changed_by, line.why) == (
            SEATED,
            clerk,
            "party changed: 3 → 2 people",
        )

    def test_sending_the_same_again_is_no_change_and_never_late(self):
        registration = sign_up(EventFactory(), guest(adults=2))
        assert change(registration, adults=2, now=STARTS_AT) == registration
        assert registration.changes.count() == 1

    def test_not_when_there_is_nothing_to_come_to(self):
        over = sign_up(EventFactory(), guest(adults=2))
        with pytest.raises(EventIsOver):
            change(over, adults=1, now=over.event.last_ends_at, at_desk=True)
        cancel_registration(registration_id=over.pk, now=NOW)
        with pytest.raises(NotRegisteredAnyMore):
            change(over, adults=1)
        off = sign_up(EventFactory(), guest(adults=2))
        Intake.objects.filter(event=off.event).update(status="cancelled")
        with pytest.raises(EventCancelled):
            change(off, adults=1)


class TestTold:
    def test_once_with_who_comes_and_a_newer_calendar_entry(self):
        registration = sign_up(EventFactory(title_en="Storytime"), guest("Lin Yu", adults=3))
        deliver_due(now=NOW)
        [first] = icalendar.Calendar.from_ical(mail.outbox[0].attachments[0][1]).walk("VEVENT")
        mail.outbox.clear()
        for _ in range(2):
            change(registration, adults=2)
        deliver_due(now=NOW)
        [letter] = mail.outbox
        assert letter.subject == "Changed: Storytime"
        assert "Who: Lin Yu, 1 adult\n" in letter.body
        [entry] = icalendar.Calendar.from_ical(letter.attachments[0][1]).walk("VEVENT")
        assert (entry["UID"], entry["SEQUENCE"]) == (first["UID"], first["SEQUENCE"] + 1)

    def test_of_two_changes_only_the_latter_is_told(self):
        registration = sign_up(EventFactory(), guest("Lin Yu", adults=3))
        change(registration, adults=2)
        change(registration, adults=1)
        deliver_due(now=NOW)
        changed = [each for each in mail.outbox if each.subject.startswith("Changed")]
        assert ["Who: Lin Yu\n" in each.body for each in changed] == [True]

    def test_cancelling_after_a_change_raises_the_sequence_once_more(self):
        registration = sign_up(EventFactory(), guest("Lin Yu", adults=3))
        change(registration, adults=2)
        cancelled = cancel_registration(registration_id=registration.pk, now=NOW)
        assert cancelled.revision == 2


def test_those_who_left_are_on_no_list_any_more():
    event = EventFactory()
    registration = sign_up(event, guest(adults=2))
    change(registration, adults=1)
    assert Attendee.objects.filter(event=event).in_party().count() == 1
    [gone] = registration.attendees.exclude(left_at=None)
    assert (gone.state, gone.left_at) == (PlaceState.CANCELLED, NOW)


class TestGroup:
    @pytest.fixture
    def invitation(self):
        return GroupInvitationFactory(places=4)

    def test_by_invitation_grows_as_far_as_that_goes(self, invitation):
        group = school_class(adults=1, children=2)
        registration = sign_up(invitation.event, group, invitation=invitation)
        change(registration, adults=1, children=3)
        with pytest.raises(TooFewPlacesInvited):
            change(registration, adults=2, children=3)
        change(registration, adults=1, children=1)
        invitation.refresh_from_db()
        assert (invitation.taken, taken(invitation.event)) == (2, [2])

    def test_comes_without_its_contact(self, invitation):
        group = school_class(adults=1, children=2)
        registration = sign_up(invitation.event, group, invitation=invitation)
        change(registration, adults=2, children=2)
        people_of_it = {row.person_id for row in registration.attendees.in_party()}
        assert registration.contact_id not in people_of_it
        assert len(people_of_it) == 4


class TestPlacesOfTheirOwn:
    @pytest.fixture
    def event(self):
        event = EventFactory(places=2)
        SeatPoolFactory(event=event, reserve=True)
        return event

    def test_desk_brings_more_into_the_reserve_past_those_who_wait(self, event):
        registration = sign_up(event, guest("Lin", adults=2))
        sign_up(event, guest("Second"))
        with pytest.raises(NoPlaceForMore):
            change(registration, adults=3)
        change(registration, adults=3, at_desk=True)
        kinds = registration.attendees.in_party().values_list("pool__kind", flat=True)
        assert sorted(kinds) == ["general", "general", "reserve"]

    def test_who_comes_instead_of_somebody_takes_their_place(self):
        event = EventFactory(places=1, age_from=6, age_to=12)
        SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=1)
        registration = sign_up(event, guest(adults=1, children=1, birth_years=[2018]))
        before = dict(event.pools.values_list("kind", "taken"))
        change(registration, adults=1, children=1, birth_years=(2017,))
        assert dict(event.pools.values_list("kind", "taken")) == before

    def test_wheelchair_place_goes_to_nobody_who_walks(self):
        event = EventFactory(places=1)
        SeatPoolFactory(event=event, kind=PoolKind.WHEELCHAIR, capacity=1)
        registration = sign_up(
            event, guest(adults=0, children=1, needs=[AccessNeed.WHEELCHAIR], birth_years=[2018])
        )
        change(registration, children=1, birth_years=(2017,))
        assert dict(event.pools.values_list("kind", "taken")) == {"general": 1, "wheelchair": 0}
        change(registration, children=1, birth_years=(2018,))
        assert dict(event.pools.values_list("kind", "taken")) == {"general": 0, "wheelchair": 1}

    def test_companion_who_comes_later_has_a_place_for_companions(self):
        event = EventFactory(places=1)
        SeatPoolFactory(event=event, kind=PoolKind.COMPANION, capacity=1)
        registration = sign_up(event, guest(adults=1, needs=[AccessNeed.COMPANION]))
        change(registration, adults=2)
        assert dict(event.pools.values_list("kind", "taken")) == {"general": 1, "companion": 1}
        with pytest.raises(NoPlaceForMore):
            change(registration, adults=3)


def test_more_people_do_not_pass_those_whom_they_let_go_first():
    registration = sign_up(EventFactory(), guest(adults=2))
    RestrictionFactory(happened_at=NOW, ends_at=NOW + timedelta(days=3))
    with pytest.raises(NoPlaceForMore):
        change(registration, adults=3)
    assert change(registration, adults=1).state == SEATED


def test_held_party_that_changes_stays_held():
    event = EventFactory(places=5)
    RestrictionFactory(happened_at=NOW, ends_at=NOW + timedelta(days=3))
    held = sign_up(event, guest(adults=2))
    assert change(held, adults=1).is_held
    assert (taken(event), Intake.objects.get(event=event).waiting) == ([0], 0)

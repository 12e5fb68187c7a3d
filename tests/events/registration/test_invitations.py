"""Invitations: who comes by them, before others or at all, and how many."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from brands.choices import EventKind, WayIn
from events.choices import InvitationKind, PlaceState
from events.errors import (
    EventNotPublic,
    GroupRegisteredAlready,
    GroupTooOld,
    GroupTooYoung,
    GuestAlreadyRegistered,
    InvitationExpired,
    InvitationHoldsMore,
    InvitationNeeded,
    InvitationRevoked,
    InvitationUsedUp,
    NotOpenYet,
    PartyDoesNotFit,
    PartyTooLarge,
    RegistrationClosed,
    TooFewPlacesInvited,
)
from events.models import Event, Invitation, Registration
from events.services.reconciliation import invitations as check_invitations
from events.services.registration.approval import decline
from events.services.registration.cancellation import cancel_registration
from events.services.registration.invitations import (
    InvitationTerms,
    change_invitation,
    make_invitation,
    revoke_invitation,
)
from events.services.registration.waiting_list import promote_waiting
from events.services.registration.way_in import State, way_in_now
from staff.models import LogEntry
from tests.events.parties import NOW, guest, school_class, sign_up
from tests.factories.draws import event_by_lot
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.invitations import GroupInvitationFactory, InvitationFactory
from tests.factories.people import UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=3)


def by_invitation(**kwargs):
    return EventFactory(intake__way_in=WayIn.INVITATION, **kwargs)


def way_in(event, *, now=NOW, invitation=None):
    event = Event.objects.with_places().get(pk=event.pk)
    return way_in_now(
        event, places=event.places, free=event.places_free, now=now, invitation=invitation
    )


class TestWayIn:
    def test_by_invitation_there_is_no_way_in_without_one(self):
        event = by_invitation()
        invitation = InvitationFactory(event=event)
        assert way_in(event).state == State.BY_INVITATION
        assert not way_in(event).takes_registrations
        assert way_in(event, invitation=invitation).state == State.OPEN
        with pytest.raises(InvitationNeeded):
            sign_up(event)
        assert sign_up(event, invitation=invitation).is_seated

    def test_opening_is_that_of_the_invitation(self):
        event = by_invitation(intake__opens_at=LATER)
        invitation = InvitationFactory(event=event, opens_at=SOON)
        assert way_in(event).state == State.BY_INVITATION
        assert way_in(event, invitation=invitation).opens_at == SOON
        with pytest.raises(NotOpenYet):
            sign_up(event, invitation=invitation)
        assert sign_up(event, invitation=invitation, now=SOON).is_seated

    def test_invitation_without_an_opening_is_good_at_once(self):
        event = EventFactory(intake__opens_at=LATER)
        with pytest.raises(NotOpenYet):
            sign_up(event)
        assert sign_up(event, invitation=InvitationFactory(event=event)).is_seated

    def test_holders_never_come_after_everyone_else(self):
        event = EventFactory(intake__opens_at=SOON)
        invitation = InvitationFactory(event=event, opens_at=LATER)
        assert way_in(event, invitation=invitation).opens_at == SOON

    @pytest.mark.parametrize(
        ("event", "state"),
        [
            (lambda: EventFactory(intake__way_in=WayIn.APPROVAL), PlaceState.APPLIED),
            (lambda: event_by_lot(), PlaceState.ENTERED),
        ],
        ids=["approval", "draw"],
    )
    def test_earlier_opening_where_others_decide(self, event, state):
        event = event()
        event.intake.opens_at = SOON
        event.intake.save()
        invitation = InvitationFactory(event=event, places=1)
        with pytest.raises(NotOpenYet):
            sign_up(event)
        assert sign_up(event, invitation=invitation).state == state
        invitation.refresh_from_db()
        assert invitation.taken == 1

    def test_when_registration_has_closed_no_invitation_helps(self):
        closes_at = NOW - timedelta(hours=1)
        event = by_invitation(intake__closes_at=closes_at)
        assert way_in(event).state == State.CLOSED
        with pytest.raises(RegistrationClosed):
            sign_up(event, invitation=InvitationFactory(event=event))

    def test_full_means_the_waiting_list(self):
        event = by_invitation(places=1)
        invitation = InvitationFactory(event=event, places=2)
        sign_up(event, guest("First"), invitation=invitation)
        second = sign_up(event, guest("Second"), invitation=invitation)
        assert second.is_waiting
        invitation.refresh_from_db()
        assert invitation.taken == 2

    def test_places_of_an_event_by_invitation_are_not_free(self):
        by_invitation()
        open_to_all = EventFactory()
        assert list(Event.objects.with_free_places()) == [open_to_all]


class TestRefusals:
    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"revoked_at": NOW - timedelta(days=1)}, InvitationRevoked),
            ({"expires_at": NOW}, InvitationExpired),
            ({"places": 2, "taken": 2}, InvitationUsedUp),
        ],
        ids=["revoked", "expired", "used up"],
    )
    def test_what_is_over_is_over_for_open_events_too(self, fields, refusal):
        for event in (by_invitation(), EventFactory()):
            with pytest.raises(refusal):
                sign_up(event, invitation=InvitationFactory(event=event, **fields))
            assert not event.registrations.exists()

    def test_taken_back_between_the_form_and_the_places(self):
        """What was read for the form is a moment old: the row itself is asked once more."""
        invitation = InvitationFactory()
        revoke_invitation(Invitation.objects.get(pk=invitation.pk), by=None, now=NOW)
        with pytest.raises(InvitationRevoked):
            sign_up(invitation.event, invitation=invitation)

    def test_fewer_places_than_people(self):
        invitation = InvitationFactory(places=2)
        with pytest.raises(TooFewPlacesInvited) as refusal:
            sign_up(invitation.event, guest(adults=3), invitation=invitation)
        assert refusal.value.context == {"left": 2}
        assert sign_up(invitation.event, guest(adults=2), invitation=invitation).is_seated

    def test_parties_stay_as_small_as_for_everyone(self):
        invitation = InvitationFactory(event__intake__party_max=2)
        with pytest.raises(PartyDoesNotFit) as refusal:
            sign_up(invitation.event, guest(adults=3), invitation=invitation)
        assert [finding.code for finding in refusal.value.findings] == [PartyTooLarge.code]

    def test_an_internal_event_opens_to_nobody_outside(self):
        invitation = InvitationFactory(event__kind=EventKind.INTERNAL)
        with pytest.raises(EventNotPublic):
            sign_up(invitation.event, invitation=invitation)

    def test_invitation_to_another_event_is_refused_by_the_database(self):
        event = EventFactory()
        with pytest.raises(IntegrityError, match="registration_invitation_of_same_event"):
            sign_up(event, invitation=InvitationFactory())


class TestCounting:
    def taken(self, invitation):
        invitation.refresh_from_db()
        return invitation.taken

    def test_who_leaves_gives_the_places_back(self):
        invitation = InvitationFactory(places=3)
        party = sign_up(invitation.event, guest(adults=2), invitation=invitation)
        assert self.taken(invitation) == 2
        cancel_registration(registration_id=party.pk, now=NOW)
        assert self.taken(invitation) == 0
        assert sign_up(invitation.event, guest("Mo", adults=3), invitation=invitation).is_seated

    def test_who_is_declined_gives_them_back(self):
        invitation = InvitationFactory(places=2, event__intake__way_in=WayIn.APPROVAL)
        party = sign_up(invitation.event, guest(adults=2), invitation=invitation)
        assert self.taken(invitation) == 2
        decline(registration_id=party.pk, by=None, now=NOW)
        assert self.taken(invitation) == 0

    def test_who_moves_up_is_counted_once(self):
        event = EventFactory(places=1)
        invitation = InvitationFactory(event=event, places=1)
        first = sign_up(event, guest("First"))
        sign_up(event, guest("Second"), invitation=invitation)
        cancel_registration(registration_id=first.pk, now=NOW)
        promote_waiting(event_id=event.pk, now=NOW)
        assert self.taken(invitation) == 1

    def test_a_refused_party_takes_nothing(self):
        event = EventFactory(places=30)
        sign_up(event)
        invitation = InvitationFactory(event=event, places=5)
        with pytest.raises(GuestAlreadyRegistered):
            sign_up(event, invitation=invitation)
        assert self.taken(invitation) == 0

    def test_sent_twice_is_counted_once(self):
        invitation = InvitationFactory(places=1)
        key = uuid.uuid4()
        answers = [
            sign_up(invitation.event, guest(), invitation=invitation, idempotency_key=key)
            for _ in range(2)
        ]
        assert answers[0] == answers[1]
        assert self.taken(invitation) == 1

    def test_database_holds_the_limit(self):
        invitation = InvitationFactory(places=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.filter(pk=invitation.pk).update(taken=2)

    def test_what_has_come_apart_is_mended_and_nobody_dropped(self):
        invitation = InvitationFactory(places=2)
        sign_up(invitation.event, guest(adults=2), invitation=invitation)
        endless = InvitationFactory(event=invitation.event)
        Invitation.objects.update(taken=1, places=1)
        Invitation.objects.filter(pk=endless.pk).update(places=None)
        assert list(check_invitations(NOW, False)) == [
            f"event {invitation.event_id}, invitation {invitation.pk}: 1 taken, 2 came by it",
            f"event {invitation.event_id}, invitation {endless.pk}: 1 taken, 0 came by it",
        ]
        list(check_invitations(NOW, True))
        invitation.refresh_from_db()
        endless.refresh_from_db()
        assert (invitation.taken, invitation.places) == (2, 2)
        assert (endless.taken, endless.places) == (0, None)
        assert list(check_invitations(NOW, False)) == []


class TestGroups:
    def test_a_class_comes_under_one_name_beyond_the_largest_party(self):
        invitation = GroupInvitationFactory(event__intake__party_max=4)
        party = sign_up(invitation.event, school_class(), invitation=invitation)
        assert (party.group_name, party.is_seated) == ("Class 3b", True)
        assert {attendee.person.name for attendee in party.attendees.all()} == {""}
        assert party.attendees.count() == 28
        assert party.contact.name == "Teacher Wang"
        invitation.refresh_from_db()
        assert invitation.taken == 28

    def test_it_registers_once(self):
        invitation = GroupInvitationFactory()
        sign_up(invitation.event, school_class(children=10), invitation=invitation)
        with pytest.raises(GroupRegisteredAlready):
            sign_up(invitation.event, school_class(children=2), invitation=invitation)

    def test_once_is_held_by_the_database(self):
        invitation = GroupInvitationFactory()
        first = sign_up(invitation.event, school_class(children=1), invitation=invitation)
        with pytest.raises(IntegrityError, match="group_registers_once_by_invitation"):
            Registration.objects.create(
                event=invitation.event,
                invitation=invitation,
                group_name=first.group_name,
                state=PlaceState.SEATED,
                idempotency_key=uuid.uuid4(),
            )

    def test_it_may_register_again_after_it_has_cancelled(self):
        invitation = GroupInvitationFactory()
        party = sign_up(invitation.event, school_class(), invitation=invitation)
        cancel_registration(registration_id=party.pk, now=NOW)
        assert sign_up(invitation.event, school_class(), invitation=invitation) != party

    def test_a_teacher_brings_two_classes(self):
        event = EventFactory(places=60)
        for name in ("Class 3a", "Class 3b"):
            invitation = GroupInvitationFactory(event=event, name=name)
            assert sign_up(event, school_class(name), invitation=invitation).is_seated

    def test_never_more_than_its_places(self):
        invitation = GroupInvitationFactory(places=20)
        with pytest.raises(TooFewPlacesInvited):
            sign_up(invitation.event, school_class(), invitation=invitation)

    @pytest.mark.parametrize(
        ("ages", "refusal"),
        [
            ({"age_from": 5, "age_to": 9}, GroupTooYoung),
            ({"age_from": 8, "age_to": 13}, GroupTooOld),
        ],
    )
    def test_ages_are_judged_as_a_range(self, ages, refusal):
        invitation = GroupInvitationFactory(event__age_from=6, event__age_to=12)
        with pytest.raises(PartyDoesNotFit) as refused:
            sign_up(invitation.event, school_class(**ages), invitation=invitation)
        assert [finding.code for finding in refused.value.findings] == [refusal.code]
        fine = school_class(age_from=6, age_to=12)
        party = sign_up(invitation.event, fine, invitation=invitation)
        assert (party.group_age_from, party.group_age_to) == (6, 12)


class TestMaking:
    def terms(self, **changes):
        return InvitationTerms(
            **{"kind": InvitationKind.GROUP, "name": "Class 3b", "places": 30} | changes
        )

    def test_made_with_a_secret_code_and_a_line_in_the_log(self):
        event, user = EventFactory(), UserFactory()
        invitation = make_invitation(event, self.terms(), by=user, now=NOW)
        assert len(invitation.code) == 26
        assert (invitation.made_by, invitation.made_at) == (user, NOW)
        assert LogEntry.objects.get().action == "events.invitation_made"

    def test_changed_but_never_below_those_who_have_come(self):
        invitation = InvitationFactory(places=5)
        sign_up(invitation.event, guest(adults=3), invitation=invitation)
        with pytest.raises(InvitationHoldsMore) as refusal:
            change_invitation(invitation, self.terms(kind=InvitationKind.PEOPLE, places=2), by=None)
        assert refusal.value.context == {"taken": 3}
        change_invitation(invitation, self.terms(places=3, expires_at=STARTS_AT), by=None)
        invitation.refresh_from_db()
        assert (invitation.name, invitation.places) == ("Class 3b", 3)
        assert invitation.kind == InvitationKind.PEOPLE

    def test_taken_back_once_and_who_is_in_stays(self):
        invitation = InvitationFactory()
        party = sign_up(invitation.event, invitation=invitation)
        for now in (NOW, SOON):
            revoke_invitation(invitation, by=None, now=now)
        invitation.refresh_from_db()
        party.refresh_from_db()
        assert invitation.revoked_at == NOW
        assert party.is_seated
        assert LogEntry.objects.count() == 1

    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": InvitationKind.GROUP, "places": None},
            {"places": 0},
            {"opens_at": LATER, "expires_at": SOON},
        ],
        ids=["group without places", "no places", "ends before it opens"],
    )
    def test_what_makes_no_sense_is_refused_by_the_database(self, fields):
        with pytest.raises(IntegrityError):
            InvitationFactory(**fields)


@pytest.mark.django_db(transaction=True)
def test_last_invited_places_are_given_once():
    event = EventFactory(places=30)
    invitation = InvitationFactory(event=event, places=5)
    answers = race(
        *(
            lambda n=n: sign_up(event, guest(f"G{n}", adults=1 + n % 2), invitation=invitation)
            for n in range(16)
        ),
        *(lambda n=n: sign_up(event, guest(f"Other {n}")) for n in range(8)),
    )
    came = Registration.objects.filter(invitation=invitation)
    people = sum(party.attendees.count() for party in came)
    invitation.refresh_from_db()
    assert invitation.taken == people == 5
    refused = {type(answer) for answer in answers} - {Registration}
    assert InvitationUsedUp in refused
    assert refused <= {InvitationUsedUp, TooFewPlacesInvited}
    assert event.pools.get().taken == 5 + 8


@pytest.mark.django_db(transaction=True)
def test_a_class_that_two_teachers_register_at_once_comes_once():
    invitation = GroupInvitationFactory(event__places=90)
    answers = race(
        *(
            lambda n=n: sign_up(
                invitation.event, school_class(adults=1, children=4 + n), invitation=invitation
            )
            for n in range(6)
        )
    )
    assert sorted(type(answer).__name__ for answer in answers) == [
        *["GroupRegisteredAlready"] * 5,
        "Registration",
    ]
    invitation.refresh_from_db()
    assert invitation.taken == invitation.event.attendees.count()

"""A place for everyone of a party or for nobody, and the reasons why not."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.choices import HouseholdRole
from accounts.models import Person
from brands.choices import EventKind, WayIn
from events.choices import (
    AttendeeKind,
    EventStatus,
    PlaceState,
    PoolKind,
    RegistrationChannel,
)
from events.errors import (
    AlreadyRegistered,
    EventCancelled,
    EventFull,
    EventNotPublic,
    GuestAlreadyRegistered,
    NoPlacesForAdults,
    NoRegistrationNeeded,
    NotOpenYet,
    NotYourFamily,
    PartyEmpty,
    PartyTooLarge,
    RegistrationClosed,
    TooOld,
    TooYoung,
)
from events.models import Attendee, Registration, RegistrationChange, SeatPool
from events.services.registration.parties import Member, guest_key, household_party
from events.services.registration.rules import age_span
from notifications.choices import Channel
from notifications.models import OutboxMessage
from tests.events.parties import NOW, family, guest, refused_for, sign_up
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory, SessionFactory
from tests.factories.people import (
    ChildFactory,
    HouseholdFactory,
    MembershipFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


def taken(event):
    return {pool.kind: pool.taken for pool in event.pools.all()}


def nothing_happened(event):
    return not (
        Registration.objects.exists()
        or Attendee.objects.exists()
        or OutboxMessage.objects.exists()
        or event.pools.filter(taken__gt=0).exists()
    )


# Seated


def test_guest_gets_places_for_the_whole_party():
    event = EventFactory(age_from=3)
    registration = sign_up(event, guest("Lin Yu", adults=2, children=1, birth_years=[2021]))

    assert registration.state == PlaceState.SEATED
    assert registration.queue_no is None
    assert registration.created_at == NOW
    assert taken(event) == {PoolKind.GENERAL: 3}
    attendees = registration.attendees.order_by("pk").values_list("kind", "age", "person__name")
    assert sorted(attendees, key=lambda row: (row[0], -len(row[2]))) == [
        (AttendeeKind.ADULT, None, "Lin Yu"),
        (AttendeeKind.ADULT, None, ""),
        (AttendeeKind.CHILD, 5, ""),
    ]
    assert registration.contact.email == "lin.yu@example.org"
    assert list(registration.changes.values_list("state", "changed_at")) == [
        (PlaceState.SEATED, NOW)
    ]


def test_what_is_returned_is_what_is_stored():
    registration = sign_up(EventFactory())
    stored = Registration.objects.get()
    assert {
        field.attname: getattr(registration, field.attname) for field in stored._meta.fields
    } == {field.attname: getattr(stored, field.attname) for field in stored._meta.fields}


def test_confirmation_waits_in_the_outbox():
    registration = sign_up(EventFactory())
    message = OutboxMessage.objects.get()
    assert (message.kind, message.subject_id) == ("registration-confirmed", registration.pk)
    assert (message.channel, message.address) == (Channel.EMAIL, "lin@example.org")
    assert (message.state, message.next_attempt_at, message.language) == ("queued", NOW, "en")


def test_guest_with_a_phone_gets_a_text_message():
    sign_up(EventFactory(), guest(email="", phone="+8613800138000"))
    message = OutboxMessage.objects.get()
    assert (message.channel, message.address) == (Channel.SMS, "+8613800138000")


def test_contact_who_stays_at_home_takes_no_place():
    event = EventFactory()
    registration = sign_up(event, guest(adults=0, children=2))
    assert taken(event) == {PoolKind.GENERAL: 2}
    assert registration.contact.name == "Lin"
    assert not registration.attendees.filter(person=registration.contact).exists()


def test_family_comes_with_the_people_it_has():
    household = HouseholdFactory(user__email="ma@example.org")
    child = ChildFactory(household=household)
    people = Person.objects.count()
    event = EventFactory()
    registration = sign_up(event, family(child))

    assert Person.objects.count() == people
    assert registration.household == household
    assert registration.contact.user.email == "ma@example.org"
    assert set(registration.attendees.values_list("person__name", "kind", "age")) == {
        (registration.contact.name, AttendeeKind.ADULT, None),
        (child.person.name, AttendeeKind.CHILD, 7),
    }
    assert OutboxMessage.objects.get().address == "ma@example.org"


def test_holder_who_stays_at_home_is_written_to():
    child = ChildFactory()
    members = child.household.memberships.knowing_consents(on=NOW.date())
    party = household_party(members=list(members), people=[child.person_id])
    registration = sign_up(EventFactory(), party)
    assert registration.contact.user is not None
    assert [attendee.person for attendee in registration.attendees.all()] == [child.person]


def test_strangers_are_not_family():
    household = HouseholdFactory()
    stranger = PersonFactory()
    with pytest.raises(NotYourFamily):
        household_party(
            members=list(household.memberships.select_related("person")), people=[stranger.pk]
        )


def test_children_take_the_childrens_places():
    event = EventFactory(places=2)
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=2)
    sign_up(event, guest(adults=1, children=2))
    assert taken(event) == {PoolKind.GENERAL: 1, PoolKind.CHILDREN: 2}


def test_places_are_for_all_or_nobody():
    event = EventFactory(places=9)
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=2)
    sign_up(event, guest("First", adults=1, children=1))
    registration = sign_up(event, guest("Second", adults=1, children=2))
    assert registration.state == PlaceState.WAITING
    assert taken(event) == {PoolKind.GENERAL: 1, PoolKind.CHILDREN: 1}
    assert set(registration.attendees.values_list("state", flat=True)) == {PlaceState.WAITING}


def test_walk_in_without_a_name_is_seated_and_not_written_to():
    event = EventFactory()
    during = STARTS_AT + timedelta(minutes=5)
    registration = sign_up(
        event,
        guest(name="", email="", adults=1),
        now=during,
        channel=RegistrationChannel.WALK_IN,
    )
    assert (registration.state, registration.contact) == (PlaceState.SEATED, None)
    assert not OutboxMessage.objects.exists()


def test_desk_registers_after_closing_time():
    event = EventFactory(intake__closes_at=NOW - timedelta(days=1))
    assert sign_up(event, channel=RegistrationChannel.DESK).state == PlaceState.SEATED


# Queued


def test_full_event_means_the_waiting_list_in_the_same_answer():
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    second, third = sign_up(event, guest("Second")), sign_up(event, guest("Third"))
    assert [second.state, third.state] == [PlaceState.WAITING] * 2
    assert [second.queue_no, third.queue_no] == [1, 2]
    assert taken(event) == {PoolKind.GENERAL: 1}
    event.intake.refresh_from_db()
    assert event.intake.waiting == 2
    assert list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True)) == [
        "registration-confirmed",
        "waiting-list-joined",
        "waiting-list-joined",
    ]


def test_newcomers_queue_while_anyone_waits():
    event = EventFactory(places=3)
    sign_up(event, guest("First", adults=2))
    large = sign_up(event, guest("Large", adults=2))
    small = sign_up(event, guest("Small"))
    assert [large.state, small.state] == [PlaceState.WAITING] * 2
    assert taken(event) == {PoolKind.GENERAL: 2}


def test_walk_in_takes_a_free_place_past_those_who_wait():
    event = EventFactory(places=3)
    sign_up(event, guest("First", adults=2))
    sign_up(event, guest("Large", adults=2))
    walk_in = sign_up(event, guest("Walker"), now=STARTS_AT, channel=RegistrationChannel.WALK_IN)
    assert walk_in.state == PlaceState.SEATED


# Sent again


def test_repeated_submit_lands_on_the_same_registration():
    event = EventFactory()
    key = uuid.uuid4()
    first = sign_up(event, idempotency_key=key)
    again = sign_up(event, idempotency_key=key)
    assert again == first
    assert taken(event) == {PoolKind.GENERAL: 1}
    assert OutboxMessage.objects.count() == 1


def test_repeated_submit_lands_there_after_closing_and_on_the_waiting_list():
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    key = uuid.uuid4()
    waiting = sign_up(event, guest("Second"), idempotency_key=key)
    assert sign_up(event, guest("Second"), idempotency_key=key) == waiting
    assert sign_up(event, guest("Second"), idempotency_key=key, now=STARTS_AT) == waiting


def test_key_of_one_form_opens_no_other_registration():
    key = uuid.uuid4()
    event = EventFactory()
    first = sign_up(event, guest("Lin"), idempotency_key=key)
    another_guest = sign_up(event, guest("Chen"), idempotency_key=key)
    another_event = sign_up(EventFactory(), guest("Lin"), idempotency_key=key)
    assert len({first, another_guest, another_event}) == 3


# Refused


@pytest.mark.parametrize(
    ("intake", "refusal"),
    [
        ({"opens_at": NOW + timedelta(seconds=1)}, NotOpenYet),
        ({"closes_at": NOW}, RegistrationClosed),
        ({"status": EventStatus.CANCELLED}, EventCancelled),
        ({"way_in": WayIn.DROP_IN}, NoRegistrationNeeded),
    ],
)
def test_intake_says_no(intake, refusal):
    event = EventFactory(**{f"intake__{name}": value for name, value in intake.items()})
    with pytest.raises(refusal):
        sign_up(event)
    assert nothing_happened(event)


@pytest.mark.parametrize("intake", [{"opens_at": NOW}, {"closes_at": NOW + timedelta(seconds=1)}])
def test_window_includes_its_first_moment_and_not_its_last(intake):
    event = EventFactory(**{f"intake__{name}": value for name, value in intake.items()})
    assert sign_up(event).state == PlaceState.SEATED


def test_not_open_yet_says_when():
    event = EventFactory(intake__opens_at=datetime(2026, 5, 1, 1, 0, tzinfo=UTC))
    with pytest.raises(NotOpenYet) as refused:
        sign_up(event)
    assert "Fri 1 May, 09:00" in str(refused.value)


def test_registration_closes_when_the_first_session_starts():
    event = EventFactory(sessions=2)
    assert sign_up(event, guest("Early"), now=STARTS_AT - timedelta(seconds=1))
    with pytest.raises(RegistrationClosed):
        sign_up(event, guest("Late"), now=STARTS_AT)


def test_event_without_a_date_takes_no_registrations():
    with pytest.raises(RegistrationClosed):
        sign_up(EventFactory(sessions=0))


@pytest.mark.parametrize("fields", [{"live": False}, {"kind": EventKind.INTERNAL}])
def test_drafts_and_internal_events_are_not_public(fields):
    with pytest.raises(EventNotPublic):
        sign_up(EventFactory(**fields))


def test_unknown_event_is_not_public():
    event = EventFactory()
    event.pk = 9_999_999
    with pytest.raises(EventNotPublic):
        sign_up(event)


def test_nobody_is_no_party():
    event = EventFactory()
    with pytest.raises(PartyEmpty):
        sign_up(event, guest(adults=0))
    assert nothing_happened(event)


def test_party_has_a_largest_size():
    event = EventFactory(intake__party_max=3)
    with refused_for(PartyTooLarge) as found:
        sign_up(event, guest(adults=2, children=2))
    assert "at most 3 people" in found[0].sentence
    assert nothing_happened(event)


def test_party_larger_than_the_event_does_not_queue_for_ever():
    event = EventFactory(places=2)
    with pytest.raises(PartyTooLarge):
        sign_up(event, guest(adults=3))


def test_event_without_places_takes_nobody():
    with pytest.raises(RegistrationClosed):
        sign_up(EventFactory(places=0))
    with pytest.raises(EventFull):
        sign_up(EventFactory(places=0), channel=RegistrationChannel.DESK)


def test_walk_in_is_told_that_it_is_full():
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    with pytest.raises(EventFull):
        sign_up(event, guest("Walker"), channel=RegistrationChannel.WALK_IN)
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("channel", RegistrationChannel)
def test_cancelled_event_takes_nobody_by_any_way(channel):
    event = EventFactory(intake__status=EventStatus.CANCELLED)
    with pytest.raises(EventCancelled):
        sign_up(event, channel=channel)
    assert nothing_happened(event)


def test_event_for_children_only_has_no_places_for_adults():
    event = EventFactory(places=0)
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN)
    with pytest.raises(NoPlacesForAdults):
        sign_up(event, guest(adults=1, children=1))
    assert sign_up(event, guest(adults=0, children=1)).state == PlaceState.SEATED


def test_family_member_registers_once_per_event():
    child = ChildFactory()
    event = EventFactory()
    first = sign_up(event, family(child))
    with pytest.raises(AlreadyRegistered) as refused:
        sign_up(event, family(child))
    holder = first.contact
    assert refused.value.context["names"] == f"{holder}, {child.person}"
    assert refused.value.context["ticket_code"] == first.code
    assert taken(event) == {PoolKind.GENERAL: 2}


def test_ticket_of_another_household_is_not_shown():
    """A child of two households: the second learns that, not where."""
    child = ChildFactory()
    event = EventFactory()
    sign_up(event, family(child))
    elsewhere = MembershipFactory(person=child.person, role=HouseholdRole.CHILD)
    with pytest.raises(AlreadyRegistered) as refused:
        sign_up(event, family(elsewhere))
    assert refused.value.context == {"names": str(child.person), "ticket_code": None}


def test_guest_registers_once_per_event_and_gets_the_ticket_again():
    event = EventFactory()
    first = sign_up(event, guest("Lin Yu", email="lin@example.org"))
    for _ in range(2):
        with pytest.raises(GuestAlreadyRegistered):
            sign_up(event, guest("ｌｉｎ  YU", email="lin@example.org"))
    assert taken(event) == {PoolKind.GENERAL: 1}
    again = OutboxMessage.objects.get(kind="ticket-again")
    assert (again.address, again.subject_id) == ("lin@example.org", first.pk)


def test_siblings_with_one_address_are_two_guests():
    event = EventFactory()
    sign_up(event, guest("Lin", email="family@example.org"))
    assert sign_up(event, guest("Chen", email="family@example.org"))


def test_guest_key_cannot_be_computed_without_the_secret(settings):
    known = guest_key("lin@example.org", "Lin")
    settings.SECRET_KEY = "another"
    assert guest_key("lin@example.org", "Lin") != known


def test_who_cancelled_may_register_again():
    event = EventFactory()
    Attendee.objects.filter(registration=sign_up(event)).update(state=PlaceState.CANCELLED)
    assert sign_up(event).state == PlaceState.SEATED


# Ages: the event is on 9 May 2026.


@pytest.mark.parametrize(
    ("birth", "span"),
    [
        ((2020, 4), (6, 6)),
        ((2020, 5), (5, 6)),
        ((2020, 6), (5, 5)),
        ((2020, None), (5, 6)),
    ],
)
def test_age_gives_the_benefit_of_what_is_not_known(birth, span):
    member = Member(label="", kind=AttendeeKind.CHILD, birth_year=birth[0], birth_month=birth[1])
    assert age_span(member, date(2026, 5, 9)) == span


@pytest.mark.parametrize("birth", [(2020, 5), (2023, 5), (2023, None), (2019, 5), (2019, None)])
def test_child_of_the_right_age_or_possibly_so(birth):
    child = ChildFactory(person__birth_year=birth[0], person__birth_month=birth[1])
    event = EventFactory(age_from=3, age_to=6)
    assert sign_up(event, family(child)).state == PlaceState.SEATED


@pytest.mark.parametrize(
    ("birth", "refusal"), [((2023, 6), TooYoung), ((2024, None), TooYoung), ((2019, 4), TooOld)]
)
def test_child_of_the_wrong_age_is_named(birth, refusal):
    child = ChildFactory(
        person__birth_year=birth[0], person__birth_month=birth[1], person__name="Xiaoyu"
    )
    event = EventFactory(age_from=3, age_to=6)
    with refused_for(refusal) as found:
        sign_up(event, family(child))
    assert found[0].sentence.startswith("Xiaoyu is too ")
    assert nothing_happened(event)


def test_ages_are_judged_on_the_day_of_the_first_session_in_the_librarys_time_zone():
    """The event starts on 1 June in Shanghai, when it is still 31 May in UTC."""
    event = EventFactory(age_from=3, sessions=0)
    SessionFactory(event=event, starts_at=datetime(2026, 5, 31, 20, 0, tzinfo=UTC))
    child = ChildFactory(person__birth_year=2023, person__birth_month=6)
    assert sign_up(event, family(child)).state == PlaceState.SEATED


def test_adult_with_a_child_is_not_too_old_for_a_childrens_event():
    event = EventFactory(age_from=3, age_to=6)
    sign_up(event, guest("With child", adults=2, children=1, birth_years=[2021]))
    with refused_for(TooOld) as found:
        sign_up(event, guest("Alone"))
    assert found[0].sentence.startswith("Alone is too old")


def test_child_is_too_young_for_an_event_for_elders():
    event = EventFactory(age_from=60)
    with refused_for(TooYoung) as found:
        sign_up(event, guest(adults=1, children=1))
    assert found[0].sentence.startswith("Child 1 is too young")


def test_adult_known_to_be_too_young_for_an_event_for_elders():
    holder = HouseholdFactory().memberships.get()
    holder.person.birth_year = 1990
    holder.person.save()
    with refused_for(TooYoung):
        sign_up(EventFactory(age_from=60), family(household=holder.household))


# How it is written down


def test_registration_of_a_signed_in_user_names_them_in_its_history():
    user = HouseholdFactory().memberships.get().person.user
    registration = sign_up(EventFactory(), by=user)
    assert RegistrationChange.objects.get(registration=registration).changed_by == user


def test_fast_path_is_one_statement(django_assert_num_queries):
    """The other two read the event and its pools; savepoints do not count."""
    event = EventFactory()
    with django_assert_num_queries(5) as queries:
        sign_up(event)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 3


def test_database_refuses_to_oversell():
    pool = SeatPool.objects.get(event=EventFactory(places=1))
    sign_up(pool.event)
    with pytest.raises(IntegrityError, match="pool_is_not_oversold"), transaction.atomic():
        SeatPool.objects.filter(pk=pool.pk).update(taken=2)

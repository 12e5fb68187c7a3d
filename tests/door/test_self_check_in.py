"""People check themselves in: codes, places, times, and who of a party."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from brands.choices import EventKind
from door.choices import DoorAnswer
from door.errors import (
    ChildIsHandedOver,
    CodeHasChanged,
    CodeNotShownHere,
    GroupIsCounted,
    LeavingIsNotNoted,
    NotOnThisTicket,
    PlacesWaitForAnAnswer,
    ScreenIsClosed,
    SelfCheckInIsOff,
    SelfCheckInNotYet,
    SelfCheckInOver,
    SessionIsCancelled,
    StillWaiting,
    TicketIsCancelled,
    TicketIsNoPlace,
    TicketIsOnline,
)
from door.models import Scan, SelfCheckIn
from door.services.self_check_in import arriving, offers
from door.services.self_check_in.arriving import arrive, came_by_themselves, leave, own_doors
from door.services.self_check_in.codes import (
    is_at_the_place,
    normal_signs,
    paper_code,
    place_told,
    screen_codes,
    screen_key,
)
from door.services.self_check_in.offers import (
    close_screens,
    come_to_the_place,
    offer_of_screen,
    offer_self_check_in,
    offered,
    replace_card,
)
from door.services.take_back import take_back
from events.choices import CheckInMethod, CheckOutMethod, PlaceState
from events.errors import ChildIsCollected, NotHere
from events.models import Attendance
from events.services.going_home import check_out
from events.services.making.sessions import cancel_session
from events.services.tickets import ticket_of
from notifications.errors import TooManyAttempts
from notifications.services.limits import Limit
from tests.door.screens import screen_code
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import RegistrationFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(minutes=5)
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def offer(session):
    return offer_self_check_in(session=session, on_screen=True, on_paper=True)


@pytest.fixture
def course(session):
    session.event.kind = EventKind.COURSE
    session.event.save()
    return offer_self_check_in(session=session, on_screen=True, on_paper=False)


@pytest.fixture
def family(session):
    """A mother with two children who are to be collected."""
    return ticket(session.event, "Lin Yue", children=["Bean", "Pip"])


def come(offer, code, now=NOW):
    return come_to_the_place(session_id=offer.pk, typed=code, connection="192.0.2.1", now=now)


def ids(registration, *names):
    people = registration.attendees.filter(person__name__in=names) if names else None
    return list((people or registration.attendees).values_list("pk", flat=True))


def enter(offer, registration, *names, now=NOW, client_id=None):
    return arrive(
        offer=offered(offer.pk),
        ticket=ticket_of(registration.code, now=now),
        attendee_ids=ids(registration, *names),
        client_id=client_id or uuid.uuid4(),
        now=now,
    )


def go(offer, registration, *names, now):
    return leave(
        offer=offered(offer.pk),
        ticket=ticket_of(registration.code, now=now),
        attendee_ids=ids(registration, *names),
        now=now,
    )


def here():
    return sorted(
        Attendance.objects.filter(undone_at=None).values_list("attendee__person__name", "method")
    )


def door_of(registration, now=NOW, told=""):
    [door] = own_doors(ticket_of(registration.code, now=now), told=told)
    return door


def names(members):
    return [member.name for member in members]


class TestCodeOnTheScreen:
    def test_changes_every_half_minute(self, offer):
        codes = list(screen_codes(offer, after=NOW, until=NOW + timedelta(minutes=10)))
        assert len(codes) == len({shown.code for shown in codes}) == 20
        assert [shown.begins for shown in codes] == [NOW + n * HALF_A_MINUTE for n in range(20)]
        assert all(shown.ends - shown.begins == HALF_A_MINUTE for shown in codes)

    def test_is_good_while_it_is_shown_and_for_half_a_minute_after(self, offer):
        code = screen_code(offer, now=NOW)
        until = NOW + 2 * HALF_A_MINUTE
        assert come(offer, code, NOW) == offer
        assert come(offer, code, until - timedelta(seconds=1)) == offer
        with pytest.raises(CodeHasChanged):
            come(offer, code, until)

    def test_is_not_good_before_it_is_shown(self, offer):
        with pytest.raises(CodeNotShownHere):
            come(offer, screen_code(offer, now=NOW + HALF_A_MINUTE), NOW)

    def test_of_long_ago_is_no_code_any_more(self, offer):
        with pytest.raises(CodeNotShownHere):
            come(offer, screen_code(offer, now=NOW - timedelta(minutes=12)))

    def test_is_typed_as_people_type(self, offer):
        code = screen_code(offer, now=NOW)
        assert come(offer, f" {code[:3].lower()} {code[3:].lower()}") == offer

    def test_letters_that_look_like_digits_are_digits(self):
        assert normal_signs("4kx-oil") == "4KX011"

    def test_of_another_session_opens_nothing(self, offer):
        other = offer_self_check_in(session=SessionFactory(), on_screen=True, on_paper=True)
        for code in (screen_code(other, now=NOW), paper_code(other)):
            with pytest.raises(CodeNotShownHere):
                come(offer, code)

    def test_closing_the_screens_makes_all_their_codes_worthless(self, offer):
        key, coming = screen_key(offer), screen_codes(offer, after=NOW, until=STARTS_AT)
        codes = [shown.code for shown in coming]
        assert offer_of_screen(key) == offer
        close_screens(offer)
        with pytest.raises(ScreenIsClosed):
            offer_of_screen(key)
        with pytest.raises(CodeNotShownHere):
            come(offer, codes[0])
        renewed = offered(offer.pk)
        assert offer_of_screen(screen_key(renewed)) == offer
        assert come(renewed, screen_code(renewed, now=NOW)) == offer

    @pytest.mark.parametrize("key", ["", "1", "x-ABC", "99999999999999999999-A", "0-A", "²-A"])
    def test_key_of_no_screen(self, offer, key):
        with pytest.raises(ScreenIsClosed):
            offer_of_screen(key)

    def test_key_of_one_session_opens_no_other(self, offer):
        other = offer_self_check_in(session=SessionFactory(), on_screen=True, on_paper=False)
        secret = screen_key(offer).partition("-")[2]
        with pytest.raises(ScreenIsClosed):
            offer_of_screen(f"{other.pk}-{secret}")

    def test_screen_that_is_switched_off(self, session, offer):
        key, code = screen_key(offer), screen_code(offer, now=NOW)
        offer_self_check_in(session=session, on_screen=False, on_paper=True)
        with pytest.raises(ScreenIsClosed):
            offer_of_screen(key)
        with pytest.raises(CodeHasChanged):
            come(offer, code)

    def test_codes_outlive_a_change_of_our_key(self, offer, settings):
        code, key, told = screen_code(offer, now=NOW), screen_key(offer), place_told(offer, now=NOW)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another"
        assert come(offer, code) == offer_of_screen(key) == offer
        assert is_at_the_place(offer, told, now=NOW)


class TestCodeOnPaper:
    def test_is_good_as_long_as_the_session_is_open(self, offer, session):
        for now in (STARTS_AT - timedelta(minutes=30), session.ends_at - timedelta(seconds=1)):
            assert come(offer, paper_code(offer), now) == offer

    def test_is_worthless_once_it_is_replaced(self, offer):
        old = paper_code(offer)
        replace_card(offer)
        with pytest.raises(CodeHasChanged):
            come(offer, old)
        renewed = offered(offer.pk)
        assert come(renewed, paper_code(renewed)) == offer

    @pytest.mark.parametrize("change", [replace_card, close_screens])
    def test_nor_is_what_a_telephone_kept_of_it_good(self, offer, change):
        told = place_told(offer, now=NOW)
        change(offer)
        assert not is_at_the_place(offered(offer.pk), told, now=NOW)

    def test_does_not_work_where_only_a_screen_is_offered(self, session):
        offer = offer_self_check_in(session=session, on_screen=True, on_paper=False)
        with pytest.raises(CodeHasChanged):
            come(offer, paper_code(offer))


class TestTime:
    def test_before(self, offer):
        with pytest.raises(SelfCheckInNotYet) as refused:
            come(offer, paper_code(offer), STARTS_AT - timedelta(minutes=31))
        assert "Sat 9 May, 09:30" in str(refused.value)

    def test_after(self, offer, session):
        with pytest.raises(SelfCheckInOver):
            come(offer, paper_code(offer), session.ends_at)

    def test_cancelled_session(self, offer, session):
        cancel_session(session, now=NOW)
        with pytest.raises(SessionIsCancelled):
            come(offer, paper_code(offer))

    def test_switched_off(self, session, offer):
        code = paper_code(offer)
        offer_self_check_in(session=session, on_screen=False, on_paper=False)
        with pytest.raises(SelfCheckInIsOff):
            come(offer, code)

    def test_wrong_code_is_told_nothing_of_the_time(self, offer):
        with pytest.raises(CodeNotShownHere):
            come(offer, "000000", STARTS_AT - timedelta(days=1))


class TestGuessing:
    def test_from_one_address(self, offer, monkeypatch):
        few = Limit("few", most=2, span=timedelta(minutes=10))
        monkeypatch.setattr(offers, "TRIES_OF_ADDRESS", few)
        for _guess in range(2):
            with pytest.raises(CodeNotShownHere):
                come(offer, "000000")
        with pytest.raises(TooManyAttempts):
            come(offer, paper_code(offer))
        assert come(offer, paper_code(offer), NOW + timedelta(minutes=10)) == offer

    def test_from_many_addresses_at_one_session(self, offer, monkeypatch):
        few = Limit("few", most=2, span=timedelta(minutes=10))
        monkeypatch.setattr(offers, "TRIES_AT_SESSION", few)
        guesses = [
            {"session_id": offer.pk, "typed": "000000", "connection": f"192.0.2.{n}", "now": NOW}
            for n in range(3)
        ]
        for guess in guesses[:2]:
            with pytest.raises(CodeNotShownHere):
                come_to_the_place(**guess)
        with pytest.raises(TooManyAttempts):
            come_to_the_place(**guesses[2])

    def test_session_that_is_not(self):
        with pytest.raises(CodeNotShownHere):
            come_to_the_place(session_id=0, typed="000000", connection="192.0.2.1", now=NOW)


class TestPlace:
    def test_telephone_counts_as_being_there_for_ten_minutes(self, offer):
        told = place_told(offer, now=NOW)
        assert is_at_the_place(offer, told, now=NOW + timedelta(minutes=9, seconds=59))
        assert not is_at_the_place(offer, told, now=NOW + timedelta(minutes=10))

    def test_at_no_other_place(self, offer):
        other = offer_self_check_in(session=SessionFactory(), on_screen=True, on_paper=False)
        assert not is_at_the_place(other, place_told(offer, now=NOW), now=NOW)

    @pytest.mark.parametrize("told", ["", "forged", "WzEsMTc3ODI5MjMwMC4wXQ:1wLYxc:forged"])
    def test_what_we_have_not_told(self, offer, told):
        assert not is_at_the_place(offer, told, now=NOW)


class TestArriving:
    def test_party_is_here(self, offer, family):
        result = enter(offer, family)
        assert result.answer == DoorAnswer.WELCOME
        assert here() == [(name, CheckInMethod.SELF) for name in ("Bean", "Lin Yue", "Pip")]
        assert came_by_themselves(offer.session.event) == {offer.pk: 3}

    def test_leaves_a_line_in_the_log(self, offer, family):
        enter(offer, family, "Lin Yue")
        scan = Scan.objects.get()
        assert (scan.answer, scan.registration, scan.device) == ("welcome", family, None)

    def test_some_now_and_others_later(self, offer, family):
        enter(offer, family, "Lin Yue", "Bean")
        assert names(door_of(family).arriving) == ["Pip"]
        enter(offer, family, "Pip", now=NOW + timedelta(minutes=20))
        assert len(here()) == 3

    def test_twice_is_once(self, offer, family):
        client_id = uuid.uuid4()
        first, again = (enter(offer, family, client_id=client_id) for _tap in range(2))
        third = enter(offer, family)
        assert [first.answer, again.answer, third.answer] == ["welcome", "welcome", "already_here"]
        assert len(here()) == 3

    def test_can_be_taken_back_at_the_door(self, offer, family, clerk):
        enter(offer, family)
        take_back(Attendance.objects.all(), by=clerk, reason="At home", now=NOW)
        assert here() == []
        assert enter(offer, family).answer == DoorAnswer.WELCOME

    def test_nobody_of_another_ticket(self, offer, family, session):
        other = ticket(session.event, "Chen Min")
        with pytest.raises(NotOnThisTicket):
            arrive(
                offer=offer,
                ticket=ticket_of(family.code, now=NOW),
                attendee_ids=ids(other),
                client_id=uuid.uuid4(),
                now=NOW,
            )
        assert here() == []

    def test_child_who_is_collected_comes_with_an_adult(self, offer, family):
        with pytest.raises(ChildIsHandedOver):
            enter(offer, family, "Bean")
        enter(offer, family, "Lin Yue")
        assert enter(offer, family, "Bean").answer == DoorAnswer.WELCOME

    def test_adult_who_has_gone_home_brings_nobody(self, offer, family, clerk, session):
        enter(offer, family, "Lin Yue")
        check_out(
            session=session,
            registration=family,
            attendee_ids=ids(family, "Lin Yue"),
            by=clerk,
            now=NOW,
        )
        with pytest.raises(ChildIsHandedOver):
            enter(offer, family, "Bean")

    def test_child_who_leaves_alone_comes_alone(self, offer, session):
        young = ticket(session.event, children=["Pip"])
        young.attendees.exclude(kind="child").delete()
        young.attendees.update(may_leave_alone=True)
        assert enter(offer, young).answer == DoorAnswer.WELCOME

    @pytest.mark.parametrize(
        ("state", "refusal"),
        [
            (PlaceState.WAITING, StillWaiting),
            (PlaceState.APPLIED, TicketIsNoPlace),
            (PlaceState.ENTERED, TicketIsNoPlace),
            (PlaceState.DECLINED, TicketIsNoPlace),
            (PlaceState.CANCELLED, TicketIsCancelled),
        ],
    )
    def test_ticket_without_a_place(self, offer, session, state, refusal):
        registration = ticket(session.event, state=state)
        with pytest.raises(refusal):
            enter(offer, registration)
        assert here() == []

    def test_places_that_are_kept(self, offer, session):
        kept = ticket(session.event, state=PlaceState.OFFERED, offer_ends_at=STARTS_AT)
        with pytest.raises(PlacesWaitForAnAnswer):
            enter(offer, kept)

    def test_online_ticket(self, offer, session):
        session.event.attendance_mode = "mixed"
        session.event.save()
        with pytest.raises(TicketIsOnline):
            enter(offer, ticket(session.event, is_online=True))

    def test_group(self, offer, session):
        with pytest.raises(GroupIsCounted):
            enter(offer, ticket(session.event, group_name="Class 3b"))

    def test_at_another_time(self, offer, family, session):
        with pytest.raises(SelfCheckInOver):
            enter(offer, family, now=session.ends_at)
        with pytest.raises(SelfCheckInNotYet):
            enter(offer, family, now=STARTS_AT - timedelta(hours=1))


class TestOwnDoor:
    def test_no_statement_while_nothing_is_on(self, offer, family):
        found = ticket_of(family.code, now=STARTS_AT - timedelta(days=1))
        with statements() as asked:
            assert own_doors(found, told="") == []
        assert len(asked) == 0

    def test_two_statements_while_a_session_is_on(self, offer, family):
        found = ticket_of(family.code, now=NOW)
        with statements() as asked:
            assert len(own_doors(found, told="")) == 1
        assert len(asked) == 2

    def test_nothing_where_it_is_not_offered_and_nobody_is_here(self, family):
        assert own_doors(ticket_of(family.code, now=NOW), told="") == []

    def test_whom_staff_let_in_is_told_since_when(self, offer, family, session):
        enter(offer, family)
        SelfCheckIn.objects.all().delete()
        door = door_of(family)
        assert (door.arriving, door.leaving, door.inside_in_words) == ([], [], "Lin Yue, Bean, Pip")

    def test_is_welcome_for_two_minutes(self, offer, family):
        enter(offer, family)
        assert door_of(family, NOW + timedelta(seconds=119)).is_welcome
        assert not door_of(family, NOW + timedelta(minutes=2)).is_welcome

    def test_children_without_an_adult_are_handed_over(self, offer, session):
        children = ticket(session.event, children=["Bean"])
        children.attendees.exclude(kind="child").delete()
        door = door_of(children)
        assert (names(door.handed_over), door.arriving) == (["Bean"], [])

    def test_sessions_one_after_the_other_are_told_apart(self, offer, family, session):
        later = SessionFactory(event=session.event, starts_at=session.ends_at)
        offer_self_check_in(session=later, on_screen=True, on_paper=False)
        now = session.ends_at - timedelta(minutes=10)
        told = place_told(offered(later.pk), now=now)
        doors = own_doors(ticket_of(family.code, now=now), told=told)
        assert [(d.session.pk, d.is_at_the_place) for d in doors] == [
            (session.pk, False),
            (later.pk, True),
        ]


class TestLeaving:
    def test_course_notes_who_leaves(self, course, session):
        grown_up = ticket(session.event, "Chen Min", "Lin Yue")
        enter(course, grown_up)
        at = session.ends_at - timedelta(minutes=40)
        assert go(course, grown_up, "Chen Min", now=at) == 1
        gone = Attendance.objects.get(checked_out_at__isnull=False)
        assert (gone.checked_out_at, gone.check_out_method) == (at, CheckOutMethod.SELF)
        assert names(door_of(grown_up, at).leaving) == ["Lin Yue"]
        assert names(door_of(grown_up, at).gone) == ["Chen Min"]

    def test_twice_is_once(self, course, session):
        grown_up = ticket(session.event, "Chen Min")
        enter(course, grown_up)
        first, again = STARTS_AT + timedelta(minutes=30), STARTS_AT + timedelta(minutes=31)
        assert [go(course, grown_up, now=first), go(course, grown_up, now=again)] == [1, 0]
        assert Attendance.objects.get().checked_out_at == first

    def test_child_who_is_collected_does_not_leave_by_itself(self, course, family):
        enter(course, family)
        door = door_of(family)
        assert (names(door.leaving), names(door.collected)) == (["Lin Yue"], ["Bean", "Pip"])
        with pytest.raises(ChildIsCollected):
            go(course, family, now=STARTS_AT)
        assert not Attendance.objects.filter(checked_out_at__isnull=False).exists()

    def test_nobody_asks_at_other_events(self, offer, family):
        enter(offer, family)
        assert door_of(family).leaving == []
        with pytest.raises(LeavingIsNotNoted):
            go(offer, family, "Lin Yue", now=STARTS_AT)

    def test_event_may_ask_who_leaves(self, offer, family, session):
        session.event.intake.checks_out = True
        session.event.intake.save()
        enter(offer, family)
        assert go(offer, family, "Lin Yue", now=STARTS_AT) == 1

    def test_who_is_not_here_cannot_leave(self, course, family):
        with pytest.raises(NotHere):
            go(course, family, "Lin Yue", now=STARTS_AT)

    def test_not_after_the_end(self, course, family, session):
        enter(course, family)
        with pytest.raises(SelfCheckInOver):
            go(course, family, "Lin Yue", now=session.ends_at)


class TestWhoseTickets:
    def test_of_nobody_and_of_others(self, offer, family, session):
        assert arriving.tickets_of(UserFactory(), session.event, now=NOW) == []

    def test_other_events_of_this_hour(self, session):
        user = UserFactory()
        elsewhere = EventFactory()
        mine = RegistrationFactory(event=elsewhere, contact__user=user)
        found = arriving.tickets_elsewhere(user, session.event, now=NOW)
        assert [(t.registration, s) for t, s in found] == [(mine, elsewhere.sessions.get())]
        early = NOW - timedelta(days=1)
        assert arriving.tickets_elsewhere(user, session.event, now=early) == []

"""What stations kept without a network, when it reaches the library."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.keys import LARGEST_KEY
from door.api import schemas
from door.api.schemas import MOST_ENTRIES
from door.forms import LONGEST_CODE, MOST_AT_ONCE
from door.models import Conflict, Device, Scan
from door.services.hashed_codes import ticket_key
from door.services.log import recent_scans
from door.services.stations import MOST_UNKNOWN_CODES
from events.choices import PlaceState, RegistrationChannel
from events.models import Attendance, Headcount, Registration
from events.services.registration.cancellation import cancel_registration
from tests.factories.door import arrive, ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.stations import entry, phone_at
from tests.racing import race
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = STARTS_AT + timedelta(minutes=30)
AT_TEN = STARTS_AT


@pytest.fixture(autouse=True)
def _half_past_ten(set_clock):
    set_clock(NOW)


@pytest.fixture
def phone(session):
    return phone_at(session)


@pytest.fixture
def family(session):
    return ticket(session.event, "Lin Yue", children=["Bean", "Pip"])


def kept(session, kind="scan", *, at=AT_TEN, **fields):
    """A step that a device has kept since the session began."""
    return entry(session, kind, at=at, **fields)


def let_in(session, code, **fields):
    """A ticket that a device welcomed without a network."""
    return kept(session, code=code, told="welcome", **fields)


def here():
    return Attendance.objects.filter(undone_at=None)


def conflicts():
    return list(Conflict.objects.order_by("pk").values_list("kind", flat=True))


def answers_of(told):
    return [each.get("answer") or each["error"]["code"] for each in told]


def test_corrupt_entry_in_the_middle_holds_up_nobody(session, phone, family):
    neighbour = ticket(session.event, "Wang Fang")
    good = let_in(session, family.code)
    told = phone.hand_over(
        good,
        "not an entry",
        None,
        {"kind": "scan"},
        good | {"client_id": "not a uuid"},
        good | {"client_id": str(uuid.uuid4()), "at": "yesterday"},
        good | {"client_id": str(uuid.uuid4()), "session": 2**70},
        good | {"client_id": str(uuid.uuid4()), "attendees": [10**9]},
        let_in(session, neighbour.code),
    )
    assert answers_of(told) == [
        "welcome",
        *["entry_not_understood"] * 6,
        "not_on_this_ticket",
        "welcome",
    ]
    assert [each["client_id"] for each in told][1:5] == [None] * 4
    assert here().count() == 4
    schemas.Answers.model_validate({"answers": told})


def test_sessions_of_other_stations_are_refused_alone(session, phone, family):
    elsewhere = EventFactory().sessions.get()
    told = phone.hand_over(
        let_in(elsewhere, family.code), let_in(session, family.code), kept(elsewhere, "headcount")
    )
    assert answers_of(told) == ["not_at_this_station", "welcome", "entry_not_understood"]


def test_resend_is_harmless_and_gets_the_same_answers(session, phone, family):
    waiting = ticket(session.event, state=PlaceState.WAITING)
    queued = [
        let_in(session, family.code),
        let_in(session, family.code),
        let_in(session, waiting.code),
        kept(session, code="A" * 26, told="unknown"),
        kept(session, "walk_in", name="Mr Gao", adults=1, children=1),
        kept(session, "headcount", adults=2, children=3),
    ]
    queued.append(kept(session, "undo", of=queued[0]["client_id"], reason="The wrong family"))
    first = phone.hand_over(*queued)
    after = [here().count(), Scan.objects.count(), Headcount.objects.count(), conflicts()]
    again = phone.hand_over(*queued)
    assert answers_of(again) == answers_of(first)
    assert [here().count(), Scan.objects.count(), Headcount.objects.count(), conflicts()] == after
    assert Registration.objects.filter(channel=RegistrationChannel.WALK_IN).count() == 1


def test_old_undo_sent_again_leaves_the_new_check_in(session, phone, family):
    mother = family.attendees.first()
    phone.hand_over(let_in(session, family.code, attendees=[mother.pk]))
    undo = kept(session, "undo", attendee=mother.pk, reason="She left", at=NOW)
    assert answers_of(phone.hand_over(undo)) == ["taken_back"]
    phone.hand_over(let_in(session, family.code, attendees=[mother.pk], at=NOW))
    assert answers_of(phone.hand_over(undo)) == ["taken_back"]
    assert here().get().attendee == mother


def test_undo_takes_back_the_check_in_that_was_seen_whatever_the_clocks_say(session, family):
    """Another phone let her in, and its clock, or this one's, was wrong at that moment."""
    mother = family.attendees.first()
    arrive(session, mother, at=NOW + timedelta(hours=3, microseconds=123_456))
    phone = phone_at(session)
    [told] = phone.get(f"sessions/{session.pk}/roster").json()["tickets"]
    since = told["p"][0][4]
    undo = kept(session, "undo", attendee=mother.pk, since=since, reason="Not she", at=NOW)
    assert answers_of(phone.hand_over(undo)) == ["taken_back"]
    assert not here().exists()


def test_undo_of_an_entry_holds_though_the_clock_was_put_back_in_between(session, phone, family):
    scan = let_in(session, family.code, at=NOW)
    undo = kept(session, "undo", of=scan["client_id"], reason="By mistake", at=AT_TEN)
    assert answers_of(phone.hand_over(scan, undo)) == ["welcome", "taken_back"]
    assert not here().exists()


def test_late_undo_leaves_a_check_in_that_its_phone_had_not_seen(session, phone, family):
    mother = family.attendees.first()
    arrive(session, mother, at=NOW)
    undo = kept(session, "undo", attendee=mother.pk, since=AT_TEN.isoformat(), reason="x")
    assert answers_of(phone.hand_over(undo)) == ["no_scan_to_take_back"]
    assert here().get().attendee == mother


def test_undo_of_what_never_arrived_is_told(session, phone):
    told = phone.hand_over(kept(session, "undo", of=str(uuid.uuid4()), reason="Oh"))
    assert answers_of(told) == ["no_scan_to_take_back"]


def test_undone_headcount_is_answered_by_its_opposite(session, phone):
    count = kept(session, "headcount", adults=2, children=3)
    phone.hand_over(count)
    undo = kept(session, "undo", of=count["client_id"], reason="Counted twice")
    assert answers_of(phone.hand_over(undo, undo)) == ["taken_back", "taken_back"]
    assert [(line.adults, line.children) for line in Headcount.objects.all()] == [(2, 3), (-2, -3)]


@pytest.mark.parametrize("day", ["0001-01-01", "2026-05-08", "2026-05-10", "9999-12-31"])
def test_heads_are_counted_on_days_of_the_session_only(session, phone, day):
    told = phone.hand_over(
        kept(session, "headcount", adults=2, day=day),
        kept(session, "headcount", adults=3, day="2026-05-09"),
    )
    assert answers_of(told) == ["entry_not_understood", "counted"]
    assert Headcount.objects.get().adults == 3


def test_two_stations_let_the_same_ticket_in(session, phone, family):
    side_door = phone_at(session, name="Side door")
    phone.hand_over(let_in(session, family.code))
    [told] = side_door.hand_over(let_in(session, family.code, at=AT_TEN - timedelta(minutes=1)))
    assert (told["answer"], told["conflict"]) == ("already_here", "let_in_twice")
    assert told["here"]["by"] == "Main door · 1"
    assert here().count() == 3
    assert Scan.objects.count() == 2
    assert conflicts() == ["let_in_twice"]


def test_two_stations_let_in_different_people_of_a_ticket(session, phone, family):
    mother, bean, pip = family.attendees.values_list("pk", flat=True)
    side_door = phone_at(session, name="Side door")
    phone.hand_over(let_in(session, family.code, attendees=[mother]))
    [told] = side_door.hand_over(let_in(session, family.code, attendees=[bean, pip]))
    assert (told["answer"], told["conflict"], told["let_in"]) == ("welcome", None, [bean, pip])
    assert conflicts() == []


def test_one_of_the_people_was_let_in_by_both(session, phone, family):
    mother, bean, _pip = family.attendees.values_list("pk", flat=True)
    side_door = phone_at(session, name="Side door")
    phone.hand_over(let_in(session, family.code, attendees=[mother]))
    [told] = side_door.hand_over(let_in(session, family.code, attendees=[mother, bean]))
    assert (told["answer"], told["conflict"], told["let_in"]) == (
        "welcome",
        "let_in_twice",
        [bean],
    )


class TestTurnedAway:
    @pytest.mark.parametrize("told", ["unknown", "cancelled", "waiting", "other_event"])
    def test_good_ticket_lets_nobody_in_and_is_told_to_a_coordinator(
        self, session, phone, family, told
    ):
        scan = kept(session, code=family.code, told=told)
        answers = [phone.hand_over(scan), phone.hand_over(scan)]
        for [each] in answers:
            assert (each["answer"], each["let_in"]) == ("welcome", [])
            assert each["conflict"] == "turned_away"
        assert conflicts() == ["turned_away"]
        assert not here().exists()
        assert not recent_scans(session)[0].was_taken_back

    def test_who_was_let_in_with_the_next_scan_did_not_stay_outside(self, session, phone, family):
        mother = family.attendees.first()
        away = kept(session, code=family.code, told="unknown")
        phone.hand_over(away, let_in(session, family.reference, attendees=[mother.pk]))
        phone.hand_over(kept(session, code=family.code, told="unknown"))
        assert conflicts() == []
        assert here().count() == 1

    def test_who_had_no_place_was_rightly_turned_away(self, session, phone):
        waiting = ticket(session.event, state=PlaceState.WAITING)
        cancelled = ticket(session.event, state=PlaceState.CANCELLED)
        phone.hand_over(
            kept(session, code=waiting.code, told="waiting"),
            kept(session, code=cancelled.code, told="waiting"),
            kept(session, code="A" * 26, told="unknown"),
        )
        assert conflicts() == []


class TestMeanwhile:
    def test_ticket_cancelled_meanwhile_counts_and_takes_no_place(self, session, phone, family):
        pool = session.event.pools.get()
        key = ticket_key(phone.door.station.salt, family.code)
        cancel_registration(registration_id=family.pk, now=NOW)
        scan = kept(session, ticket=key, told="welcome")
        [told] = phone.hand_over(scan)
        assert (told["answer"], told["conflict"]) == ("cancelled", "cancelled_meanwhile")
        assert len(told["let_in"]) == here().count() == 3
        pool.refresh_from_db()
        assert pool.taken == 0

    def test_they_are_here_at_the_next_door(self, session, phone, family):
        cancel_registration(registration_id=family.pk, now=NOW)
        phone.hand_over(let_in(session, family.code))
        assert phone.send(kept(session, code=family.code))["answer"] == "already_here"

    def test_one_of_the_party_was_cancelled_meanwhile(self, session, phone, family):
        bean = family.attendees.all()[1]
        bean.state = PlaceState.CANCELLED
        bean.save()
        [told] = phone.hand_over(let_in(session, family.code, attendees=[bean.pk]))
        assert told["conflict"] == "cancelled_meanwhile"
        assert here().get().attendee == bean

    def test_who_waited_was_let_in(self, session, phone):
        waiting = ticket(session.event, state=PlaceState.WAITING)
        scan = kept(session, code=waiting.code, told="waiting", let_in_anyway=True)
        [told] = phone.hand_over(scan)
        assert (told["answer"], told["conflict"]) == ("waiting", "waiting_let_in")
        assert here().count() == 1

    def test_ticket_of_another_event_is_counted(self, session, phone):
        foreign = ticket(EventFactory(), "Wang Fang", children=["Tao"])
        scan = kept(session, code=foreign.code, told="other_event", let_in_anyway=True)
        told = phone.hand_over(scan, scan)
        assert [each["conflict"] for each in told] == ["other_event_let_in"] * 2
        line = Headcount.objects.get()
        assert (line.adults, line.children) == (1, 1)
        assert not here().exists()

    def test_code_that_nobody_knows_is_counted(self, session, phone):
        scan = kept(session, code="A" * 26, told="unknown", let_in_anyway=True)
        phone.hand_over(scan)
        assert conflicts() == ["unknown_let_in"]
        assert Headcount.objects.get().adults == 1


class TestLettingInAnyway:
    def test_who_waits_gets_the_places_past_those_who_wait(self, session, phone):
        ticket(session.event, state=PlaceState.WAITING)
        second = ticket(session.event, "Lin Yue", children=["Bean"], state=PlaceState.WAITING)
        session.event.intake.waiting = 2
        session.event.intake.save()
        asked = phone.send(kept(session, code=second.code))
        assert (asked["answer"], asked["may_let_in"]) == ("waiting", True)
        told = phone.send(kept(session, code=second.code, let_in_anyway=True))
        assert (told["answer"], len(told["let_in"])) == ("welcome", 2)
        second.refresh_from_db()
        assert second.state == PlaceState.SEATED
        assert session.event.pools.get().taken == 2
        session.event.intake.refresh_from_db()
        assert session.event.intake.waiting == 1

    @pytest.mark.parametrize("state", [PlaceState.WAITING, PlaceState.CANCELLED])
    def test_nobody_without_a_place(self, session, phone, state):
        session.event.pools.update(taken=30)
        shown = ticket(session.event, state=state)
        assert not phone.send(kept(session, code=shown.code))["may_let_in"]
        refused = phone.post("scans", kept(session, code=shown.code, let_in_anyway=True))
        assert (refused.status_code, refused.json()["code"]) == (409, "no_place_left")
        assert not here().exists()

    def test_another_event_s_ticket_walks_in(self, session, phone):
        foreign = ticket(EventFactory(), "Wang Fang", children=["Tao"])
        scan = kept(session, code=foreign.code, let_in_anyway=True)
        told = [phone.send(scan), phone.send(scan)]
        assert {each["answer"] for each in told} == {"welcome"}
        assert told[0]["who"] == told[1]["who"] == "Guest · 1 adult, 1 child"
        assert session.event.pools.get().taken == here().count() == 2

    def test_unknown_code_lets_nobody_in(self, session, phone):
        told = phone.send(kept(session, code="A" * 26, let_in_anyway=True))
        assert (told["answer"], told["may_let_in"]) == ("unknown", False)


class TestClock:
    @pytest.mark.parametrize("wrong_by", [timedelta(hours=-3), timedelta(days=400)])
    def test_wrong_clock_is_put_right_kept_and_flagged(self, session, phone, family, wrong_by):
        scan = let_in(session, family.code, at=AT_TEN + wrong_by)
        phone.hand_over(scan, device_time=NOW + wrong_by)
        kept = Scan.objects.get()
        assert (kept.scanned_at, kept.device_clock_at, kept.clock_is_off) == (
            AT_TEN,
            AT_TEN + wrong_by,
            True,
        )
        assert kept.received_at == NOW
        assert set(here().values_list("checked_in_at", flat=True)) == {AT_TEN}

    def test_clock_that_was_set_in_between_cannot_leave_the_station_s_time(
        self, session, phone, family
    ):
        neighbour = ticket(session.event, "Wang Fang")
        phone.hand_over(
            let_in(session, family.code, at=AT_TEN - timedelta(days=9000)),
            let_in(session, neighbour.code, at=NOW + timedelta(hours=1)),
        )
        made_at = phone.door.station.made_at
        assert list(Scan.objects.order_by("pk").values_list("scanned_at", "clock_is_off")) == [
            (made_at, True),
            (NOW, True),
        ]

    def test_clock_within_two_minutes_is_right(self, session, phone, family):
        phone.hand_over(let_in(session, family.code), device_time=NOW - timedelta(seconds=90))
        assert not Scan.objects.get().clock_is_off


def test_device_says_what_it_still_holds(session, phone, family):
    phone.hand_over(let_in(session, family.code), unsynced=12)
    assert Device.objects.get().unsynced == 12
    [told] = phone.get("station").json()["devices"]
    assert (told["number"], told["unsynced"]) == (1, 12)


def test_batch_of_five_hundred_takes_few_statements(session, phone):
    session.event.pools.update(capacity=600, ceiling=600)
    tickets = [ticket(session.event) for _ in range(20)]
    queued = [let_in(session, tickets[number % 20].code) for number in range(500)]
    with statements() as sql:
        told = phone.hand_over(*queued)
    assert len(sql) == 4, "device, parties, writing, last contact"
    assert answers_of(told) == ["welcome"] * 20 + ["already_here"] * 480
    with statements() as sql:
        assert answers_of(phone.hand_over(*queued)) == answers_of(told)
    assert len(sql) == 5, "and what was written before"
    assert phone.post("batch", {"entries": queued * 2, "device_time": NOW}).status_code == 422


@pytest.mark.parametrize("between", ["undo", "session", "pass"])
def test_guesses_end_within_a_batch_however_they_are_mixed(session, between):
    """The limit is of the station, not of scans that happen to follow each other."""
    other = SessionFactory(event=EventFactory())
    phone = phone_at(session, other)
    guesses = []
    for number in range(MOST_ENTRIES // 2):
        guesses.append(kept(session, code=f"{number:08}"))
        if between == "undo":
            guesses.append(kept(session, "undo", of=str(uuid.uuid4()), reason="x"))
        elif between == "session":
            guesses.append(kept(other, code=f"{number:08}"))
        else:
            guesses.append(kept(session, "pass", key=f"{number:022}"))
    answers = phone.hand_over(*guesses)
    assert Scan.objects.filter(answer="unknown").count() == MOST_UNKNOWN_CODES
    assert answers[-2]["error"]["code"] == "too_many_unknown_codes"


def test_more_than_any_batch_can_be_is_refused_in_words(session, phone):
    longest = kept(session, code="九" * LONGEST_CODE, attendees=[LARGEST_KEY] * MOST_AT_ONCE)
    batch = {"entries": [longest] * MOST_ENTRIES, "device_time": NOW}
    assert phone.post("batch", batch).status_code == 200
    refused = phone.post("batch", batch | {"entries": ["x" * 3_000_000]})
    assert (refused.status_code, refused.json()["code"]) == (413, "too_much_at_once")
    assert str(MOST_ENTRIES) in refused.json()["message"]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_and_any_repetition_end_in_the_same_attendances(data):
    """Three stations, tickets of all kinds, batches cut anywhere and sent again and again."""
    from django.db import transaction

    with transaction.atomic():
        event = EventFactory()
        session = event.sessions.get()
        tickets = [
            ticket(event, "Lin Yue", children=["Bean"]),
            ticket(event, "Wang Fang"),
            ticket(event, "Zhao Min", state=PlaceState.CANCELLED),
            ticket(event, "Sun Li", state=PlaceState.WAITING),
        ]
        phones = [phone_at(session, name=f"Door {number}") for number in range(3)]
        queued = [
            [let_in(session, tickets[number].code) for number in numbers]
            for numbers in data.draw(
                st.lists(st.lists(st.integers(0, 3), max_size=6), min_size=3, max_size=3)
            )
        ]
        shown = {number for each in queued for number in (e["code"] for e in each)}
        sendings = [
            (phone, each[:cut])
            for phone, each in zip(phones, queued, strict=True)
            for cut in [*data.draw(st.lists(st.integers(0, 6), max_size=3)), len(each)]
        ]
        for phone, batch in data.draw(st.permutations(sendings)):
            phone.hand_over(*batch)
        expected = {
            attendee.pk
            for each in tickets
            if each.code in shown
            for attendee in each.attendees.all()
        }
        assert sorted(here().values_list("attendee", flat=True)) == sorted(expected)
        assert Scan.objects.count() == sum(map(len, queued))
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_stations_hand_over_the_same_tickets_at_once(session, set_clock):
    tickets = [ticket(session.event) for _ in range(12)]
    phones = [phone_at(session, name=name) for name in ("Main door", "Side door")]
    race(
        *[
            lambda phone=phone, codes=codes: phone.hand_over(
                *[let_in(session, code) for code in codes]
            )
            for phone, codes in zip(
                phones, ([t.code for t in tickets], [t.code for t in tickets[::-1]]), strict=True
            )
        ]
    )
    assert here().count() == 12
    assert Scan.objects.count() == 24
    assert conflicts() == ["let_in_twice"] * 12


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_sent_twice_at_once(session, phone, family):
    queued = [let_in(session, family.code), let_in(session, ticket(session.event).code)]
    race(*[lambda: phone.hand_over(*queued)] * 3)
    assert (here().count(), Scan.objects.count(), conflicts()) == (4, 2, [])

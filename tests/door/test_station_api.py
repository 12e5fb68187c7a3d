"""What a device at a station sends and is told."""

import json
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from core.codes import reference, secret_code
from door.api import schemas
from door.api.schemas import MOST_ENTRIES
from door.models import Conflict, Device, Scan
from door.services.hashed_codes import ticket_key
from door.services.stations import (
    MOST_UNKNOWN_CODES,
    TAKES_LATE_SCANS_FOR,
    lift_revocation,
    renew_code,
    revoke,
)
from events.choices import PlaceState
from events.models import Attendance
from events.services.going_home import guardian_code
from events.services.making.sessions import cancel_session
from notifications.services.limits import Limit
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import PersonFactory
from tests.factories.stations import Phone, entry, phone_at, refusal, station
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _five_to_ten(set_clock):
    set_clock(NOW)


@pytest.fixture
def phone(session):
    return phone_at(session)


@pytest.fixture
def family(session):
    return ticket(session.event, "Lin Yue", children=["Bean", "Pip"])


def here():
    return set(Attendance.objects.filter(undone_at=None).values_list("session_id", "attendee_id"))


def conflicts():
    return list(Conflict.objects.order_by("pk").values_list("kind", flat=True))


class TestOpening:
    def test_code_opens_the_station_on_a_device(self, session):
        _station, code = station(session)
        opened = Client().post(
            "/api/v1/station/open", {"code": code}, content_type="application/json"
        )
        told = schemas.Opened.model_validate(opened.json())
        assert (told.station.name, told.device.number) == ("Main door", 1)
        assert [(s.id, s.title) for s in told.sessions] == [(session.pk, "Storytime")]

    @pytest.mark.parametrize(
        "typed", ["https://example.org/checkin/station/#{}", " {} ", "{0:.5} {0:.0}"]
    )
    def test_code_is_taken_as_it_was_scanned(self, session, typed):
        _station, code = station(session)
        text = f"{code[:6]}-{code[6:]}".lower() if "{0" in typed else typed.format(code)
        assert Phone(text).opened["device"] == {"number": 1}

    def test_devices_are_numbered(self, session):
        _station, code = station(session)
        assert [Phone(code).opened["device"]["number"] for _ in range(3)] == [1, 2, 3]

    def test_nothing_stored_opens_a_station(self, session, phone):
        token = phone.opened["token"]
        device = Device.objects.select_related("station").get()
        assert token not in json.dumps([device.token_hash, device.station.code_hash])

    def test_unknown_code(self):
        answer = Client().post(
            "/api/v1/station/open", {"code": "A" * 26}, content_type="application/json"
        )
        assert refusal(answer) == (404, "unknown_station")

    def test_guesses_from_one_connection_end(self, session):
        _station, code = station(session)
        client = Client()
        answers = [
            client.post("/api/v1/station/open", {"code": c}, content_type="application/json")
            for c in [*["A" * 26] * 60, code]
        ]
        assert {a.status_code for a in answers[:60]} == {404}
        assert refusal(answers[60]) == (429, "too_many_attempts")
        assert int(answers[60]["Retry-After"]) == 15 * 60

    def test_refusals_follow_the_language_of_the_device(self):
        client = Client(headers={"Accept-Language": "zh-CN,zh;q=0.9"})
        answer = client.get("/api/v1/station")
        assert answer["Content-Language"] == "zh-hans"


class TestToken:
    @pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer nonsense", "Basic eDp5"])
    def test_nothing_without_a_token(self, session, authorization):
        headers = {"Authorization": authorization} if authorization else {}
        for answer in (
            Client().get("/api/v1/station", headers=headers),
            Client().get(f"/api/v1/sessions/{session.pk}/roster", headers=headers),
            Client().post("/api/v1/scans", {}, headers=headers),
        ):
            assert refusal(answer) == (401, "unknown_device")
            assert answer["WWW-Authenticate"] == "Bearer"

    def test_guessed_tokens_end(self):
        client = Client()
        headers = {"Authorization": "Bearer " + "A" * 26}
        codes = [client.get("/api/v1/station", headers=headers).status_code for _ in range(61)]
        assert codes == [401] * 60 + [429]

    def test_revoked_station_stops_at_the_next_contact(self, session, phone, family):
        station = phone.door.station
        revoke(station=station, by=None, now=NOW)
        scan = entry(session, code=family.code)
        for answer in (
            phone.get("station"),
            phone.get(f"sessions/{session.pk}/roster"),
            phone.post("scans", scan),
            phone.post("batch", {"entries": [scan], "device_time": NOW}),
            phone.post(f"sessions/{session.pk}/search", {"phone": "13800138000"}),
        ):
            assert refusal(answer) == (410, "station_is_over")
        lift_revocation(station=station, now=NOW)
        assert phone.send(scan)["answer"] == "welcome"

    def test_new_code_ends_the_devices_of_the_old_one(self, phone):
        code = renew_code(station=phone.door.station, now=NOW)
        assert refusal(phone.get("station")) == (410, "station_is_over")
        assert Phone(code).opened["device"] == {"number": 2}

    def test_station_that_is_over_takes_only_what_was_scanned_in_time(
        self, session, phone, family, set_clock
    ):
        end = phone.door.station.expires_at
        set_clock(end + timedelta(hours=9))
        late = entry(session, code=family.code, told="welcome", at=end + timedelta(minutes=1))
        in_time = entry(session, code=family.code, told="welcome", at=NOW)
        assert refusal(phone.get("station")) == (410, "station_is_over")
        assert refusal(phone.post("scans", in_time)) == (410, "station_is_over")
        refused, taken = phone.hand_over(late, in_time)
        assert refused["error"]["code"] == "station_is_over"
        assert taken["answer"] == "welcome"

        set_clock(end + TAKES_LATE_SCANS_FOR)
        batch = {"entries": [in_time], "device_time": NOW}
        assert refusal(phone.post("batch", batch)) == (410, "station_is_over")


class TestScan:
    def test_welcome_lets_in_the_party_under_masked_names(self, session, phone, family):
        told = phone.send(entry(session, code=family.code))
        schemas.Answer.model_validate(told)
        assert (told["answer"], told["word"]) == ("welcome", "Welcome")
        assert [person[1:4] for person in told["party"]["p"]] == [
            ["L•• Y••", "adult", None],
            ["B••", "child", 7],
            ["P••", "child", 7],
        ]
        assert len(told["let_in"]) == 3
        assert told["here"]["by"] == "Main door · 1"
        scan = Scan.objects.get()
        assert (str(scan.device), scan.scanned_by, scan.told) == ("Main door · 1", None, "")

    def test_already_here_says_when_and_at_which_station(self, session, phone, family, set_clock):
        phone.send(entry(session, code=family.code))
        set_clock(STARTS_AT)
        side_door = phone_at(session, name="Side door")
        told = side_door.send(entry(session, code=family.code))
        assert (told["answer"], told["word"]) == ("already_here", "Already here since 09:55")
        assert told["here"] == {"at": NOW.isoformat(), "by": "Main door · 1"}

    def test_ticket_is_known_by_its_key_and_its_reference(self, session, phone, family):
        key = ticket_key(phone.door.station.salt, family.code)
        mother, bean, pip = family.attendees.values_list("pk", flat=True)
        first = phone.send(entry(session, ticket=key, attendees=[mother]))
        assert first["let_in"] == [mother]
        second = phone.send(entry(session, code=family.reference, method="typed"))
        assert second["let_in"] == [bean, pip]

    def test_key_of_another_station_is_unknown(self, session, phone, family):
        key = ticket_key(phone_at(session).door.station.salt, family.code)
        assert phone.send(entry(session, ticket=key))["answer"] == "unknown"

    def test_forged_altered_foreign_cancelled_and_random_codes(self, session, phone, family):
        altered = family.code[:-1] + ("A" if family.code[-1] != "A" else "B")
        other = EventFactory(title_en="Chess for beginners")
        foreign = ticket(other)
        cancelled = ticket(session.event, state=PlaceState.CANCELLED)
        waiting = ticket(session.event, state=PlaceState.WAITING)
        answers = {
            code: phone.send(entry(session, code=code))
            for code in (
                "https://evil.example/T/" + "A" * 26,
                altered,
                "九" * 26,
                "\x00" + "x" * 30,
                foreign.code,
                foreign.reference,
                cancelled.code,
                waiting.code,
            )
        }
        assert [told["answer"] for told in answers.values()] == [
            "unknown",
            "unknown",
            "unknown",
            "unknown",
            "other_event",
            "unknown",
            "cancelled",
            "waiting",
        ]
        assert not here()
        right = answers[foreign.code]["right"]
        assert right["session"] == other.sessions.get().pk
        assert right["title"] == "Chess for beginners"
        assert "party" not in answers[foreign.code]

    def test_another_station_s_session_is_not_there(self, session, phone, family):
        elsewhere = SessionFactory()
        assert refusal(phone.post("scans", entry(elsewhere, code=family.code))) == (
            404,
            "not_at_this_station",
        )
        assert refusal(phone.get(f"sessions/{elsewhere.pk}/roster")) == (
            404,
            "not_at_this_station",
        )

    def test_cancelled_session_lets_nobody_in(self, session, phone, family):
        cancel_session(session, now=NOW)
        told = phone.post("scans", entry(session, code=family.code))
        assert refusal(told) == (409, "session_is_cancelled")

    def test_costs_at_most_three_statements(self, session, phone, family):
        foreign = ticket(EventFactory())
        waiting = ticket(session.event, state=PlaceState.WAITING)

        def cost(code, **fields):
            with statements() as sql:
                answer = phone.send(entry(session, code=code, **fields))["answer"]
            return answer, len(sql)

        assert [
            cost(family.code),
            cost(family.code),
            cost(family.reference),
            cost(foreign.code),
            cost(waiting.code),
            cost("A" * 26),
            cost("no ticket at all"),
        ] == [
            ("welcome", 3),
            ("already_here", 3),
            ("already_here", 3),
            ("other_event", 3),
            ("waiting", 3),
            ("unknown", 3),
            ("unknown", 2),
        ]

    def test_statements_are_planned_once_for_all_scans(self, session, phone):
        for each in [ticket(session.event) for _ in range(8)]:
            phone.send(entry(session, code=each.code))
        with connection.cursor() as cursor:
            # The database plans the first five anew, to learn whether one plan serves for all.
            cursor.execute("SELECT custom_plans, generic_plans FROM pg_prepared_statements")
            assert cursor.fetchall() == [(5, 3)] * 3

    def test_guesses_end_whatever_address_they_come_from(self, session, phone, family):
        answers = [
            phone.post("scans", entry(session, code=uuid.uuid4().hex[:8]))
            for _ in range(MOST_UNKNOWN_CODES)
        ]
        assert {answer.json()["answer"] for answer in answers} == {"unknown"}
        late = phone.post("scans", entry(session, code=family.code))
        assert refusal(late) == (429, "too_many_unknown_codes")
        assert late["Retry-After"] == "300"
        assert not here()

    def test_guesses_of_a_new_device_are_counted_too(self, session):
        _station, code = station(session)
        Phone(code).hand_over(
            *[entry(session, code="0" * 8) for _ in range(MOST_UNKNOWN_CODES - 1)]
        )
        last, late = Phone(code).hand_over(*[entry(session, code="0" * 8) for _ in range(2)])
        assert last["answer"] == "unknown"
        assert late["error"]["code"] == "too_many_unknown_codes"
        assert Scan.objects.count() == MOST_UNKNOWN_CODES

    def test_ten_thousand_guesses_find_nobody(self, session, phone, family):
        guesses = [make() for _ in range(5_000) for make in (secret_code, reference)]
        guesses[MOST_UNKNOWN_CODES + 1] = family.code
        statuses, told = Counter(), Counter()
        for first in range(0, len(guesses), MOST_ENTRIES):
            batch = guesses[first : first + MOST_ENTRIES]
            entries = [entry(session, code=guess) for guess in batch]
            response = phone.post("batch", {"entries": entries, "device_time": NOW})
            statuses[response.status_code] += 1
            for each in response.json().get("answers", []):
                told[each.get("answer") or each["error"]["code"]] += 1
        assert told == {
            "unknown": MOST_UNKNOWN_CODES,
            "too_many_unknown_codes": MOST_ENTRIES - MOST_UNKNOWN_CODES,
        }
        assert statuses == {200: 1, 429: len(guesses) // MOST_ENTRIES - 1}
        assert not here()

    def test_three_hundred_good_scans_are_no_guesses(self, session, phone):
        adults = [ticket(session.event) for _ in range(30)]
        codes = [each.code for each in adults] * 10
        answers = {phone.post("scans", entry(session, code=code)).status_code for code in codes}
        assert answers == {200}
        assert len(here()) == 30


class TestRoster:
    def test_holds_every_ticket_without_a_code_or_a_full_name(self, session, phone, family):
        cancelled = ticket(session.event, "Wang Fang", state=PlaceState.CANCELLED)
        waiting = ticket(session.event, "Zhao Min", state=PlaceState.WAITING)
        phone.send(entry(session, code=family.code))
        answer = phone.get(f"sessions/{session.pk}/roster")
        told = answer.json()
        schemas.Roster.model_validate(told)
        salt = phone.door.station.salt
        assert [(each["k"], each["r"], each["s"]) for each in told["tickets"]] == [
            (ticket_key(salt, each.code), each.reference, state)
            for each, state in (
                (family, "welcome"),
                (cancelled, "cancelled"),
                (waiting, "waiting"),
            )
        ]
        assert told["tickets"][0]["p"][1][1:] == [
            "B••",
            "child",
            7,
            NOW.isoformat(),
            True,
            True,
            None,
        ]
        for secret in (family.code, cancelled.code, "Lin", "Bean", "Wang"):
            assert secret not in answer.content.decode()

    def test_is_not_sent_again_unchanged(self, session, phone, family):
        path = f"sessions/{session.pk}/roster"
        tag = phone.get(path)["ETag"]
        assert phone.get(path, **{"If-None-Match": tag}).status_code == 304
        phone.send(entry(session, code=family.code))
        assert phone.get(path, **{"If-None-Match": tag}).status_code == 200

    def test_costs_the_same_for_many(self, session, phone):
        path = f"sessions/{session.pk}/roster"

        def cost():
            with statements() as sql:
                phone.get(path)
            return len(sql)

        ticket(session.event, "Lin Yue", children=["Bean"])
        one = cost()
        for _ in range(8):
            ticket(session.event, "Wang Fang")
        assert cost() == one == 5


def test_tickets_are_found_by_a_whole_telephone_number(session, phone):
    contact = PersonFactory(name="Lin Yue", phone="+8613800138000")
    ticket(session.event, "Lin Yue", contact=contact)
    path = f"sessions/{session.pk}/search"
    [found] = phone.post(path, {"phone": "138 0013 8000"}).json()["tickets"]
    assert found["p"][0][1] == "L•• Y••"
    for half in ("1380013", "", "nobody", "+86 139 0013 8000"):
        assert phone.post(path, {"phone": half}).json() == {"tickets": []}


def test_numbers_are_not_tried_one_after_another_on_ever_new_devices(
    session, phone, family, monkeypatch
):
    limit = Limit("phones of a test", most=3, span=timedelta(hours=1))
    monkeypatch.setattr("door.api.PHONES_BY_STATION", limit)
    path, number = f"sessions/{session.pk}/search", {"phone": "138 0013 8000"}
    code = renew_code(station=phone.door.station, now=NOW)
    phones = [Phone(code) for _device in range(4)]
    answers = [each.post(path, number) for each in phones]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert phone_at(session).post(path, number).status_code == 200


def test_child_goes_home_only_against_the_guardian_s_code(session, phone, family):
    mother, bean, _pip = family.attendees.values_list("pk", flat=True)
    phone.send(entry(session, code=family.code))
    leave = {"kind": "check_out", "attendees": [mother, bean]}
    assert refusal(phone.post("scans", entry(session, **leave))) == (422, "guardian_code_needed")
    wrong = phone.post("scans", entry(session, **leave, guardian_code="000 000"))
    assert refusal(wrong) == (403, "guardian_code_wrong")
    told = phone.send(entry(session, **leave, guardian_code=guardian_code(family)))
    assert (told["answer"], told["word"]) == ("gone_home", "2 went home.")
    stranger = ticket(session.event).attendees.get()
    both = entry(session, kind="check_out", attendees=[mother, stranger.pk])
    assert refusal(phone.post("scans", both)) == (422, "not_on_this_ticket")


def test_describes_itself(phone):
    told = phone.get("openapi.json").json()
    assert set(told["paths"]) == {
        f"/api/v1/{path}"
        for path in (
            "station/open",
            "station",
            "sessions/{session_id}/roster",
            "sessions/{session_id}/search",
            "sessions/{session_id}/recent",
            "scans",
            "batch",
        )
    }
    assert set(told["components"]["schemas"]) >= {"ScanEntry", "Answer", "Problem", "Batch"}

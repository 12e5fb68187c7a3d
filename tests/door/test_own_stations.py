"""One tap on a session opens a station for whoever is signed in."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.services.erasure import erase_account
from cms.navigation import Place, links_for
from door.models import Device, Scan, Station
from door.services.own_stations import open_own_station
from door.services.stations import lift_revocation, renew_code, revoke
from events.models import Attendance, Headcount, Registration
from events.services.making.sessions import cancel_session
from staff.choices import StaffRole
from staff.models import StaffScope
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.stations import Phone, entry, refusal, station
from tests.racing import race

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(minutes=5)
CHOICE = "/checkin/"


@pytest.fixture(autouse=True)
def _five_to_ten(set_clock):
    set_clock(NOW)


@pytest.fixture
def desk(client, clerk):
    """A browser in which the clerk is signed in."""
    client.force_login(clerk)
    return client


@pytest.fixture
def second(session):
    """Another session at the same library, an hour later."""
    event = EventFactory(title_en="Chess", branch=session.event.branch, sessions=0)
    return SessionFactory(event=event, starts_at=STARTS_AT + timedelta(hours=1))


def tap(desk, *sessions):
    """Open a station at these sessions; the code in the address that it leads to."""
    answer = desk.post(CHOICE, {"session": [session.pk for session in sessions]})
    assert answer.status_code == 302
    address, code = answer.url.split("#")
    assert address == reverse("station")
    return code


def text(response):
    """What a person reads: the page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class TestOpening:
    def test_one_tap_leads_to_an_open_station(self, desk, session, clerk):
        phone = Phone(tap(desk, session))
        assert [each["id"] for each in phone.opened["sessions"]] == [session.pk]
        assert phone.opened["station"]["is_attended"]
        station = Station.objects.get()
        assert (station.attendant, station.made_by) == (clerk, clerk)
        assert station.name == clerk.name

    def test_who_comes_back_gets_another_code_for_the_same_station(self, desk, session):
        first = Phone(tap(desk, session))
        second = Phone(tap(desk, session))
        assert Station.objects.count() == 1
        assert second.opened["device"] == {"number": 2}
        assert first.get("station").status_code == 200

    def test_a_code_opens_once_another_was_given_no_more(self, desk, session):
        old = tap(desk, session)
        tap(desk, session)
        answer = desk.post("/api/v1/station/open", {"code": old}, content_type="application/json")
        assert answer.status_code == 404

    def test_the_same_phone_stays_the_same_device(self, desk, session):
        phone = Phone(tap(desk, session))
        again = phone.post("station/open", {"code": tap(desk, session)}).json()
        assert again["token"] == phone.opened["token"]
        assert Device.objects.count() == 1

    def test_a_phone_of_another_station_is_new_here(self, desk, session, second):
        phone = Phone(tap(desk, session))
        elsewhere = phone.post("station/open", {"code": tap(desk, second)}).json()
        assert elsewhere["token"] != phone.opened["token"]

    def test_several_sessions_stand_at_one_door(self, desk, session, second):
        phone = Phone(tap(desk, session, second))
        assert [each["title"] for each in phone.opened["sessions"]] == ["Storytime", "Chess"]
        tap(desk, second, session)
        tap(desk, session)
        assert Station.objects.count() == 2

    def test_each_person_has_a_station_of_their_own(self, desk, client, session):
        tap(desk, session)
        client.force_login(StaffScopeFactory(branch=session.event.branch).user)
        tap(client, session)
        assert Station.objects.count() == 2

    @pytest.mark.parametrize("end", ["closed", "over", "given away"])
    def test_one_that_is_no_longer_theirs_is_replaced(self, desk, session, end, set_clock):
        tap(desk, session)
        station = Station.objects.get()
        if end == "closed":
            revoke(station=station, by=None, now=NOW)
        elif end == "over":
            set_clock(station.expires_at)
        else:
            renew_code(station=station, now=NOW)
        tap(desk, session)
        assert Station.objects.count() == 2

    def test_stays_open_as_long_as_the_session_that_was_moved(self, desk, session):
        tap(desk, session)
        session.ends_at += timedelta(days=1)
        session.save()
        tap(desk, session)
        assert Station.objects.get().expires_at == session.ends_at + timedelta(hours=3)

    @pytest.mark.django_db(transaction=True)
    def test_two_taps_at_once_open_one(self, session, clerk):
        race(*[lambda: open_own_station(sessions=[session], by=clerk, now=NOW)] * 2)
        assert Station.objects.count() == 1

    def test_the_app_speaks_the_language_of_whoever_opened_it(self, desk, session, clerk):
        clerk.language = "zh-hans"
        clerk.save()
        tap(desk, session)
        assert '<html lang="zh-hans"' in desk.get(reverse("station")).content.decode()


class TestRefusals:
    def test_nothing_chosen(self, desk, session):
        answer = desk.post(CHOICE, {})
        assert answer.status_code == 422
        assert "Choose at least one session." in text(answer)

    @pytest.mark.parametrize("chosen", ["x", "", str(10**30), "-1"])
    def test_nonsense(self, desk, session, chosen):
        assert desk.post(CHOICE, {"session": chosen}).status_code == 422

    def test_a_session_that_does_not_take_place(self, desk, session):
        cancel_session(session, now=NOW)
        assert desk.post(CHOICE, {"session": session.pk}).status_code == 422

    def test_another_branchs_session(self, client, session):
        for role in (StaffRole.COORDINATOR, StaffRole.DOOR):
            client.force_login(StaffScopeFactory(role=role, branch=BranchFactory()).user)
            assert client.post(CHOICE, {"session": session.pk}).status_code == 422
            assert "Storytime" not in text(client.get(CHOICE, {"session": session.pk}))
        assert not Station.objects.exists()

    @pytest.mark.parametrize("role", [StaffRole.REVIEWER, StaffRole.DIRECTOR, None])
    def test_who_may_not_check_in(self, client, session, role):
        branch = session.event.branch
        user = StaffScopeFactory(role=role, branch=branch).user if role else UserFactory()
        client.force_login(user)
        assert client.get(CHOICE).status_code == 403
        assert client.post(CHOICE, {"session": session.pk}).status_code == 403

    def test_visitors_are_asked_to_sign_in_and_come_back(self, client, session):
        address = f"{CHOICE}?session={session.pk}"
        asked = client.get(address)
        assert asked.url == f"/accounts/login/?next={CHOICE}%3Fsession%3D{session.pk}"
        assert client.post(CHOICE, {"session": session.pk}).url == f"/accounts/login/?next={CHOICE}"
        assert not Station.objects.exists()


class TestChoice:
    def test_only_own_sessions_are_to_choose_from(self, desk, session):
        EventFactory(title_en="Elsewhere")
        page = desk.get(CHOICE)
        assert "Storytime" in text(page)
        assert "Elsewhere" not in text(page)
        assert "no-store" in page.headers["Cache-Control"]

    def test_several_are_offered_where_there_are_several_today(self, desk, session, second):
        several = "Several sessions at one door"
        assert several in text(desk.get(CHOICE))
        cancel_session(second, now=NOW)
        assert several not in text(desk.get(CHOICE))

    @pytest.mark.parametrize("q", ["x" * 81, "\x00"])
    def test_bad_search_is_refused(self, desk, session, q):
        response = desk.get(CHOICE, {"q": q})
        assert response.status_code == 400
        assert "Please check this form" in text(response)

    def test_the_session_that_one_comes_for_stands_in_front(self, desk, second, set_clock):
        set_clock(STARTS_AT + timedelta(days=30))
        assert "Chess" not in text(desk.get(CHOICE))
        page = text(desk.get(CHOICE, {"session": second.pk}))
        assert "Saturday 9 May" in page
        assert "Chess" in page

    @pytest.mark.parametrize(("nonsense", "status"), [("x", 400), (str(10**30), 200), ("-1", 200)])
    def test_nonsense_in_front_finds_nothing(self, desk, session, nonsense, status):
        assert desk.get(CHOICE, {"session": nonsense}).status_code == status

    def test_language_is_the_users_own_until_the_device_chooses(self, desk, session, clerk):
        clerk.language = "zh-hans"
        clerk.save()
        page = desk.get(CHOICE)
        assert page.headers["Content-Language"] == "zh-hans"
        assert "故事会" in text(page)
        desk.post(reverse("door_language"), {"language": "en", "next": CHOICE})
        page = desk.get(CHOICE)
        assert page.headers["Content-Language"] == "en"
        assert "Storytime" in text(page)


@pytest.mark.parametrize("role", [StaffRole.DOOR, StaffRole.DIRECTOR, None])
def test_way_to_the_door_is_shown_to_those_who_may(rf, session, role):
    branch = session.event.branch
    request = rf.get("/")
    request.user = StaffScopeFactory(role=role, branch=branch).user if role else AnonymousUser()
    links = [link.url for link in links_for(request, Place.ACCOUNT)]
    assert (CHOICE in links) == (role == StaffRole.DOOR)


def test_links_to_the_door_of_a_session_lead_to_the_choice_with_it_in_front(desk, session):
    answer = desk.get(f"/checkin/{session.pk}/", follow=True)
    assert answer.redirect_chain == [(f"{CHOICE}?session={session.pk}", 302)]
    assert "Storytime" in text(answer)


class TestUnderWhoseName:
    """What is done at a station of one's own stands under one's name."""

    @pytest.fixture
    def phone(self, desk, session):
        return Phone(tap(desk, session))

    def test_a_scan_and_its_undo(self, phone, session, clerk):
        family = ticket(session.event, "Lin Yue")
        scan = entry(session, code=family.code)
        phone.send(scan)
        phone.send(entry(session, "undo", of=scan["client_id"], reason="Scanned by mistake"))
        assert set(Scan.objects.values_list("scanned_by", flat=True)) == {clerk.pk}
        presence = Attendance.objects.get()
        assert (presence.checked_in_by, presence.undone_by) == (clerk, clerk)
        assert presence.undo_reason == "Scanned by mistake"

    def test_a_walk_in_and_its_undo(self, phone, session, clerk):
        came = entry(session, "walk_in", adults=1)
        phone.send(came)
        phone.send(entry(session, "undo", of=came["client_id"], reason="Went home again"))
        change = Registration.objects.get().changes.last()
        assert (change.reason, change.changed_by) == ("Went home again", clerk)

    def test_a_headcount_and_its_undo(self, phone, session, clerk):
        counted = entry(session, "headcount", adults=1)
        phone.send(counted)
        phone.send(entry(session, "undo", of=counted["client_id"], reason="x"))
        lines = Headcount.objects.order_by("pk").values_list("adults", "counted_by")
        assert list(lines) == [(1, clerk.pk), (-1, clerk.pk)]

    def test_nobodys_once_the_code_was_given_to_others(self, phone, session):
        family = ticket(session.event, "Lin Yue")
        other = Phone(renew_code(station=phone.door.station, now=NOW))
        other.send(entry(session, code=family.code))
        assert Scan.objects.get().scanned_by is None

    def test_nor_does_the_station_bear_it_any_more(self, phone, session, clerk):
        assert Station.objects.get().name == clerk.name
        renew_code(station=phone.door.station, now=NOW)
        assert Station.objects.get().name == "Staff"

    def test_one_for_helpers_keeps_its_name_with_another_code(self, session):
        helpers, _code = station(session)
        renew_code(station=helpers, now=NOW)
        assert Station.objects.get().name == "Main door"


class TestEndOfARight:
    """Whoever has other duties now reads no names at the station they had opened before."""

    @pytest.fixture
    def phone(self, desk, session):
        return Phone(tap(desk, session))

    @pytest.mark.parametrize("way", ["station", "roster", "recent", "search"])
    def test_names_are_told_no_more(self, phone, session, clerk, way):
        StaffScope.objects.filter(user=clerk).delete()
        if way == "search":
            answer = phone.post(f"sessions/{session.pk}/search", {"phone": "138 0013 8000"})
        else:
            answer = phone.get(way if way == "station" else f"sessions/{session.pk}/{way}")
        assert refusal(answer) == (410, "station_is_over")

    def test_of_one_of_its_doors_ends_it(self, desk, session, second, clerk):
        second.event.branch = BranchFactory()
        second.event.save()
        scope = StaffScopeFactory(user=clerk, role=StaffRole.DOOR, branch=second.event.branch)
        phone = Phone(tap(desk, session, second))
        assert phone.get("station").status_code == 200
        scope.delete()
        assert refusal(phone.get("station")) == (410, "station_is_over")

    def test_a_closed_account_opens_nothing(self, phone, session, clerk):
        family = ticket(session.event, "Lin Yue")
        clerk.is_active = False
        clerk.save()
        answer = phone.post("scans", entry(session, code=family.code))
        assert refusal(answer) == (410, "station_is_over")
        assert not Attendance.objects.exists()

    def test_what_was_done_before_is_taken(self, phone, session, clerk):
        family = ticket(session.event, "Lin Yue")
        came = entry(session, code=family.code, told="welcome")
        clerk.is_active = False
        clerk.save()
        [answer] = phone.hand_over(came)
        assert answer["answer"] == "welcome"
        assert Attendance.objects.get().checked_in_by == clerk

    def test_nor_does_it_outlive_the_account(self, phone, session, clerk):
        """Else it would go on as one for helpers, whose right nobody asks for."""
        StaffScope.objects.filter(user=clerk).delete()
        erase_account(user=clerk, now=NOW)
        station = Station.objects.get()
        assert (station.name, station.attendant) == ("Staff", None)
        assert refusal(phone.get("station")) == (410, "station_is_over")
        lift_revocation(station=station, now=NOW)
        assert refusal(phone.get(f"sessions/{session.pk}/roster")) == (410, "station_is_over")

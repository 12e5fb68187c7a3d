"""The pages of the door, with and without htmx, for those who may and those who may not."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from brands.choices import WayIn
from cms.navigation import Place, links_for
from core import clock
from door.models import Scan
from events.choices import PlaceState
from events.models import Attendance, Headcount, Registration
from events.services.making.sessions import cancel_session
from staff.choices import StaffRole
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: STARTS_AT)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 5, 9))


@pytest.fixture
def desk(client, clerk):
    """A browser in which the clerk is signed in."""
    client.force_login(clerk)
    return client


@pytest.fixture
def family(session):
    return ticket(session.event, "Lin Yue", children=["Bean", "Pip"])


def address(name, session, *rest):
    return reverse(name, args=[session.pk, *rest])


def typed(code, **more):
    return {"client_id": uuid.uuid4(), "method": "typed", "code": code} | more


def text(response):
    """What a person reads: the page without its tags."""
    page = re.sub(r"<template.*?</template>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# Who may


def every_page(session, registration, line):
    return [
        ("get", address("door", session)),
        ("get", address("door_live", session)),
        ("get", address("door_names", session)),
        ("get", address("door_party", session, registration.pk)),
        ("get", address("door_walk_in", session)),
        ("get", address("door_count", session)),
        ("post", address("door_scan", session)),
        ("post", address("door_undo", session)),
        ("post", address("door_walk_in", session)),
        ("post", address("door_count", session)),
        ("post", address("door_correct_count", session)),
        ("post", address("door_undo_count", session, line.pk)),
    ]


@pytest.fixture
def everything(session, family):
    line = Headcount.objects.create(
        session=session, day=date(2026, 5, 9), adults=1, source="x", counted_at=STARTS_AT
    )
    return every_page(session, family, line)


def whole_form(family):
    """Valid for every form of the door at once, so that only permission can refuse it."""
    return typed(family.code, adults=1, children=1, day="2026-05-09", reason="x") | {
        "attendee": family.attendees.first().pk
    }


def written():
    return [model.objects.count() for model in (Scan, Attendance, Headcount, Registration)]


@pytest.mark.parametrize("htmx", [{}, HTMX], ids=["plain", "htmx"])
def test_another_branchs_staff_find_nothing(client, session, family, everything, htmx):
    for role in (StaffRole.COORDINATOR, StaffRole.DOOR):
        client.force_login(StaffScopeFactory(role=role, branch=BranchFactory()).user)
        before = written()
        for method, path in everything:
            response = getattr(client, method)(path, whole_form(family), headers=htmx)
            assert (response.status_code, path) == (404, path)
            assert "Lin Yue" not in response.content.decode()
        assert written() == before


@pytest.mark.parametrize("role", [StaffRole.REVIEWER, StaffRole.DIRECTOR, None])
def test_who_may_not_check_in_is_told_so(client, session, family, everything, role):
    branch = session.event.branch
    user = StaffScopeFactory(role=role, branch=branch).user if role else UserFactory()
    client.force_login(user)
    for method, path in [*everything, ("get", reverse("door_sessions"))]:
        response = getattr(client, method)(path, whole_form(family))
        assert (response.status_code, path) == (403, path)
        assert "Lin Yue" not in response.content.decode()


def test_visitors_are_asked_to_sign_in_and_come_back(client, session, family, everything):
    for method, path in everything:
        response = getattr(client, method)(path)
        back = path if method == "get" else reverse("door_sessions")
        assert (response.status_code, response.url) == (302, f"/accounts/login/?next={back}")
    assert not Attendance.objects.exists()


def test_script_whose_sign_in_has_run_out_leads_there(client, session, family):
    page = address("door", session)
    response = client.post(
        address("door_scan", session),
        typed(family.code),
        headers=HTMX | {"HX-Current-URL": f"http://testserver{page}"},
    )
    assert response.headers["HX-Redirect"] == f"/accounts/login/?next={page}"
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("page", ["http://[", "https://elsewhere.example/", "//elsewhere.example"])
def test_script_that_names_no_page_of_ours_leads_to_the_choice_of_doors(client, session, page):
    response = client.get(address("door", session), headers=HTMX | {"HX-Current-URL": page})
    assert response.headers["HX-Redirect"] == f"/accounts/login/?next={reverse('door_sessions')}"


@pytest.mark.parametrize("role", [StaffRole.COORDINATOR, StaffRole.DOOR])
def test_staff_in_scope_see_every_page(client, session, everything, role):
    client.force_login(StaffScopeFactory(role=role, branch=session.event.branch).user)
    for method, path in everything:
        if method == "get":
            assert client.get(path).status_code == 200


def test_only_own_sessions_are_to_choose_from(desk, session):
    EventFactory(title_en="Elsewhere")
    page = text(desk.get(reverse("door_sessions")))
    assert "Storytime" in page
    assert "Elsewhere" not in page


def test_huge_keys_find_nothing(desk, session):
    for path in (f"/checkin/{10**30}/", f"/checkin/{session.pk}/names/{10**30}/"):
        assert desk.get(path).status_code == 404


def test_pages_of_the_door_are_never_stored(desk, session, everything):
    for method, path in everything:
        if method == "get":
            assert "no-store" in desk.get(path).headers["Cache-Control"]


@pytest.mark.parametrize("role", [StaffRole.DOOR, StaffRole.DIRECTOR, None])
def test_way_to_the_door_is_shown_to_those_who_may(rf, session, role):
    branch = session.event.branch
    request = rf.get("/")
    request.user = StaffScopeFactory(role=role, branch=branch).user if role else AnonymousUser()
    links = [link.url for link in links_for(request, Place.ACCOUNT)]
    assert (reverse("door_sessions") in links) == (role == StaffRole.DOOR)


# Scanning


def test_typed_code_leads_to_the_answer(desk, session, family):
    response = desk.post(address("door_scan", session), typed(family.code.lower()), follow=True)
    assert response.redirect_chain[0][0].startswith(address("door", session))
    page = text(response)
    assert "Welcome Lin Yue · 1 adult, 2 children" in page
    assert "3 of 3 here" in page


def test_answer_can_be_reloaded_and_lets_nobody_in_again(desk, session, family):
    there = desk.post(address("door_scan", session), typed(family.code)).url
    assert "Welcome" in text(desk.get(there))
    assert (Attendance.objects.count(), Scan.objects.count()) == (3, 1)


def test_answer_of_another_door_is_not_shown(desk, session, family):
    there = desk.post(address("door_scan", session), typed(family.code)).url
    other = EventFactory(branch=session.event.branch).sessions.get()
    page = text(desk.get(address("door", other) + "?" + there.split("?")[1]))
    assert "Ready" in page
    assert "Lin Yue" not in page


@pytest.mark.parametrize("sent", ["", "x", "1" * 500, "\x00"])
def test_broken_link_to_an_answer_shows_the_door(desk, session, sent):
    response = desk.get(address("door", session), {"sent": sent})
    assert response.status_code == 200
    assert "Ready" in text(response)


def test_htmx_gets_the_answer_and_the_party(desk, session, family):
    response = desk.post(address("door_scan", session), typed(family.code), headers=HTMX)
    page = response.content.decode()
    assert 'class="door-answer door-answer-welcome"' in page
    assert '<door-signal answer="welcome">' in page
    assert "<html" not in page
    assert "door-changed" in response.headers["HX-Trigger"]
    assert [name in page for name in ("Lin Yue", "Bean", "Pip")] == [True] * 3


def test_people_of_another_event_stay_unnamed(desk, session):
    stranger = ticket(EventFactory(title_en="Chess"), "Secret Name")
    response = desk.post(address("door_scan", session), typed(stranger.code), headers=HTMX)
    assert "Another event Chess" in text(response)
    page = desk.get(address("door", session)).content.decode() + response.content.decode()
    assert "Secret Name" not in page


def test_chosen_people_enter(desk, session, family):
    mother, _bean, pip = family.attendees.all()
    desk.post(
        address("door_scan", session),
        typed("", registration=family.pk, attendee=[mother.pk, pip.pk]),
    )
    assert set(Attendance.objects.values_list("attendee", flat=True)) == {mother.pk, pip.pk}


def test_row_of_the_list_lets_in_everyone_and_shows_it(desk, session, family):
    response = desk.post(
        address("door_scan", session),
        typed("", registration=family.pk, everyone="on"),
        headers=HTMX | {"HX-Target": f"row-{family.pk}"},
    )
    assert f'<li class="door-row" id="row-{family.pk}">' in response.content.decode()
    assert "since 10:00" in text(response)


def test_scan_over_http_costs_few_statements(desk, session, family):
    """Besides the two of the scan: session cookie, user, scopes, branch tree, session."""
    with statements() as sql:
        desk.post(address("door_scan", session), typed(family.code), headers=HTMX)
    assert len(sql) == 7


BAD_SCANS = [
    {},
    {"client_id": "x"},
    typed(""),
    typed("A" * 401),
    typed("\x00"),
    typed("x", method="magic"),
    typed("", registration="x"),
    typed("", registration="-1", everyone="on"),
    typed("", registration=str(10**30), everyone="on"),
    typed("", registration="1"),
    typed("", registration="1", attendee=["x"]),
    typed("", registration="1", attendee=[str(10**30)]),
]


@pytest.mark.parametrize("htmx", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("data", BAD_SCANS)
def test_bad_scan_is_refused_with_a_sentence(desk, session, data, htmx):
    response = desk.post(address("door_scan", session), data, headers=htmx)
    assert response.status_code == 422
    assert re.search(r"Not checked in .+\.", text(response))
    assert not Scan.objects.exists()


def test_people_of_another_ticket_are_refused_where_the_answer_would_stand(desk, session, family):
    stranger = ticket(session.event, "Wang Fang").attendees.get()
    data = typed("", registration=family.pk, attendee=[stranger.pk])
    response = desk.post(address("door_scan", session), data, headers=HTMX)
    assert (response.status_code, response.headers["HX-Retarget"]) == (422, "#answer")
    assert "has no place on this ticket" in text(response)


def test_cancelled_session_says_so_and_lets_nobody_in(desk, session, family):
    cancel_session(session, now=STARTS_AT)
    assert "does not take place" in text(desk.get(address("door", session)))
    response = desk.post(address("door_scan", session), typed(family.code))
    assert response.status_code == 409
    assert "nobody can be checked in" in text(response)


def test_other_day_is_pointed_out_but_not_refused(desk, session, family, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: STARTS_AT - timedelta(days=1))
    response = desk.post(address("door_scan", session), typed(family.code), headers=HTMX)
    assert "Welcome" in text(response)
    assert "the session is not today" in text(response)
    assert "It is on Saturday 9 May 2026" in text(desk.get(address("door", session)))


# Names


def test_names_are_searched_without_and_with_htmx(desk, session, family):
    ticket(session.event, "Wang Fang")
    page = desk.get(address("door_names", session), {"q": "wang"})
    part = desk.get(address("door_names", session), {"q": "wang"}, headers=HTMX)
    for response in (page, part):
        assert "Wang Fang" in text(response)
        assert "Lin Yue" not in text(response)
    assert "<html" not in part.content.decode()


def test_places_of_the_list_are_told_apart(desk, session):
    ticket(session.event, "Zhao Lei", state=PlaceState.WAITING)
    ticket(session.event, "Qian Duo", state=PlaceState.CANCELLED)
    page = text(desk.get(address("door_names", session), {"show": "everyone"}))
    assert re.search(r"Zhao Lei 1 adult · \w{8} On the waiting list", page)
    assert re.search(r"Qian Duo 1 adult · \w{8} Cancelled", page)


def test_empty_list_says_whether_everyone_is_here(desk, session, family):
    here, missing = ({"show": shown} for shown in ("here", "missing"))
    assert "Nobody yet." in text(desk.get(address("door_names", session), here))
    desk.post(address("door_scan", session), typed(family.code))
    assert "Everyone is here." in text(desk.get(address("door_names", session), missing))


@pytest.mark.parametrize("query", [{"q": "x" * 81}, {"q": "\x00"}, {"show": "nonsense"}])
@pytest.mark.parametrize("htmx", [{}, HTMX], ids=["plain", "htmx"])
def test_bad_search_is_refused(desk, session, query, htmx):
    assert desk.get(address("door_names", session), query, headers=htmx).status_code == 400


@pytest.mark.parametrize("q", ["x" * 81, "\x00"])
def test_bad_search_for_a_session_is_refused(desk, session, q):
    response = desk.get(reverse("door_sessions"), {"q": q})
    assert response.status_code == 400
    assert "Please check this form" in text(response)


def test_party_of_another_event_is_not_found(desk, session):
    stranger = ticket(EventFactory(branch=session.event.branch))
    assert desk.get(address("door_party", session, stranger.pk)).status_code == 404


# Taking back


def test_scan_is_taken_back_with_its_reason(desk, session, family, clerk):
    desk.post(address("door_scan", session), typed(family.code))
    data = {"scan": Scan.objects.get().pk, "reason": "Scanned by mistake"}
    response = desk.post(address("door_undo", session), data, follow=True)
    assert "Taken back: 3 check-ins." in text(response)
    assert set(Attendance.objects.values_list("undone_by", "undo_reason", "undone_at")) == {
        (clerk.pk, "Scanned by mistake", STARTS_AT)
    }


def test_one_of_the_party_is_taken_back(desk, session, family):
    desk.post(address("door_scan", session), typed(family.code))
    pip = family.attendees.last()
    response = desk.post(
        address("door_undo", session), {"attendee": pip.pk, "reason": "x"}, headers=HTMX
    )
    assert Attendance.objects.get(undone_at__isnull=False).attendee == pip
    tick = f'name="attendee" value="{pip.pk}" id="id_attendee_{pip.pk}" checked'
    assert tick in response.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"reason": "x"},
        {"scan": "1"},
        {"scan": "1", "reason": "x" * 201},
        {"scan": "1", "reason": "\x00"},
        {"scan": "x", "reason": "x"},
        {"attendee": str(10**30), "reason": "x"},
    ],
)
def test_bad_undo_is_refused(desk, session, data):
    assert desk.post(address("door_undo", session), data).status_code == 422


def test_nothing_of_another_session_can_be_taken_back(desk, session, family):
    other = EventFactory().sessions.get()
    stranger = ticket(other.event)
    there = StaffScopeFactory(branch=other.event.branch).user
    desk.force_login(there)
    desk.post(address("door_scan", other), typed(stranger.code))
    desk.force_login(StaffScopeFactory(branch=session.event.branch).user)

    undo, scan = address("door_undo", session), Scan.objects.get()
    assert desk.post(undo, {"scan": scan.pk, "reason": "x"}).status_code == 404
    desk.post(undo, {"attendee": stranger.attendees.get().pk, "reason": "x"})
    assert Attendance.objects.get().undone_at is None


# Walking in and counting


@pytest.mark.parametrize("htmx", [{}, HTMX], ids=["plain", "htmx"])
def test_walk_in_is_welcomed(desk, session, htmx):
    data = {"client_id": uuid.uuid4(), "adults": 2, "children": 1, "name": "Aunt Mei"}
    response = desk.post(address("door_walk_in", session), data, headers=htmx, follow=True)
    assert "Welcome Aunt Mei · 2 adults, 1 child" in text(response)
    assert "27 places are free" in text(response)


def test_walk_in_to_a_full_event_is_counted(desk, session):
    session.event.pools.update(taken=30)
    data = {"client_id": uuid.uuid4(), "adults": 2}
    response = desk.post(address("door_walk_in", session), data, follow=True)
    assert "Counted 2 adults There are not enough free places" in text(response)


BAD_PEOPLE: list[dict[str, object]] = [
    {},
    {"client_id": "x", "adults": 1},
    {"client_id": uuid.uuid4()},
    {"client_id": uuid.uuid4(), "adults": 0, "children": 0},
    {"client_id": uuid.uuid4(), "adults": -1},
    {"client_id": uuid.uuid4(), "adults": 51},
    {"client_id": uuid.uuid4(), "children": 10**30},
    {"client_id": uuid.uuid4(), "adults": "many"},
]


@pytest.mark.parametrize(
    "data", [*BAD_PEOPLE, {"client_id": uuid.uuid4(), "adults": 1, "name": "\x00"}]
)
def test_bad_walk_in_is_refused(desk, session, data):
    response = desk.post(address("door_walk_in", session), data)
    assert response.status_code == 422
    assert "Please check this form" in text(response)
    assert written() == [0, 0, 0, 0]


@pytest.mark.parametrize("data", BAD_PEOPLE)
def test_bad_headcount_is_refused(desk, session, data):
    assert desk.post(address("door_count", session), data).status_code == 422
    assert written() == [0, 0, 0, 0]


def test_event_without_registration_opens_at_the_headcount(desk, session):
    session.event.intake.way_in = WayIn.DROP_IN
    session.event.intake.save()
    response = desk.get(address("door", session))
    assert response.url == address("door_count", session)
    assert "Scan" not in text(desk.get(response.url))


def test_heads_are_counted_and_taken_back(desk, session):
    for people in ({"adults": 1}, {"children": 1}, {"adults": 1}):
        desk.post(address("door_count", session), {"client_id": uuid.uuid4()} | people)
    page = desk.get(address("door_count", session))
    assert "2 adults today 1 child today" in text(page)

    last = Headcount.objects.last()
    page = desk.post(address("door_undo_count", session, last.pk), headers=HTMX)
    assert "1 adult today 1 child today" in text(page)


def test_headcount_of_a_day_is_corrected(desk, session):
    desk.post(address("door_count", session), {"client_id": uuid.uuid4(), "adults": 9})
    data = {"client_id": uuid.uuid4(), "day": "2026-05-09", "adults": 4, "children": 2}
    page = desk.post(address("door_correct_count", session), data, follow=True)
    assert "4 adults today 2 children today" in text(page)


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "x"},
        {"day": "2026-05-08"},
        {"day": "yesterday"},
        {"day": ""},
        {"adults": -1},
        {"adults": ""},
        {"children": 10**30},
    ],
)
def test_bad_correction_is_refused(desk, session, change):
    data = {"client_id": uuid.uuid4(), "day": "2026-05-09", "adults": 4, "children": 2}
    response = desk.post(address("door_correct_count", session), data | change)
    assert response.status_code == 422
    assert "Please check this form" in text(response)


def test_reversal_cannot_be_reversed_nor_a_line_of_another_session(desk, session):
    line = Headcount.objects.create(
        session=session, day=date(2026, 5, 9), adults=1, source="x", counted_at=STARTS_AT
    )
    desk.post(address("door_undo_count", session, line.pk))
    opposite = Headcount.objects.get(reverses=line)
    assert desk.post(address("door_undo_count", session, opposite.pk)).status_code == 404

    other = EventFactory(branch=session.event.branch).sessions.get()
    assert desk.post(address("door_undo_count", other, line.pk)).status_code == 404


# Frame


def test_language_is_the_users_own_until_the_device_chooses(desk, session, clerk):
    clerk.language = "zh-hans"
    clerk.save()
    page = desk.get(address("door", session))
    assert page.headers["Content-Language"] == "zh-hans"
    assert "故事会" in text(page)

    desk.post(reverse("door_language"), {"language": "en", "next": address("door", session)})
    page = desk.get(address("door", session))
    assert page.headers["Content-Language"] == "en"
    assert "Storytime" in text(page)


def test_live_part_brings_the_log_only_where_it_is_shown(desk, session, family):
    desk.post(address("door_scan", session), typed(family.code))
    assert "Lin Yue" not in text(desk.get(address("door_live", session)))
    assert "Lin Yue" in text(desk.get(address("door_live", session) + "?recent"))

"""The door on a phone: a real camera picture, bad connections, one hand."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from core import clock
from door.models import Scan
from door.services.check_in import check_in
from events.choices import CheckInMethod, PlaceState
from events.models import Attendance, Headcount, Registration, Session
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.door import ticket
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import RoomFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db(transaction=True)

# Remembers the rhythm of each answer, since no test can feel it.
FEEL = "window.felt = []; navigator.vibrate = (pulses) => felt.push(pulses.join(' '));"


@pytest.fixture
def session() -> Session:
    """A story time that began a quarter of an hour ago."""
    event = EventFactory(title_en="Storytime", title_zh="故事会", sessions=0)
    room = RoomFactory(branch=event.branch, name_en="Reading room", name_zh="阅览室")
    return SessionFactory(event=event, starts_at=clock.now() - timedelta(minutes=15), room=room)


@pytest.fixture
def family(session: Session) -> Registration:
    return ticket(session.event, "Lin Yue", children=["Bean", "Pip"])


@pytest.fixture
def clerk(session: Session, sign_in: Callable[[User], None]) -> User:
    """Who stands at the door of the session's branch, signed in."""
    user = StaffScopeFactory(branch=session.event.branch).user
    sign_in(user)
    return user


@pytest.fixture
def door(page: Page, session: Session, clerk: User) -> Page:
    """The page of the camera."""
    page.add_init_script(FEEL)
    page.emulate_media(reduced_motion="reduce")
    page.goto(reverse("door", args=[session.pk]))
    return page


def type_code(door: Page, code: str) -> None:
    door.get_by_label("Code or reference").fill(code)
    door.get_by_role("button", name="Check", exact=True).click()


def test_ticket_is_scanned_by_the_camera(
    door: Page,
    session: Session,
    family: Registration,
    hold_before_camera: Callable[[str], None],
    complaints: list[str],
) -> None:
    hold_before_camera(f"HTTPS://LIBRARY.EXAMPLE/T/{family.code}")
    door.get_by_role("button", name="Start the camera").click()

    answer = door.locator("#answer")
    expect(answer).to_contain_text("Welcome")
    expect(answer).to_contain_text("Lin Yue · 1 adult, 2 children")
    expect(door.locator("#figures")).to_contain_text("3 of 3 here")
    expect(door.locator("#recent")).to_contain_text("Lin Yue")
    assert door.evaluate("felt") == ["90"]
    assert violations(door) == []

    # The ticket is still before the camera, and was nevertheless sent once.
    door.wait_for_timeout(1000)
    assert (Scan.objects.count(), Attendance.objects.filter(method="scan").count()) == (1, 3)
    assert complaints == []


def test_next_ticket_is_scanned_without_touching_the_phone(
    door: Page, session: Session, family: Registration, hold_before_camera: Callable[[str], None]
) -> None:
    """The camera goes on as it was when one comes back to the page."""
    hold_before_camera(f"HTTPS://LIBRARY.EXAMPLE/T/{family.code}")
    door.get_by_role("button", name="Start the camera").click()
    expect(door.locator("#answer")).to_contain_text("Lin Yue")

    neighbour = ticket(session.event, "Wang Fang")
    hold_before_camera(f"HTTPS://LIBRARY.EXAMPLE/T/{neighbour.code}")
    door.get_by_role("link", name="Names").click()
    door.get_by_role("link", name="Scan").click()
    expect(door.locator("#answer")).to_contain_text("Wang Fang")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh-hans", "dark")])
def test_each_answer_has_a_word_a_shape_and_a_rhythm(
    door: Page, session: Session, clerk: User, family: Registration, language: str, scheme: str
) -> None:
    other = EventFactory(title_en="Chess", title_zh="象棋")
    codes = {
        "welcome": family.code,
        "already_here": family.reference.lower(),
        "other_event": ticket(other).code,
        "waiting": ticket(session.event, state=PlaceState.WAITING).code,
        "cancelled": ticket(session.event, state=PlaceState.CANCELLED).code,
        "unknown": "nothing",
    }
    User.objects.filter(pk=clerk.pk).update(language=language)
    door.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    door.reload()

    seen = []
    for answer, code in codes.items():
        field = door.locator(".door-type input[name=code]")
        field.fill(code)
        field.press("Enter")
        panel = door.locator(f"#answer .door-answer-{answer}")
        expect(panel).to_be_visible()
        expect(field).to_have_value("")
        seen.append(
            (panel.locator("p").first.inner_text(), panel.locator("use").get_attribute("href"))
        )
        assert violations(door) == []
        assert sideways_scroll(door) == 0

    words, shapes = zip(*seen, strict=True)
    rhythms = door.evaluate("felt")
    assert [len(set(signs)) for signs in (words, shapes, rhythms)] == [len(codes)] * 3


def test_resend_after_a_lost_answer_counts_once(
    door: Page, session: Session, family: Registration
) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    scan = f"**{reverse('door_scan', args=[session.pk])}"
    door.route(scan, lose_the_answer)
    type_code(door, family.code)
    expect(door.locator("#answer")).to_contain_text("No answer")
    assert Attendance.objects.count() == 3

    door.unroute(scan)
    door.get_by_role("button", name="Check", exact=True).click()
    expect(door.locator("#answer")).to_contain_text("Welcome")
    assert (Attendance.objects.count(), Scan.objects.count()) == (3, 1)


def test_family_is_ticked_one_by_one(door: Page, session: Session, family: Registration) -> None:
    type_code(door, family.code)
    door.get_by_role("button", name="Not here: Pip").click()
    expect(door.locator("#figures")).to_contain_text("2 of 3 here")
    assert Attendance.objects.get(undone_at__isnull=False).undo_reason == "Did not come along"

    door.get_by_role("checkbox", name="Pip").check()
    door.get_by_role("button", name="Check in those ticked").click()
    expect(door.locator("#answer")).to_contain_text("Welcome")
    expect(door.locator("#figures")).to_contain_text("3 of 3 here")


def test_scan_is_taken_back_with_a_reason(
    door: Page, session: Session, family: Registration
) -> None:
    type_code(door, family.code)
    recent = door.locator("#recent")
    recent.get_by_text("Take back").first.click()
    recent.get_by_role("button", name="Scanned by mistake").click()
    expect(recent).to_contain_text("taken back")
    expect(door.locator("#figures")).to_contain_text("0 of 3 here")


def test_name_is_found_while_typing_and_checked_in_by_one_tap(
    page: Page, session: Session, clerk: User, family: Registration
) -> None:
    ticket(session.event, "陈晓明")
    page.goto(reverse("door_names", args=[session.pk]))
    page.get_by_label("Name or reference").press_sequentially("cxm")
    expect(page.locator(".door-row")).to_have_count(1)
    page.get_by_role("button", name="Check in: 陈晓明").click()
    expect(page.locator(".door-row")).to_contain_text("since")
    expect(page.locator("#figures")).to_contain_text("1 of 4 here")
    assert Attendance.objects.get().method == "typed"


def test_what_another_device_does_is_seen_here(
    page: Page, session: Session, clerk: User, family: Registration
) -> None:
    page.clock.install()
    page.goto(reverse("door", args=[session.pk]))
    expect(page.locator("#figures")).to_contain_text("0 of 3 here")

    check_in(
        session=session,
        code=family.code,
        by=clerk,
        method=CheckInMethod.SCAN,
        client_id=uuid.uuid4(),
        now=clock.now(),
    )
    page.clock.fast_forward("00:11")
    expect(page.locator("#figures")).to_contain_text("3 of 3 here")
    expect(page.locator("#recent")).to_contain_text("Lin Yue")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_around_the_camera_are_fit_for_everyone(
    page: Page, session: Session, clerk: User, family: Registration, language: str
) -> None:
    User.objects.filter(pk=clerk.pk).update(language=language)
    for path in (
        reverse("door_sessions"),
        reverse("door_names", args=[session.pk]),
        reverse("door_party", args=[session.pk, family.pk]),
        reverse("door_walk_in", args=[session.pk]),
        reverse("door_count", args=[session.pk]),
    ):
        page.goto(path)
        assert (path, violations(page)) == (path, [])
        assert (path, sideways_scroll(page)) == (path, 0)


def test_every_tap_counts_and_the_last_can_be_taken_back(
    page: Page, session: Session, clerk: User
) -> None:
    page.goto(reverse("door_count", args=[session.pk]))
    for _ in range(5):
        page.get_by_role("button", name="+1 adult").click()
    page.get_by_role("button", name="+1 child").click()
    tally = page.locator("#tally")
    expect(tally).to_contain_text("5 adults today")
    expect(tally).to_contain_text("1 child today")
    assert violations(page) == []

    page.get_by_role("button", name="Take back 1 child").click()
    expect(tally).to_contain_text("0 children today")
    assert Headcount.objects.count() == 7


def test_walk_in_is_let_in(page: Page, session: Session, clerk: User) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(reverse("door_walk_in", args=[session.pk]))
    page.get_by_role("button", name="One more: Children").click()
    page.get_by_label("Name to call them by").fill("Aunt Mei")
    page.get_by_role("button", name="Let in").click()
    expect(page.locator("#answer")).to_contain_text("Aunt Mei · 1 adult, 1 child")
    expect(page.locator("#figures")).to_contain_text("2 of 2 here")
    expect(page.get_by_label("Children", exact=True)).to_have_value("0")
    assert violations(page) == []


def test_door_works_without_scripts(
    browser: Browser,
    context: BrowserContext,
    live_server: LiveServer,
    session: Session,
    clerk: User,
    family: Registration,
) -> None:
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies(context.cookies())
    door = plain.new_page()
    door.goto(reverse("door", args=[session.pk]))
    type_code(door, family.code)
    expect(door).to_have_title("Welcome · Storytime · 书香 Shuxiang")
    expect(door.locator("#figures")).to_contain_text("3 of 3 here")

    door.get_by_role("button", name="Not here: Pip").click()
    expect(door.locator("#figures")).to_contain_text("2 of 3 here")
    plain.close()

"""A station on a phone: scans, no signal, a killed tab, two doors at once."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import Client
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.fixtures import Settings

from brands.choices import EventKind
from cms import formats
from core import clock
from door.models import Conflict, Device, Scan
from door.services.stations import make_station, revoke
from events.choices import PlaceState
from events.models import Attendance, Headcount, Registration, Session
from events.services.going_home import guardian_code
from events.services.making.sessions import cancel_session
from events.services.registration.cancellation import cancel_registration
from tests.e2e.accessibility import sideways_scroll, violations
from tests.e2e.pages import PATIENCE, PHONE
from tests.events.parties import school_class, sign_up
from tests.factories.door import ticket
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.invitations import GroupInvitationFactory
from tests.factories.people import PersonFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.stations import entry, phone_at

pytestmark = pytest.mark.django_db(transaction=True)

# A phone with a lamp and two cameras, which remembers what was asked of them.
TORCH_AND_TWO_CAMERAS = """
    window.constrained = [];
    window.facing = [];
    const { mediaDevices } = navigator;
    const camera = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.enumerateDevices = async () => [{ kind: "videoinput" }, { kind: "videoinput" }];
    mediaDevices.getUserMedia = async ({ video }) => {
        facing.push(video.facingMode.ideal);
        const stream = await camera({ video: true });
        const [track] = stream.getVideoTracks();
        track.getCapabilities = () => ({ torch: true });
        track.applyConstraints = async ({ advanced }) => constrained.push(...advanced);
        return stream;
    };
"""

# A camera that takes its time, until it is let in.
SLOW_CAMERA = """
    window.asked = 0;
    window.tracks = [];
    const { mediaDevices } = navigator;
    const camera = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wanted) => {
        asked += 1;
        await new Promise((done) => { window.letIn = done; });
        const stream = await camera(wanted);
        tracks.push(...stream.getTracks());
        return stream;
    };
"""

# Remembers the rhythm of each answer, since no test can feel it.
FEEL = "window.felt = []; navigator.vibrate = (pulses) => felt.push(pulses.join(' '));"


class Server(ThreadedWSGIServer):
    """A server whose end is felt: connections that browsers hold open end with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.connections: list[socket.socket] = []
        super().__init__(*args, **kwargs | {"allow_reuse_address": True})

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self.connections.append(connection)
        return connection, address

    def server_close(self) -> None:
        super().server_close()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class ServerThread(LiveServerThread):
    server_class = Server


class Library:
    """The library's server, which can really be stopped, and comes back at its old address."""

    def __init__(self) -> None:
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        self.thread = ServerThread("localhost", static_handler=StaticFilesHandler, port=self.port)
        self.thread.daemon = True
        self.thread.start()
        self.thread.is_ready.wait()
        if self.thread.error:
            raise self.thread.error
        self.port = self.thread.port

    def stop(self) -> None:
        self.thread.terminate()


@pytest.fixture
def library(transactional_db: None) -> Iterator[Library]:
    library = Library()
    yield library
    library.stop()


@pytest.fixture
def context(browser: Browser, library: Library) -> Iterator[BrowserContext]:
    """A phone that lets the station's service worker in."""
    context = phone(browser, library)
    yield context
    context.close()


def phone(browser: Browser, library: Library) -> BrowserContext:
    """One whose owner has just come from far away: the door goes by the library's clock."""
    context = browser.new_context(
        base_url=library.url, viewport=PHONE, locale="en", timezone_id="America/New_York"
    )
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def session() -> Session:
    """A story time that began a quarter of an hour ago."""
    event = EventFactory(title_en="Storytime", title_zh="故事会", sessions=0, places=60)
    return SessionFactory(event=event, starts_at=clock.now() - timedelta(minutes=15))


def code_of(*sessions: Session) -> str:
    _station, code = make_station(name="Main door", sessions=sessions, by=None, now=clock.now())
    return code


def at_the_station(page: Page, code: str) -> Page:
    """The page at its station, prepared, its worker at work."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/checkin/station/#{code}")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    expect(page.locator("[data-figures]")).to_be_visible()
    return page


def show(page: Page, code: str, answer: str) -> None:
    """Type a code, and read the answer."""
    page.get_by_label("Code or reference").fill(code)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#answer")).to_contain_text(answer)


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def wait_until_sent(page: Page, *, state: str = "sent") -> None:
    """By itself it goes too, but after a while."""
    page.locator("[data-sync]").first.click()
    page.get_by_role("button", name="Try now").click()
    expect(page.locator("[data-sync]").first).to_have_attribute("data-sync", state)


def test_ticket_is_scanned_by_the_camera(
    page: Page,
    session: Session,
    hold_before_camera: Callable[[str], None],
    complaints: list[str],
) -> None:
    family = ticket(session.event, "Lin Yue", children=["Bean", "Pip"])
    at_the_station(page, code_of(session))
    hold_before_camera(f"HTTPS://LIBRARY.EXAMPLE/T/{family.code}")
    page.get_by_role("button", name="Start the camera").click()

    expect(page.locator("#answer")).to_contain_text("Welcome")
    expect(page.locator("#answer")).to_contain_text("1 adult, 2 children")
    expect(page.locator("[data-figures]")).to_contain_text("3 of 3 here")
    assert "Lin Yue" not in page.content()
    assert Attendance.objects.filter(session=session).count() == 3

    # The ticket is still before the camera, and was nevertheless sent once. The camera goes on as
    # it was when one comes back to it.
    page.wait_for_timeout(500)
    tap(page, "Names")
    assert page.evaluate("document.querySelector('door-camera').stream") is None
    assert Scan.objects.get().device == Device.objects.get()
    neighbour = ticket(session.event, "Wang Fang")
    hold_before_camera(f"HTTPS://LIBRARY.EXAMPLE/T/{neighbour.code}")
    tap(page, "Scan")
    expect(page.locator("#answer")).to_contain_text("W•• F••")
    assert complaints == []


def test_light_other_camera_and_sound_are_at_hand(page: Page, session: Session) -> None:
    page.add_init_script(TORCH_AND_TWO_CAMERAS)
    at_the_station(page, code_of(session))
    tap(page, "Start the camera")
    light = page.get_by_role("button", name="Light")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("constrained") == [{"torch": True}]
    tap(page, "Other camera")
    expect(page.locator("door-camera")).to_have_attribute("data-state", "on")
    assert page.evaluate("facing") == ["environment", "user"]
    page.locator(".door-menu summary").click()
    sound = page.get_by_role("button", name="Sound")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "false")


def test_a_camera_that_comes_late_is_asked_once_and_let_go(page: Page, session: Session) -> None:
    page.add_init_script(SLOW_CAMERA)
    at_the_station(page, code_of(session))
    tap(page, "Start the camera")
    tap(page, "Start the camera")
    assert page.evaluate("asked") == 1
    tap(page, "Names")
    page.evaluate("letIn()")
    page.wait_for_function(
        "() => tracks.length && tracks.every((each) => each.readyState === 'ended')"
    )
    assert page.evaluate("document.querySelector('door-camera').stream") is None
    tap(page, "Scan")
    tap(page, "Start the camera")
    page.evaluate("letIn()")
    expect(page.locator("door-camera")).to_have_attribute("data-state", "on")


def test_family_is_ticked_one_by_one(page: Page, session: Session) -> None:
    family = ticket(session.event, "Lin Yue", children=["Bean", "Pip"])
    at_the_station(page, code_of(session))
    show(page, family.code, "Welcome")
    tap(page, "Not here: P••")
    expect(page.locator("[data-figures]")).to_contain_text("2 of 3 here")
    wait_until_sent(page)
    assert Attendance.objects.get(undone_at__isnull=False).undo_reason == "Did not come along"
    tap(page, "Scan")
    page.get_by_role("checkbox", name="P••").check()
    tap(page, "Check in those ticked")
    expect(page.locator("#answer")).to_contain_text("P•• · 1 child")
    expect(page.locator("[data-figures]")).to_contain_text("3 of 3 here")


def test_a_lost_answer_is_given_by_the_phone_and_counts_once(page: Page, session: Session) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    family = ticket(session.event, "Lin Yue", children=["Bean", "Pip"])
    at_the_station(page, code_of(session))
    page.route("**/api/v1/scans", lose_the_answer)
    show(page, family.code, "Welcome")
    wait_until_sent(page)
    assert (Attendance.objects.count(), Scan.objects.count()) == (3, 1)
    assert not Conflict.objects.exists()


def test_a_library_that_is_too_slow_is_not_waited_for(
    page: Page, session: Session, settings: Settings
) -> None:
    settings.DOOR_PATIENCE = 0.1
    asked: list[Route] = []
    family = ticket(session.event, "Lin Yue", children=["Bean", "Pip"])
    at_the_station(page, code_of(session))
    page.route("**/api/v1/batch", lambda route: asked.append(route))
    page.route("**/api/v1/scans", lambda route: asked.append(route))
    show(page, family.code, "Welcome")
    assert not Scan.objects.exists()
    for route in asked:
        route.continue_()
    page.unroute_all()
    wait_until_sent(page)
    assert (Attendance.objects.count(), Scan.objects.count()) == (3, 1)


def test_fifty_scans_survive_a_dead_server_and_a_killed_tab(
    context: BrowserContext, library: Library, session: Session
) -> None:
    tickets = [ticket(session.event, f"Guest {number}") for number in range(50)]
    page = at_the_station(context.new_page(), code_of(session))
    library.stop()
    for each in tickets:
        show(page, each.code, "Welcome")
        expect(page.get_by_label("Code or reference")).to_have_value("")
    expect(page.locator("[data-unsent]")).to_contain_text("50 not sent yet")
    assert not Scan.objects.exists()

    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto("/checkin/station/")
    expect(page.locator("[data-unsent]")).to_contain_text("50 not sent yet")
    expect(page.locator("[data-figures]")).to_contain_text("50 of 50 here")
    show(page, tickets[0].code, "Already here")

    library.start()
    wait_until_sent(page)
    assert Attendance.objects.filter(session=session).count() == 50
    assert Scan.objects.count() == 51
    assert not Conflict.objects.exists()


def test_two_doors_let_the_same_ticket_in(
    browser: Browser, context: BrowserContext, library: Library, session: Session
) -> None:
    family = ticket(session.event, "Lin Yue", children=["Bean"])
    other = phone(browser, library)
    pages = [at_the_station(each.new_page(), code_of(session)) for each in (context, other)]
    library.stop()
    for page in pages:
        show(page, family.code, "Welcome")
    library.start()
    for page in pages:
        wait_until_sent(page)
    other.close()
    assert Attendance.objects.filter(session=session).count() == 2
    assert sorted(Scan.objects.values_list("told", flat=True)) == ["welcome", "welcome"]
    assert [each.kind for each in Conflict.objects.all()] == ["let_in_twice"]


def test_another_station_is_opened_only_when_everything_is_sent(
    context: BrowserContext, library: Library, session: Session
) -> None:
    family = ticket(session.event, "Lin Yue")
    other = SessionFactory(
        event=EventFactory(title_en="Chess", sessions=0), starts_at=session.starts_at
    )
    page = at_the_station(context.new_page(), code_of(session))
    other_code = code_of(other)
    library.stop()
    show(page, family.code, "Welcome")
    page.close()
    page = context.new_page()
    page.goto(f"/checkin/station/#{other_code}")
    expect(page.locator("[data-view=kept]")).to_contain_text("Some scans are not sent yet")
    library.start()
    wait_until_sent(page)
    assert Attendance.objects.filter(session=session).count() == 1


def test_a_corrupt_entry_in_the_middle_holds_up_no_other(
    page: Page, library: Library, session: Session
) -> None:
    first, second = ticket(session.event, "Ann"), ticket(session.event, "Ben")
    at_the_station(page, code_of(session))
    library.stop()
    show(page, first.code, "Welcome")
    page.evaluate(
        """async () => {
            const { Vault } = await import("/static/door/js/station/vault.js");
            const vault = await Vault.open();
            const bad = { kind: "scan", client_id: "not one", session: 0, at: "yesterday" };
            await vault.enqueue(bad);
        }"""
    )
    show(page, second.code, "Welcome")
    library.start()
    wait_until_sent(page, state="refused")
    assert Attendance.objects.filter(session=session).count() == 2
    expect(page.get_by_role("heading", name="Could not be used")).to_be_visible()
    tap(page, "Scan")
    expect(page.locator("[data-unsent]")).to_have_text("1 could not be used")


def test_each_answer_stands_without_a_signal(
    page: Page, library: Library, session: Session
) -> None:
    story = session.event
    other = SessionFactory(
        event=EventFactory(title_en="Chess", sessions=0), starts_at=session.starts_at
    )
    waiting = ticket(story, "Wen", state=PlaceState.WAITING)
    cancelled = ticket(story, "Cai", state=PlaceState.CANCELLED)
    chess = ticket(other.event, "Qi")
    at_the_station_of_two(page, code_of(session, other))
    library.stop()
    show(page, waiting.code, "On the waiting list")
    show(page, cancelled.code, "Cancelled")
    show(page, chess.code, "Another event")
    expect(page.locator("#answer")).to_contain_text("Chess")
    show(page, "A" * 26, "Unknown code")
    library.start()
    wait_until_sent(page)
    assert not Attendance.objects.exists()
    assert Scan.objects.count() == 4


def at_the_station_of_two(page: Page, code: str) -> None:
    page.goto(f"/checkin/station/#{code}")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.get_by_role("button", name="Storytime").click()
    expect(page.locator("[data-figures]")).to_be_visible()


def test_a_ticket_that_was_cancelled_meanwhile_counts_and_is_shown(
    page: Page, library: Library, session: Session
) -> None:
    family = ticket(session.event, "Lin Yue")
    at_the_station(page, code_of(session))
    library.stop()
    cancel_registration(registration_id=family.pk, now=clock.now())
    show(page, family.code, "Welcome")
    library.start()
    wait_until_sent(page)
    assert Attendance.objects.filter(session=session).count() == 1
    assert Conflict.objects.get().kind == "cancelled_meanwhile"
    assert session.event.pools.get().taken == 0


def test_walk_ins_and_headcounts_wait_for_the_signal(
    page: Page, library: Library, session: Session
) -> None:
    at_the_station(page, code_of(session))
    page.get_by_role("button", name="Walk-in").click()
    expect(page.get_by_text("60 places are free.")).to_be_visible()
    library.stop()
    page.get_by_label("Name to call them by").fill("Mr Wu")
    page.get_by_role("button", name="Let in").click()
    expect(page.locator("[data-walked-in]")).to_contain_text("Mr Wu · 1 adult")
    page.get_by_role("button", name="Count").click()
    for _ in range(3):
        page.locator("[data-count=children]").click()
    page.get_by_role("button", name="Take back 1 child").click()
    expect(page.locator(".door-tally [data-text=children]")).to_have_text("2")
    library.start()
    wait_until_sent(page)
    assert sum(line.children for line in Headcount.objects.all()) == 2
    assert Registration.objects.get().contact is None or Attendance.objects.count() == 1


def test_a_check_in_is_taken_back_with_its_reason(page: Page, session: Session) -> None:
    family = ticket(session.event, "Lin Yue")
    at_the_station(page, code_of(session))
    show(page, family.code, "Welcome")
    page.locator("[data-list=recent] summary").first.click()
    page.get_by_role("button", name="Scanned by mistake").click()
    expect(page.locator("[data-figures]")).to_contain_text("0 of 1 here")
    wait_until_sent(page)
    assert Attendance.objects.get().undo_reason == "Scanned by mistake"


def test_a_child_goes_home_against_the_guardians_code_alone(
    page: Page, library: Library, session: Session
) -> None:
    family = ticket(session.event, "Lin Yue", children=["Bean"])
    at_the_station(page, code_of(session))
    show(page, family.code, "Welcome")
    page.get_by_text("Who goes home?").first.click()
    code = page.get_by_label("Code that the guardian says")
    right = guardian_code(family)
    code.fill(f"{(int(right) + 1) % 10**6:06}")
    page.get_by_role("button", name="Goes home").click()
    expect(page.locator("#answer")).to_contain_text("not the code of this ticket")
    code.fill(right)
    page.get_by_role("button", name="Goes home").click()
    expect(page.locator("#answer")).to_contain_text("2 went home")
    assert not Attendance.objects.filter(checked_out_at=None).exists()


def test_who_goes_home_is_asked_once_the_library_knows_who_came(
    page: Page, session: Session
) -> None:
    family = ticket(session.event, "Lin Yue", children=["Bean"])
    at_the_station(page, code_of(session))
    asked: list[Route] = []
    page.route("**/api/v1/batch", lambda route: asked.append(route))
    page.route("**/api/v1/scans", lambda route: route.abort())
    show(page, family.code, "Welcome")
    page.unroute("**/api/v1/scans")
    page.get_by_text("Who goes home?").first.click()
    page.get_by_label("Code that the guardian says").fill(guardian_code(family))
    tap(page, "Goes home")
    page.wait_for_timeout(250)
    assert not Scan.objects.exists()
    for route in asked:
        route.continue_()
    page.unroute_all()
    expect(page.locator("#answer")).to_contain_text("2 went home")
    assert not Attendance.objects.filter(checked_out_at=None).exists()


def test_nothing_readable_is_left_on_the_phone(
    page: Page, library: Library, session: Session
) -> None:
    family = ticket(session.event, "Lin Yue")
    at_the_station(page, code_of(session))
    library.stop()
    show(page, family.code, "Welcome")
    kept = page.evaluate(
        """async () => {
            const open = (name) => new Promise((resolve) => {
                indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result);
            });
            const database = await open("door-station");
            const all = (store) => new Promise((resolve) => {
                const request = database.transaction(store).objectStore(store).getAll();
                request.onsuccess = () => resolve(request.result);
            });
            const rows = [...(await all("kept")), ...(await all("queue")).map((row) => row.sealed)];
            const text = rows.map(({ data }) => new TextDecoder("latin1").decode(data)).join();
            const [key] = await all("keys");
            const exported = await crypto.subtle.exportKey("raw", key).catch(({ name }) => name);
            const storage = JSON.stringify({ ...localStorage, ...sessionStorage });
            return { text, exported, storage };
        }"""
    )
    assert kept["exported"] == "InvalidAccessError"
    for secret in (family.code, family.reference, "Lin", "Storytime"):
        assert secret not in kept["text"]
        assert secret not in kept["storage"]


def test_a_revoked_station_stops_and_forgets(page: Page, session: Session) -> None:
    ticket(session.event, "Lin Yue")
    station, code = make_station(name="Main door", sessions=[session], by=None, now=clock.now())
    at_the_station(page, code)
    revoke(station=station, by=None, now=clock.now())
    page.locator("[data-sync]").first.click()
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("heading", name="This station is over")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Open a station")).to_be_visible()


def test_a_wrong_code_opens_nothing(page: Page, session: Session) -> None:
    page.goto(f"/checkin/station/#{'B' * 26}")
    expect(page.get_by_role("alert").first).to_contain_text("No station has this code")


def test_staff_stand_at_a_door_by_one_tap_and_come_back_to_it(
    page: Page, context: BrowserContext, library: Library, session: Session
) -> None:
    family = ticket(session.event, "Lin Yue", children=["Bean"])
    clerk = StaffScopeFactory(branch=session.event.branch).user
    client = Client()
    client.force_login(clerk)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": library.url}])
    page.goto("/checkin/")
    assert violations(page) == []
    page.get_by_role("button", name="Storytime").click()
    expect(page.locator("[data-figures]")).to_contain_text("0 of 2 here")
    assert "#" not in page.url
    show(page, family.code, "Welcome")
    page.goto(f"/checkin/{session.pk}/")
    page.get_by_role("button", name="Storytime").first.click()
    expect(page.locator("[data-figures]")).to_contain_text("2 of 2 here")
    assert Device.objects.count() == 1

    page.get_by_role("button", name="Names").click()
    tap(page, "Here")
    page.locator("[data-open]").click()
    page.get_by_text("Without the code").click()
    page.get_by_label("Why you let them go").fill("Her aunt, known to us")
    tap(page, "Goes home")
    expect(page.locator("#answer")).to_contain_text("2 went home")
    wait_until_sent(page)
    reasons = Attendance.objects.values_list("checked_out_by", "check_out_reason")
    assert set(reasons) == {(clerk.pk, ""), (clerk.pk, "Her aunt, known to us")}


def test_names_are_filtered_and_found_as_people_type_them(page: Page, session: Session) -> None:
    ticket(session.event, "Lin Yue", children=["Bean"])
    ticket(session.event, "陈晓明", reference="7K2M9QX0")
    ticket(session.event, "Zhao Qi", state=PlaceState.WAITING)
    contact = PersonFactory(name="Wang Fang", phone="+8613800138000")
    late = code_of(session)
    at_the_station(page, late)
    ticket(session.event, "Wang Fang", contact=contact)
    page.get_by_role("button", name="Names").click()
    rows = page.locator("[data-list=names] strong")
    expect(rows).to_have_text(["陈••", "L•• Y••"])
    for typed, found in {
        "lin": ["L•• Y••"],
        "yue Lin": ["L•• Y••"],
        "cxm": ["陈••"],
        "陈晓": ["陈••"],
        "7k2m-9q": ["陈••"],
        "zh": ["Z•• Q••"],
        "xu": [],
    }.items():
        page.get_by_label("Name, reference or telephone number").fill(typed)
        expect(rows).to_have_text(found)
    expect(page.get_by_text("No ticket matches")).to_be_visible()

    page.get_by_label("Name, reference or telephone number").fill("138 0013 8000")
    tap(page, "Ask the library for this number")
    expect(rows).to_have_text(["W•• F••"])
    page.get_by_role("button", name="Check in: W•• F••").click()
    expect(page.locator("[data-list=names]")).to_contain_text("since")
    page.get_by_label("Name, reference or telephone number").fill("139 0013 8000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Only whole numbers are found")).to_be_visible()
    page.get_by_label("Name, reference or telephone number").fill("")
    tap(page, "Here")
    expect(rows).to_have_text(["W•• F••"])
    tap(page, "Everyone")
    expect(rows).to_have_count(4)


def test_numbers_are_looked_up_with_a_signal_only(
    page: Page, library: Library, session: Session
) -> None:
    at_the_station(page, code_of(session))
    page.get_by_role("button", name="Names").click()
    library.stop()
    page.get_by_label("Name, reference or telephone number").fill("13800138000")
    tap(page, "Ask the library for this number")
    expect(page.get_by_text("known to the library only")).to_be_visible()


@pytest.mark.parametrize("view", ["Scan", "Names", "Walk-in", "Count"])
def test_a_hand_scanner_is_heard_in_every_view(page: Page, session: Session, view: str) -> None:
    family, friend = ticket(session.event, "Lin Yue"), ticket(session.event, "Wang Fang")
    at_the_station(page, code_of(session))
    tap(page, view)
    page.keyboard.type(f"HTTPS://LIBRARY.EXAMPLE/T/{family.code}")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text("L•• Y••")
    if view == "Walk-in":
        tap(page, view)
        page.get_by_label("Name to call them by").fill("Aunt Mei")
        page.get_by_label("Name to call them by").press("End")
        page.keyboard.type(friend.code)
        page.keyboard.press("Enter")
        expect(page.locator("#answer")).to_contain_text("W•• F••")
        tap(page, view)
        expect(page.get_by_label("Name to call them by")).to_have_value("Aunt Mei")
    assert Registration.objects.count() == 2


def test_of_a_group_one_says_how_many_came(page: Page, library: Library, session: Session) -> None:
    invitation = GroupInvitationFactory(event=session.event)
    day_before = session.starts_at - timedelta(days=1)
    party = school_class("Class 3b", children=28)
    group = sign_up(session.event, party, invitation=invitation, now=day_before)
    at_the_station(page, code_of(session))
    page.get_by_role("button", name="Names").click()
    page.get_by_label("Name, reference or telephone number").fill("3b")
    page.get_by_role("button", name="Class 3b").first.click()
    expect(page.locator("[data-party]")).to_contain_text("0 of 30 are here.")
    page.locator("[data-party] [name=children]").fill("26")
    tap(page, "So many are here")
    expect(page.locator("#answer")).to_contain_text("Class 3b · 2 adults, 26 children")
    library.stop()
    page.locator("[data-party] [name=adults]").fill("1")
    page.locator("[data-party] [name=children]").fill("28")
    tap(page, "So many are here")
    expect(page.locator("[data-party]")).to_contain_text("29 of 30 are here.")
    library.start()
    wait_until_sent(page)
    present = Attendance.objects.filter(attendee__registration=group, undone_at=None)
    assert present.filter(attendee__kind="adult").count() == 1
    assert present.filter(attendee__kind="child").count() == 28


def test_who_leaves_a_course_early_is_noted_without_a_signal(
    page: Page, library: Library, session: Session
) -> None:
    type(session.event).objects.filter(pk=session.event_id).update(kind=EventKind.COURSE)
    wei = ticket(session.event, "Wei", "Min")
    at_the_station(page, code_of(session))
    library.stop()
    show(page, wei.code, "Welcome")
    page.get_by_text("Who goes home?").first.click()
    page.locator("[data-form=going-home]").get_by_role("checkbox", name="M••").uncheck()
    tap(page, "Goes home")
    expect(page.locator("#answer")).to_contain_text("1 went home.")
    expect(page.locator("[data-party]")).to_contain_text("went home")
    library.start()
    wait_until_sent(page)
    gone = Attendance.objects.exclude(checked_out_at=None)
    assert [each.attendee.person.name for each in gone] == ["Wei"]


def test_where_nobody_signs_off_nobody_is_asked(page: Page, session: Session) -> None:
    wei = ticket(session.event, "Wei")
    at_the_station(page, code_of(session))
    show(page, wei.code, "Welcome")
    expect(page.locator("[data-party]")).to_contain_text("since")
    expect(page.get_by_role("button", name="Goes home")).to_have_count(0)


def test_figure_of_a_day_is_put_right(page: Page, library: Library, session: Session) -> None:
    at_the_station(page, code_of(session))
    page.get_by_role("button", name="Count").click()
    for _ in range(3):
        page.locator("[data-count=adults]").click()
    wait_until_sent(page)
    page.get_by_role("button", name="Count").click()
    page.get_by_text("Correct the figure of a day").click()
    page.locator("[data-form=correct] [name=adults]").fill("7")
    library.stop()
    tap(page, "Set the figure")
    expect(page.get_by_text("nobody knows what others have counted")).to_be_visible()
    library.start()
    wait_until_sent(page)
    tap(page, "Count")
    tap(page, "Set the figure")
    expect(page.locator(".door-tally [data-text=adults]")).to_have_text("7")
    assert sum(line.adults for line in Headcount.objects.all()) == 7


def test_what_another_door_did_is_seen_and_taken_back_here(page: Page, session: Session) -> None:
    family = ticket(session.event, "Lin Yue")
    at_the_station(page, code_of(session))
    other = phone_at(session, name="Side door")
    other.send(entry(session, code=family.code))
    wait_until_sent(page)
    tap(page, "Scan")
    page.evaluate("dispatchEvent(new Event('online'))")
    line = page.locator("[data-list=recent] li", has_text="L•• Y••")
    expect(line).to_contain_text("Welcome")
    line.locator("summary").click()
    line.get_by_label("Another reason").fill("Wrong family")
    line.get_by_role("button", name="Take back", exact=True).click()
    expect(line).to_contain_text("taken back")
    wait_until_sent(page)
    assert Attendance.objects.get().undo_reason == "Wrong family"


def test_a_session_of_another_day_warns_and_a_cancelled_one_is_closed(
    page: Page, session: Session
) -> None:
    event = EventFactory(title_en="Chess", sessions=0)
    later = SessionFactory(event=event, starts_at=session.starts_at + timedelta(days=2))
    at_the_station(page, code_of(later))
    expect(page.locator(".door-bar")).to_contain_text(formats.time_of_day(later.starts_at))
    day = f"{timezone.localtime(later.starts_at):%A %-d %B}"
    expect(page.get_by_text(f"This session is not today. It is on {day}.")).to_be_visible()
    cancel_session(later, now=clock.now())
    wait_until_sent(page)
    tap(page, "Scan")
    expect(page.get_by_text("This session does not take place.").first).to_be_visible()
    show(page, ticket(event, "Lin Yue").code, "Nobody can be checked in")
    assert not Scan.objects.exists()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh-hans", "dark")])
def test_each_answer_has_a_word_a_shape_and_a_rhythm(
    page: Page,
    context: BrowserContext,
    session: Session,
    library: Library,
    language: str,
    scheme: str,
) -> None:
    other = EventFactory(title_en="Chess", title_zh="象棋")
    family = ticket(session.event, "Lin Yue", children=["Bean", "Pip"])
    codes = {
        "welcome": family.code,
        "already_here": family.reference.lower(),
        "other_event": ticket(other).code,
        "waiting": ticket(session.event, state=PlaceState.WAITING).code,
        "cancelled": ticket(session.event, state=PlaceState.CANCELLED).code,
        "unknown": "nothing",
    }
    context.add_cookies([{"name": "django_language", "value": language, "url": library.url}])
    page.add_init_script(FEEL)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    at_the_station(page, code_of(session))
    field, seen = page.locator("#typed-code"), []
    for answer, code in codes.items():
        field.fill(code)
        field.press("Enter")
        panel = page.locator(f"#answer .door-answer-{answer}")
        expect(panel).to_be_visible()
        word, shape = panel.locator("p").first, panel.locator("use").first
        seen.append((word.inner_text(), shape.get_attribute("href")))
        assert violations(page) == []
        assert sideways_scroll(page) == 0
    words, shapes = zip(*seen, strict=True)
    rhythms = page.evaluate("felt")
    assert [len(set(signs)) for signs in (words, shapes, rhythms)] == [len(codes)] * 3


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_views_are_accessible(
    page: Page, context: BrowserContext, library: Library, session: Session, language: str
) -> None:
    ticket(session.event, "Lin Yue", children=["Bean"])
    context.add_cookies([{"name": "django_language", "value": language, "url": library.url}])
    at_the_station(page, code_of(session))
    for view in ("scan", "names", "walk-in", "count"):
        page.locator(f"[data-tabs] [data-go={view}]").click()
        assert (view, violations(page)) == (view, [])
        assert (view, sideways_scroll(page)) == (view, 0)

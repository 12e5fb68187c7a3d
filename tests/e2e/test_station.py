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
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core import clock
from door.models import Conflict, Device, Scan
from door.services.stations import make_station, revoke
from events.choices import PlaceState
from events.models import Attendance, Headcount, Registration, Session
from events.services.going_home import guardian_code
from events.services.registration.cancellation import cancel_registration
from tests.e2e.accessibility import sideways_scroll, violations
from tests.e2e.pages import PHONE
from tests.factories.door import ticket
from tests.factories.events import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


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
    context = browser.new_context(base_url=library.url, viewport=PHONE, locale="en")
    context.set_default_timeout(10_000)
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


def wait_until_sent(page: Page) -> None:
    """By itself it goes too, but after a while."""
    page.locator("[data-sync]").first.click()
    page.get_by_role("button", name="Try now").click()
    expect(page.locator("[data-sync]").first).to_have_attribute("data-sync", "sent")


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
    assert Scan.objects.get().device == Device.objects.get()
    assert complaints == []


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
    wait_until_sent(page)
    assert Attendance.objects.filter(session=session).count() == 2
    expect(page.get_by_role("heading", name="Could not be used")).to_be_visible()


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
    library.stop()
    page.get_by_role("button", name="Walk-in").click()
    page.get_by_role("button", name="One more: Adults").click()
    page.get_by_label("Name to call them by").fill("Mr Wu")
    page.get_by_role("button", name="Let in").click()
    expect(page.locator("[data-walked-in]")).to_contain_text("Mr Wu · 1 adult")
    page.get_by_role("button", name="Count").click()
    for _ in range(3):
        page.locator("[data-count=children]").click()
    page.get_by_role("button", name="Take back 1 child").click()
    expect(page.locator("[data-view=count] [data-text=children]")).to_have_text("2")
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
    code = page.get_by_label("Code that the guardian says")
    right = guardian_code(family)
    code.fill(f"{(int(right) + 1) % 10**6:06}")
    page.get_by_role("button", name="Goes home").click()
    expect(page.locator("#answer")).to_contain_text("not the code of this ticket")
    code.fill(right)
    page.get_by_role("button", name="Goes home").click()
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


@pytest.mark.parametrize("view", ["Scan", "Names", "Walk-in", "Count"])
def test_views_are_accessible(page: Page, session: Session, view: str) -> None:
    ticket(session.event, "Lin Yue", children=["Bean"])
    at_the_station(page, code_of(session))
    page.get_by_role("button", name=view, exact=True).click()
    assert violations(page) == []
    assert sideways_scroll(page) == 0

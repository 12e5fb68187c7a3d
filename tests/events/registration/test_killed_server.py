"""`kill -9` of the web server while 200 people sign up: what was confirmed is there."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from config.processes import ROOT, site_processes
from core import clock
from events.choices import PlaceState
from events.models import Registration
from notifications.models import OutboxMessage
from tests.factories.events import EventFactory, SessionFactory

GUESTS, PLACES, CLIENTS = 200, 120, 16
PATIENCE_SECONDS = 300

# Any token will do, as long as cookie and form agree.
TOKEN = "x" * 32


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def event():
    event = EventFactory(places=PLACES, sessions=0)
    SessionFactory(event=event, starts_at=clock.now() + timedelta(days=7))
    return event


@contextmanager
def web_server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The real one, with production settings, on the database of the test."""
    database = connection.settings_dict
    process = subprocess.Popen(
        site_processes("127.0.0.1", port)["web"],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": "k" * 50,
            "DATABASE_URL": f"postgres://{database['USER']}@/{database['NAME']}"
            f"?host={database['HOST']}",
            "EMAIL_URL": "dummymail://",
            "BASE_URL": f"http://127.0.0.1:{port}",
            "ALLOWED_HOSTS": "127.0.0.1",
        },
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the server with all its workers in the midst of what they do."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Crowd:
    """Guests who send their form until they are answered, each one form under one key."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.keys = {f"guest{number}@example.org": uuid.uuid4() for number in range(GUESTS)}
        self.confirmed: set[str] = set()
        self.strange_answers: list[int] = []
        self.give_up_at = time.monotonic() + PATIENCE_SECONDS

    def sign_up(self, address: str) -> None:
        while time.monotonic() < self.give_up_at:
            try:
                status = self.send(address)
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            if status == 303:
                self.confirmed.add(address)
            else:
                self.strange_answers.append(status)
            return

    def send(self, address: str) -> int:
        web = HTTPConnection("127.0.0.1", self.port, timeout=10)
        form = {
            "csrfmiddlewaretoken": TOKEN,
            "form_key": self.keys[address],
            "name": "Guest",
            "contact": address,
            "adults": 1,
            "children": 0,
        }
        headers = {
            "Cookie": f"csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        web.request("POST", self.path, urlencode(form), headers)
        try:
            return web.getresponse().status
        finally:
            web.close()

    def wait_for(self, confirmed: int) -> None:
        while len(self.confirmed) < confirmed:
            assert time.monotonic() < self.give_up_at, "the server does not answer"
            time.sleep(0.002)


@pytest.mark.django_db(transaction=True)
def test_what_was_confirmed_is_there_after_the_server_was_killed(port, event):
    crowd = Crowd(port, reverse("register", args=[event.slug, event.pk]))
    with ThreadPoolExecutor(CLIENTS) as pool:
        with web_server(port) as first:
            answers = pool.map(crowd.sign_up, crowd.keys)
            crowd.wait_for(60)
            kill(first)
            confirmed = set(crowd.confirmed)
        assert len(confirmed) < GUESTS
        assert confirmed <= registered(event)
        with web_server(port):
            list(answers)

    assert crowd.strange_answers == []
    assert crowd.confirmed == set(crowd.keys)
    registrations = Registration.objects.filter(event=event)
    assert registrations.count() == len(registered(event)) == GUESTS
    assert registrations.filter(state=PlaceState.SEATED).count() == PLACES
    assert event.pools.get().taken == PLACES
    told = OutboxMessage.objects.values_list("subject_id", flat=True)
    assert sorted(told) == sorted(registrations.values_list("pk", flat=True))
    assert reconciled() == "All is well.\n"


def registered(event) -> set[str]:
    return set(Registration.objects.filter(event=event).values_list("contact__email", flat=True))


def reconciled() -> str:
    """What `reconcile` finds to be wrong."""
    said = StringIO()
    call_command("reconcile", stdout=said)
    return said.getvalue()

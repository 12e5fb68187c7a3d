"""Stations at doors, and devices that have opened them."""

import uuid
from datetime import timedelta

from django.test import Client

from core import clock
from door.services.stations import door_of, make_station, open_station
from tests.factories.events import STARTS_AT

MADE_AT = STARTS_AT - timedelta(days=1)


def station(*sessions, name="Main door", made_at=MADE_AT, **fields):
    """A station of these sessions, made the day before; with its code."""
    return make_station(name=name, sessions=sessions, by=None, now=made_at, **fields)


def entry(session, kind="scan", *, at=None, **fields):
    """What a device sends of one step at this session: now, if not at another time."""
    return {
        "kind": kind,
        "client_id": str(uuid.uuid4()),
        "session": session.pk,
        "at": (at or clock.now()).isoformat(),
        **fields,
    }


def refusal(response):
    """With which status and code the library refused."""
    return response.status_code, response.json()["code"]


class Phone:
    """A telephone on which a station is open, as it talks to the API."""

    def __init__(self, code, *, language="en", client=None):
        self.client = client or Client()
        self.headers = {"Accept-Language": language}
        opened = self.post("station/open", {"code": code})
        assert opened.status_code == 200, opened.content
        self.opened = opened.json()
        self.headers["Authorization"] = f"Bearer {self.opened['token']}"

    @property
    def door(self):
        return door_of(self.opened["token"], now=clock.now())

    def get(self, path, **headers):
        return self.client.get(f"/api/v1/{path}", headers=self.headers | headers)

    def post(self, path, data):
        return self.client.post(
            f"/api/v1/{path}", data, content_type="application/json", headers=self.headers
        )

    def send(self, entry):
        """Send one entry; the answer, whatever it is."""
        return self.post("scans", entry).json()

    def hand_over(self, *entries, device_time=None, unsynced=0):
        """Send what was queued; the answers in their order."""
        batch = {
            "entries": entries,
            "unsynced": unsynced,
            "device_time": device_time or clock.now(),
        }
        response = self.post("batch", batch)
        assert response.status_code == 200, response.content
        return response.json()["answers"]


def phone_at(*sessions, **fields):
    """A telephone at a new station of these sessions."""
    _station, code = station(*sessions, **fields)
    return Phone(code)


def open_door(*sessions, now=STARTS_AT, **fields):
    """A device at a new station, as services take it."""
    _station, code = station(*sessions, **fields)
    _device, token = open_station(code=code, now=now)
    return door_of(token, now=now)

"""The API of stations does what its description says, whatever it is sent.

Schemathesis makes requests from the description, good and misshapen ones, and holds each answer
against it: its status, type and shape; nothing misshapen is taken, nothing well shaped refused for
its shape, nothing answered without a token.
"""

import itertools
import uuid
from contextlib import suppress
from datetime import date
from ipaddress import IPv4Network

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from config.wsgi import application
from core.keys import LARGEST_KEY
from door.forms import LONGEST_CODE, MOST_ON_A_TICKET
from door.services.hashed_codes import ticket_key
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT
from tests.factories.stations import phone_at, station

pytestmark = pytest.mark.django_db

# Entries of a good shape that the door refuses for what it knows.
OF_THE_DOOR = {"not_on_this_ticket", "guardian_code_needed", "not_here"}

addresses = itertools.cycle(IPv4Network("10.0.0.0/16"))


def site(environ, start_response):
    """Every request is somebody else's, for guesses are counted by address."""
    return application(environ | {"REMOTE_ADDR": str(next(addresses))}, start_response)


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site)


@pytest.fixture
def phone(session, set_clock):
    set_clock(STARTS_AT)
    return phone_at(session)


@pytest.fixture
def tickets(session):
    return [ticket(session.event, "Lin Yue", children=["Bean"]) for _ in range(5)]


@pytest.fixture(autouse=True)
def _connection_of_the_test(phone):
    """Requests from outside end with old connections closed; this one holds the test's rows."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_as_described(case, phone, tickets):
    bring_to_life(case, phone, tickets)
    headers = {"Authorization": f"Bearer {phone.opened['token']}", "Accept-Encoding": "identity"}
    response = case.call(headers=headers)
    has_a_reason = response.status_code == 422 and response.json()["code"] in OF_THE_DOOR
    case.validate_response(
        response,
        headers=headers,
        transport_kwargs={"headers": headers},
        excluded_checks=[positive_data_acceptance] if has_a_reason else [],
    )


def bring_to_life(case, phone, tickets):
    """Put the station's own session, tickets and people where any would be good."""
    if is_key(case.path_parameters.get("session_id")):
        [case.path_parameters["session_id"]] = phone.door.sessions
    body = case.body if isinstance(case.body, dict) else {}
    if case.path.endswith("/open"):
        if is_code(body.get("code")):
            body["code"] = station(*phone.door.sessions.values())[1]
        return
    entries = body.get("entries", [body])
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            bring_entry_to_life(entry, phone, tickets[len(str(entry)) % len(tickets)])


def bring_entry_to_life(entry, phone, shown):
    people = list(shown.attendees.values_list("pk", flat=True))
    attendees = entry.get("attendees")
    if is_uuid(entry.get("client_id")):
        entry["client_id"] = str(uuid.uuid4())
    if is_key(entry.get("session")):
        [entry["session"]] = phone.door.sessions
    if is_code(entry.get("code")):
        entry["code"] = shown.code
    if is_code(entry.get("ticket")) and len(entry["ticket"]) == 22:
        entry["ticket"] = ticket_key(phone.door.station.salt, shown.code)
    if is_key(entry.get("attendee")):
        entry["attendee"] = people[0]
    if (
        isinstance(attendees, list)
        and 0 < len(attendees) <= MOST_ON_A_TICKET
        and all(map(is_key, attendees))
    ):
        entry["attendees"] = people[: len(attendees)]
    if is_day(entry.get("day")):
        entry["day"] = STARTS_AT.date().isoformat()


def is_key(value):
    return type(value) in (int, float) and value == value // 1 and 1 <= value <= LARGEST_KEY


def is_code(value):
    return isinstance(value, str) and 1 <= len(value) <= LONGEST_CODE


def is_uuid(value):
    with suppress(TypeError, ValueError, AttributeError):
        return str(uuid.UUID(value)) == value
    return False


def is_day(value):
    with suppress(TypeError, ValueError):
        return str(date.fromisoformat(value)) == value
    return False

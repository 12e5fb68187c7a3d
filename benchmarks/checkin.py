"""How many tickets a second the door answers, over HTTP, with everything a scan writes on disk.

--way api: devices at stations, each a connection of its own, send the next ticket as soon as they
have the answer. --way batch: one device hands over what it queued without a network, twice. --way
roster: one device is sent what it needs to do without.

In a browser that is as slow as a telephone: --way prepare, from the code of a station until the
door app can do without a network, and what it keeps for that; --way offline, from a code that was
read without a network to the answer, the scan on the disk.

Every ticket is scanned once; the rows are counted afterwards. Clients share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import time
import uuid
from typing import Any

from benchmarks.door_app import prepare_a_phone, scan_without_a_network
from benchmarks.harness import Connection, percentiles, production_server, report

TICKETS = {"api": 2000, "batch": 500, "roster": 2000, "prepare": 2000, "offline": 2000}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--way", choices=TICKETS, default="api")
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--tickets", type=int)
    chosen = options.parse_args()
    tickets = chosen.tickets or TICKETS[chosen.way]
    with production_server() as url:
        session_id = open_session()
        codes = sell_tickets(session_id, tickets)
        measure = {
            "api": lambda: scans_of_stations(url, session_id, codes, chosen.clients),
            "batch": lambda: hand_over(url, session_id, codes),
            "roster": lambda: fetch_roster(url, session_id),
            "prepare": lambda: prepare_a_phone(url, station_code(session_id)),
            "offline": lambda: scan_without_a_network(url, station_code(session_id), codes),
        }[chosen.way]
        report(
            benchmark="checkin",
            way=chosen.way,
            tickets=tickets,
            **measure(),
            **rows_written(session_id),
        )


def open_session() -> int:
    """A session that goes on now."""
    from core import clock
    from tests.factories.events import EventFactory, SessionFactory

    event = EventFactory(sessions=0, places=1_000_000)
    return SessionFactory(event=event, starts_at=clock.now()).pk


def sell_tickets(session_id: int, tickets: int) -> list[str]:
    """So many registrations of a parent with a child, by their codes."""
    from events.models import Session
    from tests.factories.door import ticket

    event = Session.objects.get(pk=session_id).event
    return [ticket(event, "Lin Yue", children=["Bean"]).code for _ in range(tickets)]


def station_code(session_id: int) -> str:
    """The code of a new station of the session."""
    from events.models import Session
    from tests.factories.stations import station

    _station, code = station(Session.objects.get(pk=session_id))
    return code


class Device:
    """A device that has opened a station of the session: what it sends, written out."""

    def __init__(self, url: str, session_id: int) -> None:
        from core import clock
        from door.services.stations import open_station

        _device, self.token = open_station(code=station_code(session_id), now=clock.now())
        self.url, self.session_id = url, session_id
        self.headers = f"Authorization: Bearer {self.token}\r\nAccept-Encoding: gzip\r\n"

    def entry(self, code: str, **fields: Any) -> dict[str, Any]:
        from core import clock

        return {
            "kind": "scan",
            "client_id": str(uuid.uuid4()),
            "session": self.session_id,
            "at": clock.now().isoformat(),
            "code": code,
            **fields,
        }

    def connect(self) -> Connection:
        return Connection(self.url, self.headers)

    def request(self, connection: Connection, path: str, data: dict[str, Any]) -> str:
        body = json.dumps(data)
        return (
            f"POST /api/v1/{path} HTTP/1.1\r\n{connection.headers}"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )


def scans_of_stations(
    url: str, session_id: int, codes: list[str], clients: int
) -> dict[str, float]:
    """Each of the devices scans its part of the tickets."""
    devices = [Device(url, session_id) for _ in range(clients)]

    async def scan_all(number: int) -> list[float]:
        device, times = devices[number], []
        async with device.connect() as connection:
            for code in codes[number::clients]:
                request = device.request(connection, "scans", device.entry(code))
                begin = time.perf_counter()
                head, body = await connection.send(request)
                times.append(time.perf_counter() - begin)
                if b" 200 " not in head or read(head, body)["answer"] != "welcome":
                    raise AssertionError(head)
        return times

    async def scan_at_once() -> list[list[float]]:
        return await asyncio.gather(*map(scan_all, range(clients)))

    begin = time.perf_counter()
    times = [t for part in asyncio.run(scan_at_once()) for t in part]
    seconds = time.perf_counter() - begin
    return {
        "clients": clients,
        "scans_per_second": round(len(times) / seconds),
        **percentiles(times),
    }


def hand_over(url: str, session_id: int, codes: list[str]) -> dict[str, float]:
    """Everything at once, then again as if the answer had been lost."""
    from core import clock

    device = Device(url, session_id)
    batch = {
        "entries": [device.entry(code, told="welcome") for code in codes],
        "device_time": clock.now().isoformat(),
    }

    async def send() -> tuple[float, bytes, bytes]:
        async with device.connect() as connection:
            request = device.request(connection, "batch", batch)
            begin = time.perf_counter()
            head, body = await connection.send(request)
            return time.perf_counter() - begin, head, body

    seconds, head, body = asyncio.run(send())
    answers = read(head, body)["answers"]
    if [answer["answer"] for answer in answers] != ["welcome"] * len(codes):
        raise AssertionError(answers[:3])
    again, *_ = asyncio.run(send())
    return {"batch_ms": round(seconds * 1000), "resend_ms": round(again * 1000)}


def fetch_roster(url: str, session_id: int) -> dict[str, float]:
    """The roster of the session."""
    device = Device(url, session_id)

    async def fetch() -> tuple[float, bytes, bytes]:
        async with device.connect() as connection:
            begin = time.perf_counter()
            head, body = await connection.get(f"/api/v1/sessions/{session_id}/roster")
            return time.perf_counter() - begin, head, body

    seconds, head, body = asyncio.run(fetch())
    told = read(head, body)
    return {
        "roster_ms": round(seconds * 1000),
        "roster_kb": round(len(json.dumps(told, ensure_ascii=False).encode()) / 1000),
        "roster_kb_on_the_wire": round(len(body) / 1000),
        "roster_tickets": len(told["tickets"]),
    }


def read(head: bytes, body: bytes) -> Any:
    """What an answer says, however it travelled."""
    is_zipped = b"content-encoding: gzip" in head.lower()
    return json.loads(gzip.decompress(body) if is_zipped else body)


def rows_written(session_id: int) -> dict[str, int]:
    from door.models import Scan
    from events.models import Attendance

    return {
        "scans": Scan.objects.filter(session=session_id).count(),
        "attendances": Attendance.objects.filter(session=session_id).count(),
    }


if __name__ == "__main__":
    main()

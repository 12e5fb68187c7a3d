"""How many tickets a second the door answers, over HTTP, with everything a scan writes on disk.

Each client is a device of its own at one door and sends the next ticket as soon as it has its
answer. Every ticket is scanned once; the rows are counted afterwards.
"""

from __future__ import annotations

import argparse
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx

from benchmarks.harness import percentiles, production_server, report


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--tickets", type=int, default=2000)
    chosen = options.parse_args()
    with production_server() as url:
        session_id, cookie = open_door()
        codes = sell_tickets(session_id, chosen.tickets)
        path = f"/checkin/{session_id}/scan/"

        def scan_all(client_number: int) -> list[float]:
            times = []
            with device(url, cookie) as client:
                for code in codes[client_number :: chosen.clients]:
                    form = {"client_id": str(uuid.uuid4()), "method": "scan", "code": code}
                    begin = time.perf_counter()
                    response = client.post(path, data=form).raise_for_status()
                    times.append(time.perf_counter() - begin)
                    if "door-answer-welcome" not in response.text:
                        raise AssertionError(response.text)
            return times

        begin = time.perf_counter()
        with ThreadPoolExecutor(chosen.clients) as clients:
            times = [t for part in clients.map(scan_all, range(chosen.clients)) for t in part]
        seconds = time.perf_counter() - begin
        report(
            benchmark="checkin",
            clients=chosen.clients,
            tickets=chosen.tickets,
            scans_per_second=round(len(times) / seconds),
            **percentiles(times),
            **rows_written(session_id),
        )


def open_door() -> tuple[int, str]:
    """A session that goes on now, and the cookie of a coordinator who has a second factor."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from core import clock
    from tests.factories.events import EventFactory, SessionFactory
    from tests.factories.staff import StaffScopeFactory

    session = SessionFactory(
        event=EventFactory(sessions=0, places=1_000_000), starts_at=clock.now()
    )
    user = StaffScopeFactory(branch=session.event.branch).user
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(user)
    return session.pk, client.cookies["sessionid"].value


def sell_tickets(session_id: int, tickets: int) -> list[str]:
    """So many registrations of a parent with a child, by their codes."""
    from events.models import Session
    from tests.factories.door import ticket

    event = Session.objects.get(pk=session_id).event
    return [ticket(event, "Lin Yue", children=["Bean"]).code for _ in range(tickets)]


def device(url: str, cookie: str) -> httpx.Client:
    """A browser with htmx in which the coordinator is signed in."""
    token = "x" * 32
    return httpx.Client(
        base_url=url,
        cookies={"sessionid": cookie, "csrftoken": token},
        headers={"HX-Request": "true", "X-CSRFToken": token, "Referer": url},
        timeout=30,
    )


def rows_written(session_id: int) -> dict[str, int]:
    from door.models import Scan
    from events.models import Attendance

    return {
        "scans": Scan.objects.filter(session=session_id).count(),
        "attendances": Attendance.objects.filter(session=session_id).count(),
    }


if __name__ == "__main__":
    main()

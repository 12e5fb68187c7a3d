"""A server like production's for a benchmark: own embedded database, fsync on, gone afterwards.

with production_server() as url:
    ...  # Django is set up by now: make rows with the models, send requests to the url
    report(benchmark="registration", clients=32, per_second=240)
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import shutil
import socket
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import django

from config import embedded_postgres
from config.processes import Processes, site_processes

START_SECONDS = 120
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@contextmanager
def production_server(*, workers: int = 2) -> Iterator[str]:
    """Serve the site with production settings on a free port.

    Sets Django up in this process too, on the same database.

    Yields:
        The address of the site, without a closing slash.
    """
    home = Path(tempfile.mkdtemp(prefix="shuxiang-bench-"))
    home.chmod(0o755)
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": f"embedded:{home / 'postgres'}",
        "EMAIL_URL": "dummymail://",
        "BASE_URL": url,
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    processes = Processes()
    try:
        django.setup()
        from django.core.management import call_command

        # Standard output is for the one line of JSON.
        call_command("prepare", stdout=sys.stderr)
        processes.start(site_processes("127.0.0.1", port, workers=workers))
        _wait_until_ready(url)
        yield url
    finally:
        processes.stop()
        embedded_postgres.stop(home / "postgres")
        shutil.rmtree(home)


def make_library() -> dict[str, str]:
    """A small demo library: the addresses of its list and of an event one may sign up for."""
    from django.conf import settings
    from django.urls import reverse

    from core import clock
    from demo.services.library import make_demo_library
    from demo.services.scale import SCALES
    from events.models import Event
    from events.services.details import details_of
    from events.services.registration.way_in import State

    now = clock.now()
    settings.DEMO_PASSWORD = settings.SECRET_KEY
    make_demo_library(scale=SCALES["small"], seed=423, now=now)
    event = next(
        event
        for event in Event.objects.public().upcoming(now=now)
        if details_of(event, now=now).way_in.state == State.OPEN
    )
    return {"list": reverse("event_list"), "event": event.get_absolute_url()}


class Connection:
    """A connection of a browser, kept open from one request to the next.

    Client and server share the machine, so it does the little that is needed and nothing more:
    answers must tell their length.
    """

    def __init__(self, url: str, headers: str = "") -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.headers = f"Host: {parts.netloc}\r\n{headers}"

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        return self

    async def __aexit__(self, *error: object) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()

    async def get(self, path: str) -> tuple[bytes, bytes]:
        """Head and body of the answer."""
        return await self.send(f"GET {path} HTTP/1.1\r\n{self.headers}\r\n")

    async def send(self, request: str) -> tuple[bytes, bytes]:
        """Head and body of the answer to a request that is written out."""
        self.writer.write(request.encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        return head, await self.reader.readexactly(int(length[1])) if length else b""


def percentiles(seconds: Sequence[float], *, digits: int = 1) -> dict[str, float]:
    """How long half, most and nearly all of the answers took at most, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return {f"p{n}_ms": round(cuts[n - 1] * 1000, digits) for n in (50, 95, 99)}


def report(**figures: Any) -> None:
    """Print the result of a benchmark."""
    print(json.dumps(figures, ensure_ascii=False), flush=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(url: str) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=5).close()  # noqa: S310 - our own
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.1)
        else:
            return

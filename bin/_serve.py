"""The second half of `bin/run`, inside the environment: prepare, serve, watch, stop."""

from __future__ import annotations

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from config import embedded_postgres
from config.processes import Processes, manage, said_by, site_processes
from config.settings.base import DATABASES

HOST = "127.0.0.1"
START_SECONDS = 120


class Stop(Exception):
    """Someone asked for an end."""


def main() -> int:
    port = int(os.environ.get("PORT", "8000"))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DEBUG": "off",
        "BASE_URL": os.environ.get("BASE_URL", f"http://localhost:{port}"),
    }
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    data_dir: str | None = DATABASES["default"].get("EMBEDDED_DATA_DIR")
    ours = data_dir if data_dir and not embedded_postgres.is_running(data_dir) else None
    processes = Processes()
    try:
        if manage("prepare", "--demo"):
            return 1
        processes.start(site_processes(HOST, port))
        greeting = said_by("welcome")
        if not _wait_until_ready(port, processes):
            print("The site did not come up; what it said is above.", file=sys.stderr)
            return 1
        print(greeting, end="", flush=True)
        processes.watch()
    except Stop:
        print("\nStopping ...", flush=True)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        processes.stop()
        if ours:
            embedded_postgres.stop(ours)
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _wait_until_ready(port: int, processes: Processes) -> bool:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at:
        processes.restart_ended()
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    return False


if __name__ == "__main__":
    sys.exit(main())

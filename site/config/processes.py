"""The processes that make up the running site: what they are, and how to keep them running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GRACE_SECONDS = 20

# A crowd that comes in the same moment queues up; Linux holds as many by default (somaxconn).
BACKLOG = 4096

# One that ends sooner than this after its start is started again only after a pause.
SHORT_LIFE_SECONDS = 5


def site_processes(host: str, port: int, *, workers: int = 2) -> dict[str, list[str]]:
    """The commands of a small installation: the web server, and the worker of the queue.

    One thread per web worker: measured, it answers as many requests as several do, with a quarter
    of the longest waits, and needs one database connection. The time to kill is for web workers
    that are asked to end while they begin: they miss the signal.
    """
    granian = [sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"]
    return {
        "web": [
            *granian, "--host", host, "--port", str(port), "--workers", str(workers),
            "--blocking-threads", "1", "--respawn-failed-workers", "--workers-kill-timeout", "5",
            "--backlog", str(BACKLOG), "--log-level", "warning",
        ],
        # Letters can wait a moment for readers, most of all when registration opens.
        "worker": [
            "nice", "-n", "19", sys.executable, str(ROOT / "manage.py"), "procrastinate", "worker",
        ],
    }  # fmt: skip


def manage(*arguments: str) -> int:
    """Run one of Django's commands and return its exit status."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.call(command, start_new_session=True)


def said_by(*arguments: str) -> str:
    """Run one of Django's commands and return what it prints."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.check_output(command, start_new_session=True, text=True)


class Processes:
    """Children that are started together, restarted one by one, and stopped together.

    Each gets a session of its own: Ctrl-C reaches the parent only, which stops them in order.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.environment = {**os.environ, **(environment or {})}
        self.commands: dict[str, Sequence[str]] = {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started_at: dict[str, float] = {}

    def start(self, commands: Mapping[str, Sequence[str]]) -> None:
        """Start these commands."""
        self.commands.update(commands)
        for name in commands:
            self._start(name)

    def _start(self, name: str) -> None:
        self.running[name] = subprocess.Popen(
            self.commands[name],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,  # Standard output belongs to the parent.
            start_new_session=True,
        )
        self.started_at[name] = time.monotonic()

    def restart_ended(self) -> None:
        """Start those again that have ended. The queue's worker does when the database restarts."""
        for name, process in self.running.items():
            if process.poll() is None:
                continue
            if time.monotonic() - self.started_at[name] < SHORT_LIFE_SECONDS:
                time.sleep(1)
            print(f"{name} ended with status {process.returncode}: starting it again.", flush=True)
            self._start(name)

    def watch(self) -> None:
        """Keep all running until a signal handler raises."""
        while True:
            self.restart_ended()
            time.sleep(0.5)

    def stop(self) -> None:
        """Ask all to end, wait, and end those that would not."""
        for process in self.running.values():
            process.terminate()
        give_up_at = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.0, give_up_at - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

"""Children are kept running, and are gone when they should be."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import processes
from config.processes import Processes


@pytest.fixture
def house() -> Iterator[Processes]:
    house = Processes()
    yield house
    house.stop()


def python(code: str) -> list[str]:
    return [sys.executable, "-c", f"import signal, subprocess, sys, time\n{code}"]


def wait_for(condition: Callable[[], object]) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen")


def test_what_ended_is_started_again(house: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "SHORT_LIFE_SECONDS", 0)
    house.start({"steady": python("time.sleep(60)"), "worker": python("time.sleep(60)")})
    steady, worker = house.running["steady"].pid, house.running["worker"].pid
    house.running["worker"].kill()
    house.running["worker"].wait()
    house.restart_ended()
    assert house.running["steady"].pid == steady
    assert house.running["worker"].pid != worker
    assert house.running["worker"].poll() is None


def test_stopping_is_a_request(house: Processes, capfd: pytest.CaptureFixture[str]) -> None:
    polite = "signal.signal(signal.SIGTERM, lambda *a: sys.exit('good night'))"
    house.start({"web": python(f"{polite}\nprint('up', flush=True)\ntime.sleep(60)")})
    wait_for(lambda: "up" in capfd.readouterr().err)
    house.stop()
    assert house.running["web"].returncode == 1
    assert "good night" in capfd.readouterr().err


def test_who_does_not_hear_is_ended_with_all_children(
    house: Processes, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.2)
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    child = f"[sys.executable, '-c', 'import signal, time; {deaf}; time.sleep(60)']"
    house.start(
        {"web": python(f"{deaf}\nprint(subprocess.Popen({child}).pid, flush=True)\ntime.sleep(60)")}
    )
    heard = ""
    while not heard.endswith("\n"):
        heard += capfd.readouterr().err
    grandchild = int(heard)
    house.stop()
    assert house.running["web"].returncode == -signal.SIGKILL
    wait_for(lambda: not is_running(grandchild))


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_ctrl_c_in_the_terminal_does_not_reach_the_children(house: Processes) -> None:
    house.start({"web": python("time.sleep(60)")})
    assert os.getpgid(house.running["web"].pid) != os.getpgid(0)

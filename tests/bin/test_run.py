"""`bin/run`, from an empty database to the last process gone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import embedded_postgres

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="shuxiang-test-"))
    home.chmod(0o755)
    yield home / "postgres"
    embedded_postgres.stop(home / "postgres")
    shutil.rmtree(home)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The second half of `bin/run`, which sets up nothing."""
    process = subprocess.Popen(
        [sys.executable, ROOT / "bin" / "_serve.py"],
        env={
            **os.environ,
            "PORT": str(port),
            "DATABASE_URL": f"embedded:{data}",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.wait()


def greeting(process: subprocess.Popen[str]) -> str:
    """All that was printed up to the end of the greeting."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    pytest.fail(f"ended without a greeting:\n{said}")


def answers(port: int, path: str = "/") -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60).close()
    except (urllib.error.URLError, ConnectionError):
        return False
    return True


def test_it_serves_and_leaves_nothing_behind(data: Path) -> None:
    port = free_port()
    with running(data, port) as process:
        said = greeting(process)
        assert f"http://localhost:{port}/" in said
        assert answers(port)
        assert answers(port, "/readyz")

        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0
    assert not answers(port)
    assert not embedded_postgres.is_running(data)

    with running(data, port) as process:
        again = greeting(process)
        assert "Filling" not in again
        assert re.findall(r"^  \S+@\S+", again, re.M) == re.findall(r"^  \S+@\S+", said, re.M)
        process.terminate()
        assert process.wait(120) == 0
    assert not answers(port)
    assert not embedded_postgres.is_running(data)

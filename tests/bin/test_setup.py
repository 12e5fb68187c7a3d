"""The set-up says what it cannot do, and does nothing twice."""

from __future__ import annotations

import shutil
import subprocess
from functools import partial
from pathlib import Path

import _setup
import pytest
from _setup import SystemPart


def part(*, there: bool) -> SystemPart:
    return SystemPart(
        why="tickets need ink",
        is_there=lambda: there,
        debian=("ink", "paper"),
        elsewhere="brew install ink",
    )


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_setup, "VENV", tmp_path)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What apt-get was asked to install."""
    packages: list[str] = []
    monkeypatch.setattr(_setup, "_apt_install", packages.extend)
    return packages


def machine(monkeypatch: pytest.MonkeyPatch, *, debian: bool, root: bool) -> None:
    monkeypatch.setattr(_setup, "_is_debian", lambda: debian)
    monkeypatch.setattr(_setup.os, "geteuid", lambda: 0 if root else 1000)


def test_on_debian_a_guest_is_told_what_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], installed: list[str]
) -> None:
    machine(monkeypatch, debian=True, root=False)
    _setup._system_parts([part(there=False)])
    assert capsys.readouterr().out == (
        "Note: tickets need ink. Type: sudo apt-get install ink paper\n"
    )
    assert installed == []


def test_elsewhere_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    machine(monkeypatch, debian=False, root=True)
    _setup._system_parts([part(there=False)])
    assert capsys.readouterr().out == "Note: tickets need ink. Type: brew install ink\n"


def test_root_on_debian_installs(monkeypatch: pytest.MonkeyPatch, installed: list[str]) -> None:
    machine(monkeypatch, debian=True, root=True)
    _setup._system_parts([part(there=False)])
    assert installed == ["ink", "paper"]


def test_what_was_there_is_not_looked_for_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(monkeypatch, debian=True, root=False)
    _setup._system_parts([part(there=True)])
    _setup._system_parts([part(there=False)])
    assert capsys.readouterr().out == ""


def test_work_is_done_once_for_each_content_of_the_lock(tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    done: list[str] = []
    for content in ("a", "a", "b", "b"):
        lock.write_text(content)
        _setup._once(stamp, lock, partial(done.append, content))
    assert done == ["a", "b"]


def test_work_that_failed_is_tried_again(tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    lock.write_text("a")
    tries: list[bool] = [False, True]

    def work() -> None:
        if not tries.pop(0):
            raise SystemExit("no network")

    with pytest.raises(SystemExit):
        _setup._once(stamp, lock, work)
    _setup._once(stamp, lock, work)
    assert tries == []


def test_an_old_python_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_setup.sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or later"):
        _setup.set_up(requirements="requirements.txt", parts=[])


def test_packages_of_the_checks_are_left_out_where_nobody_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def npm(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        # npm empties the folder before it installs.
        shutil.rmtree(tmp_path / "node_modules", ignore_errors=True)
        commands.append(command[command.index("ci") :])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(_setup, "ROOT", tmp_path)
    monkeypatch.setattr(_setup.subprocess, "run", npm)
    (tmp_path / "package-lock.json").write_text("{}")
    for checks in (False, False, True, False, True):
        _setup.npm_packages(tmp_path, checks=checks)

    quietly = ["ci", "--loglevel=error"]
    assert commands == [[*quietly, "--omit=dev"], quietly]

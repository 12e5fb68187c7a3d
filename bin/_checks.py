"""The second half of `bin/test`, inside the environment: run the checks and sum them up.

The quick checks share one core, the tests take what is left of the machine, the browser comes last.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import _setup

from config import embedded_postgres
from config.settings.test import DATABASES

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BROWSER_TESTS = "tests/e2e"

# Two workers, each with a half of the tests in their order: what tests of a module share is made
# once. Whoever has finished takes over tests of the other.
WORKERS = ("-n", "2", "--dist", "worksteal")

# What pytest says when it was left with nothing to do.
NO_TESTS_COLLECTED = 5


@dataclass(frozen=True)
class Step:
    name: str
    command: list[str]


@dataclass(frozen=True)
class Result:
    step: Step
    failed: bool
    seconds: float
    counts: Counter[str]


def tool(name: str, *arguments: str) -> list[str]:
    return [str(Path(PYTHON).with_name(name)), *arguments]


def manage(*arguments: str) -> list[str]:
    return [PYTHON, "manage.py", *arguments, "--settings", "config.settings.test"]


def pytest(*arguments: str) -> list[str]:
    return [PYTHON, "-m", "pytest", "--quiet", *arguments]


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    demand_browser = bool(os.environ.get("CI"))
    if not _setup.find_browser():
        if demand_browser:
            print("No Chromium here, and CI demands one.", file=sys.stderr)
            return 1
        print("!!! NO CHROMIUM: THE BROWSER TESTS ARE SKIPPED !!!", flush=True)
    if "--matrix" in arguments and not _setup.JAVA.is_there():
        print("!!! NO JAVA: WHETHER HTML IS VALID IS NOT CHECKED !!!", flush=True)

    quick = [
        Step("format", tool("ruff", "format", "--check", "--quiet", ".")),
        Step("lint", tool("ruff", "check", "--quiet", ".")),
        Step("templates", tool("djlint", "--lint", "--quiet", "templates")),
        Step("imports", tool("lint-imports", "--no-logo")),
        Step("migrations", manage("makemigrations", "--check", "--dry-run", "-v0")),
        Step("types", tool("mypy", "--no-error-summary", ".")),
    ]
    tests = [Step("tests", pytest(*WORKERS, f"--ignore={BROWSER_TESTS}", "tests", *arguments))]
    browser = [Step("browser", pytest(*WORKERS, BROWSER_TESTS, *arguments))]

    data_dir: str | None = DATABASES["default"].get("EMBEDDED_DATA_DIR")
    ours = data_dir if data_dir and not embedded_postgres.is_running(data_dir) else None
    try:
        with ThreadPoolExecutor(max_workers=2) as lanes:
            first = [lanes.submit(run_lane, quick), lanes.submit(run_lane, tests)]
            results = [result for lane in first for result in lane.result()]
        results += run_lane(browser)
    finally:
        if ours:
            embedded_postgres.stop(ours)
    return sum_up(results, time.monotonic() - started)


def run_lane(steps: Iterable[Step]) -> list[Result]:
    return [run(step) for step in steps]


def run(step: Step) -> Result:
    """Run one step; show what it says only if it fails or counts tests."""
    started = time.monotonic()
    done = subprocess.run(
        step.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False,
    )  # fmt: skip
    seconds = time.monotonic() - started
    failed = done.returncode not in (0, NO_TESTS_COLLECTED)
    counts = count_tests(done.stdout) if "pytest" in step.command else Counter()
    if "pytest" not in step.command:
        counts["failed" if failed else "passed"] += 1
    elif failed and not counts["failed"]:
        counts["failed"] += 1
    said = f"\n{done.stdout.rstrip()}" if failed or "pytest" in step.command else ""
    verdict = "FAILED" if failed else "ok"
    print(f"{step.name:<12}{verdict:<8}{seconds:6.1f} s{said}", flush=True)
    return Result(step, failed, seconds, counts)


def count_tests(output: str) -> Counter[str]:
    """Read the counts off pytest's closing line."""
    closing = output.rstrip().rsplit("\n", 1)[-1]
    counts: Counter[str] = Counter()
    for number, outcome in re.findall(r"(\d+) (passed|failed|skipped|error)", closing):
        counts["failed" if outcome == "error" else outcome] += int(number)
    return counts


def sum_up(results: list[Result], seconds: float) -> int:
    print()
    for result in results:
        verdict = "FAILED" if result.failed else "ok"
        print(f"{result.step.name:<12}{verdict:<8}{result.seconds:6.1f} s")
    total: Counter[str] = sum((result.counts for result in results), Counter())
    print(f"in {seconds:.0f} s")
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return int(any(result.failed for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

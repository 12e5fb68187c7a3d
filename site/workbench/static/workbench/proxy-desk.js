/* The proxy desk by keyboard: arrows walk through what is offered, Enter is the browser's own. */

const OFFERED = "a[href], button";

function offered(list) {
  return [...list.querySelectorAll(OFFERED)].filter((one) => one.closest("ol, ul"));
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  for (const list of document.querySelectorAll("[data-arrow-keys]")) {
    const query = list.dataset.arrowKeys && document.querySelector(list.dataset.arrowKeys);
    const stops = [query, ...offered(list)].filter(Boolean);
    const at = stops.indexOf(document.activeElement);
    if (at < 0) continue;
    const next = stops[at + step];
    if (next) next.focus();
    event.preventDefault();
  }
});

/* Where the page says so, and after an error where something is to be corrected. What stood there is
   selected, so that typing replaces it; what was typed meanwhile stays. */
function focusWhatIsNext(root) {
  const wrong = root.querySelector(".proxy-field--error input, .proxy-field--error select");
  const next = wrong ?? root.querySelector("[autofocus]");
  next?.focus();
  if (next?.select && next.value && next.value === next.defaultValue) next.select();
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "proxy-party") focusWhatIsNext(event.detail.target);
});

document.addEventListener("DOMContentLoaded", () => {
  /* Unless a key has led on already. */
  if (document.activeElement.matches("body, [autofocus]")) focusWhatIsNext(document);
  /* Whoever types faster than the page loads is heard all the same, once htmx listens. */
  const query = document.querySelector("#proxy-query");
  if (query && query.value !== query.defaultValue) {
    query.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

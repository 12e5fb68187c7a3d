/*
 * Cards of the planner are moved by pointer or by key. Either way the same form opens, filled in, and
 * says what follows; without this script it is a page of its own.
 */

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const FAR_ENOUGH = 6;
const EDGE = 72;

const NARROW = "(width < 64rem)";

const planner = document.querySelector("[data-planner]");
const dialog = document.getElementById("planner-dialog");

/* A phone shows what is planned first, and what it can be narrowed by on asking. */
const choice = planner.querySelector(".planner-choice");
if (window.matchMedia(NARROW).matches && !("staysOpen" in choice.dataset)) choice.open = false;

/* What scrolls around the planner, so that a card can be taken to a week that is out of sight. */
function scroller() {
  for (let node = planner.parentElement; node; node = node.parentElement) {
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(node).overflowY);
    if (scrolls && node.scrollHeight > node.clientHeight) return node;
  }
  return document.scrollingElement;
}

function ask(card, wanted = {}) {
  const query = new URLSearchParams({ next: planner.dataset.next, ...wanted });
  window.htmx
    .ajax("GET", `${card.dataset.move}?${query}`, { target: dialog, swap: "innerHTML" })
    .then(() => dialog.open || dialog.showModal());
}

function daysLater(day, number) {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + number);
  return moved.toISOString().slice(0, 10);
}

const cellOf = (node) => node?.closest(".planner-cell");
const dayOf = (node) => node.closest("[data-day]").dataset.day;

/* Rows of libraries are places to move to; an event keeps its brand. */
function mayDrop(card, cell) {
  const home = cellOf(card);
  if (!cell || cell === home) return false;
  return planner.dataset.rows === "branches" || cell.dataset.row === home.dataset.row;
}

function wantedIn(cell) {
  const wanted = { day: dayOf(cell) };
  if (planner.dataset.rows === "branches") wanted.branch = cell.dataset.row;
  return wanted;
}

let drag = null;

function lift(event) {
  const { card } = drag;
  const box = card.getBoundingClientRect();
  drag.scroller = scroller();
  drag.ghost = card.cloneNode(true);
  drag.ghost.removeAttribute("id");
  drag.ghost.setAttribute("aria-hidden", "true");
  drag.ghost.classList.add("planner-card--lifted");
  drag.ghost.style.width = `${box.width}px`;
  drag.shift = { x: event.clientX - box.left, y: event.clientY - box.top };
  document.body.append(drag.ghost);
  card.classList.add("planner-card--leaving");
  planner.classList.add("planner--moving");
}

function follow(event) {
  drag.ghost.style.transform = `translate(${event.clientX - drag.shift.x}px, ${event.clientY - drag.shift.y}px)`;
  if (event.clientY < EDGE) drag.scroller.scrollBy(0, -EDGE / 4);
  if (event.clientY > window.innerHeight - EDGE) drag.scroller.scrollBy(0, EDGE / 4);
  const beneath = cellOf(document.elementFromPoint(event.clientX, event.clientY));
  const cell = mayDrop(drag.card, beneath) ? beneath : null;
  if (cell !== drag.cell) {
    drag.cell?.classList.remove("planner-cell--target");
    cell?.classList.add("planner-cell--target");
    drag.cell = cell;
  }
}

function putDown() {
  const { card, cell, ghost } = drag;
  drag = null;
  ghost?.remove();
  cell?.classList.remove("planner-cell--target");
  card.classList.remove("planner-card--leaving");
  planner.classList.remove("planner--moving");
  return { card, cell, wasLifted: Boolean(ghost) };
}

/* A finger scrolls; it has the link on the card. */
planner.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-move]");
  if (!card || event.button || event.pointerType === "touch") return;
  if (event.target.closest(".planner-card__move")) return;
  drag = { card, from: { x: event.clientX, y: event.clientY }, cell: null, ghost: null };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const gone = Math.hypot(event.clientX - drag.from.x, event.clientY - drag.from.y);
  if (!drag.ghost && gone < FAR_ENOUGH) return;
  if (!drag.ghost) lift(event);
  follow(event);
});

document.addEventListener("pointerup", () => {
  if (!drag) return;
  const { card, cell, wasLifted } = putDown();
  /* What ends a drag is no click on the link beneath. */
  if (wasLifted) {
    const swallow = (click) => {
      click.preventDefault();
      click.stopPropagation();
    };
    window.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
  }
  if (cell) ask(card, wantedIn(cell));
});

document.addEventListener("pointercancel", () => drag && putDown());
planner.addEventListener("dragstart", (event) => event.preventDefault());

document.addEventListener("keydown", (event) => {
  if (drag && event.key === "Escape") {
    putDown();
    return;
  }
  const card = event.target.closest?.("[data-move]");
  if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
  const days = event.shiftKey && STEPS[event.key];
  if (days) {
    event.preventDefault();
    ask(card, { day: daysLater(dayOf(card), days) });
  } else if (event.key.toLowerCase() === "m") {
    event.preventDefault();
    ask(card);
  }
});

planner.addEventListener("click", (event) => {
  const link = event.target.closest(".planner-card__move");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(link.closest("[data-move]"));
});

dialog.addEventListener("click", (event) => {
  if (event.target !== dialog && !event.target.closest("[data-closes]")) return;
  event.preventDefault();
  dialog.close();
});

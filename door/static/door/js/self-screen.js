/*
 * The screen at the place: a code that changes every half minute. It asks the library for those of
 * the next minutes, so it goes on through a short time without a network, and says so when it has
 * none left. What follows # in its address opens it, and never reaches a log.
 */

const ASK_EVERY = 30_000;
const DRAW_EVERY = 250;

const key = location.hash.slice(1);
const screen = document.body;
const find = (selector) => document.querySelector(selector);
const findAll = (selector) => document.querySelectorAll(selector);

let told = null;
let lag = 0; // How far the library's clock is ahead of ours, in milliseconds.
let isClosed = false;
let isOnline = true;
let drawn = "";

async function ask() {
  try {
    const response = await fetch(screen.dataset.codes, {
      headers: { Authorization: `Bearer ${key}` },
      cache: "no-store",
    });
    isClosed = response.status === 410;
    if (!response.ok && !isClosed) throw new Error(response.statusText);
    told = isClosed ? null : await response.json();
    if (told) {
      lag = told.now - Date.now();
      say(told.words);
    }
    isOnline = true;
  } catch {
    isOnline = false;
  }
  draw();
}

/* What the library says in each language, into the places that are meant for it. */
function say(words) {
  for (const place of findAll("[data-word]")) {
    const { language } = place.closest("[data-language]").dataset;
    place.textContent = words[language][place.dataset.word];
  }
  document.title = Object.values(words)
    .map(({ title }) => title)
    .join(" · ");
}

function draw() {
  const now = Date.now() + lag;
  const shown = told?.codes.find(({ begins, ends }) => begins <= now && now < ends);
  screen.dataset.state = state(now, shown);
  find("[data-offline]").hidden = isOnline || !shown;
  if (!shown) {
    drawn = "";
    return;
  }
  const left = (shown.ends - now) / (shown.ends - shown.begins);
  find("[data-ring]").setAttribute("stroke-dashoffset", String(100 - 100 * left));
  if (drawn === shown.code) return;
  drawn = shown.code;
  find("[data-signs]").textContent = `${shown.code.slice(0, 3)} ${shown.code.slice(3)}`;
  const picture = find(".self-screen-qr");
  picture.setAttribute("viewBox", `0 0 ${shown.side} ${shown.side}`);
  picture.firstElementChild.setAttribute("d", shown.path);
}

function state(now, shown) {
  if (isClosed) return "closed";
  if (!told) return isOnline ? "waiting" : "ran-out";
  if (!told.takes_place) return "cancelled";
  if (now >= told.closes) return "over";
  if (now < told.opens) return "early";
  return shown ? "shown" : "ran-out";
}

/* A screen that goes dark shows no code. Browsers let it go when the page is hidden. */
async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // On low battery browsers refuse; then the device's own setting decides.
  }
}

function offerFullScreen() {
  const button = find("[data-full-screen]");
  const update = () => {
    button.hidden = !document.fullscreenEnabled || document.fullscreenElement !== null;
  };
  button.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", update);
  update();
}

offerFullScreen();
document.addEventListener("visibilitychange", stayAwake);
window.addEventListener("online", ask);
window.addEventListener("hashchange", () => location.reload());
setInterval(ask, ASK_EVERY);
setInterval(draw, DRAW_EVERY);
stayAwake();
ask();

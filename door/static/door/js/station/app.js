/*
 * The app of a station: opens it, prepares it for the time without a signal, and shows its views.
 *
 * What happens at the door itself stands in `door.js`.
 */

import { Door } from "./door.js";
import { Library, throwOurs, whyNot } from "./library.js";
import { list, onClick, onSubmit, part, say, stamp, tell, timeOf } from "./page.js";
import { Roster } from "./roster.js";
import { Sync } from "./sync.js";
import { Vault } from "./vault.js";

const STATION_CODE = /([A-Z2-7]{26})\s*$/i;
const ROSTERS_REST = 60_000; /* milliseconds until rosters are asked for anew */
const AT_THE_DOOR = ["scan", "names", "walk-in", "count"];

class App {
  constructor(vault) {
    this.vault = vault;
    this.rosters = [];
    this.troubles = [];
    this.door = new Door(this);
    onSubmit("open", (form) => this.open(form.elements.code.value));
    onClick(document, "go", (button) => this.go(button.dataset.go));
    onClick(document, "sync", () => this.go("kept"));
    onClick(document, "send", () => this.sync?.soon());
    onClick(document, "leave", () => this.leave());
    this.camera = document.querySelector("door-camera");
    addEventListener("hashchange", () => this.arrive());
  }

  /* The station that this phone has goes on; with a code in the address another one is opened. */
  async arrive() {
    const code = location.hash.slice(1);
    if (code) history.replaceState(null, "", location.pathname);
    const isOpen = this.state || (await this.resume());
    if (code) await this.open(code);
    else if (!isOpen) this.go("open");
  }

  async open(text) {
    tell({ trouble: "" });
    const code = STATION_CODE.exec(text.trim())?.[1]?.toUpperCase() ?? text.trim();
    try {
      if (this.state && !(await this.isAllSent())) return;
      const opened = await new Library(this.state?.token).open(code);
      const isSame = opened.token === this.state?.token;
      if (this.state && !isSame) await this.forget();
      await this.vault.keep("station", opened);
      if (isSame) this.state = opened;
      else await this.resume();
      await this.prepare();
    } catch (error) {
      const trouble = whyNot(error, say("no_library"));
      if (this.state) return;
      this.go("open");
      tell({ trouble });
    }
  }

  async resume() {
    this.state = await this.vault.read("station");
    if (!this.state) return false;
    if (await this.isOver()) {
      await this.end(say("station_ended"));
      return true;
    }
    this.troubles = (await this.vault.read("troubles")) ?? [];
    this.library = new Library(this.state.token);
    await this.readRosters();
    this.follow();
    const { sessions } = this.state;
    const last = await this.vault.read("session");
    const open = sessions.length === 1 ? sessions[0].id : last;
    if (this.rosterOf(open)) await this.enter(open);
    else this.go("sessions");
    return true;
  }

  /* Its time is up, and nothing that was done here still waits to be sent. */
  async isOver() {
    const isPast = new Date(this.state.station.expires_at) < new Date();
    return isPast && !(await this.vault.queued()).length;
  }

  /* Begins to bring what is kept to the library, and to hear how the station stands. */
  follow() {
    this.sync?.stop();
    this.sync = new Sync(this.vault, this.library);
    this.sync.addEventListener("state", ({ detail }) => this.onState(detail));
    this.sync.addEventListener("news", ({ detail }) => this.onNews(detail));
    this.sync.addEventListener("end", ({ detail }) => this.end(detail.message));
    this.sync.soon();
  }

  /* The rosters of all sessions, for the time without a signal. */
  async prepare() {
    tell({ prepared: say("preparing") });
    for (const { id } of this.state.sessions) {
      const kept = await this.vault.read(`roster:${id}`);
      const roster = await this.library.roster(id, kept?.etag);
      if (roster) await this.vault.keep(`roster:${id}`, roster);
    }
    this.preparedAt = Date.now();
    await this.readRosters();
    if (this.view === "sessions") this.showSessions();
    if (this.door.roster) await this.door.change(this.rosterOf(this.door.roster.session.id));
    else if (this.state.sessions.length === 1) await this.enter(this.state.sessions[0].id);
  }

  async readRosters() {
    const done = await this.vault.queued();
    const names = this.state.sessions.map(({ id }) => `roster:${id}`);
    const prepared = await Promise.all(names.map((name) => this.vault.read(name)));
    this.rosters = prepared.filter(Boolean).map((roster) => new Roster(roster, done));
    this.hearFigures(done);
  }

  hearFigures(done) {
    for (const figures of this.state.sessions) this.rosterOf(figures.id)?.hear(figures, done);
  }

  /* Whether others have let in or booked since the rosters were made. */
  get isBehind() {
    return this.rosters.some(({ here, expected, figures }) => {
      return figures.here !== here || figures.expected !== expected;
    });
  }

  rosterOf(id) {
    return this.rosters.find(({ session }) => session.id === id);
  }

  async onState({ isOnline, station }) {
    this.isOnline = isOnline;
    if (await this.isOver()) {
      await this.end(say("station_ended"));
      return;
    }
    if (station) {
      this.state = { ...this.state, ...station, token: this.state.token };
      await this.vault.keep("station", this.state);
    }
    await this.showSync();
    if (!isOnline) return;
    this.hearFigures(await this.vault.queued());
    const isDue = !this.preparedAt || Date.now() - this.preparedAt > ROSTERS_REST;
    if (isDue || this.isBehind) await this.prepare().catch(throwOurs);
    this.door.showFigures();
    if (this.view === "scan") await this.door.recent.refresh().catch(throwOurs);
  }

  /* What the library made of what was done without it. */
  async onNews(news) {
    for (const { entry, answer } of news) {
      if (answer.error) {
        this.troubles.push({ at: entry.at, why: answer.error.message });
        await this.door.hearRefusal(entry);
      } else this.door.hear(entry, answer);
    }
    await this.vault.keep("troubles", this.troubles);
    await this.showSync();
  }

  /* A station at which all is well says nothing. What was refused is told in every view. */
  async showSync() {
    const kept = await this.vault.waiting();
    const refused = this.troubles.length;
    const button = part("sync");
    button.hidden = false;
    const state = refused ? "refused" : kept ? "kept" : this.isOnline ? "sent" : "alone";
    button.dataset.sync = state;
    const unsent = say("unsent", { count: kept });
    const told = [
      refused ? say("refused", { count: refused }) : "",
      this.isOnline ? "" : say("no_signal"),
      kept ? unsent : "",
    ].filter(Boolean);
    tell({ sync: told.join(" · ") || say("all_sent"), kept: kept ? unsent : say("all_sent") });
    part("unsent").hidden = !told.length;
    part("troubles").hidden = !refused;
    list("troubles", this.troubles.map((trouble) => this.troubleRow(trouble)));
  }

  troubleRow(trouble) {
    const { at, why } = trouble;
    const row = stamp("trouble-row", { what: timeOf(at), why }).firstElementChild;
    onClick(row, "drop", async () => {
      this.troubles = this.troubles.filter((each) => each !== trouble);
      await this.vault.keep("troubles", this.troubles);
      await this.showSync();
    });
    return row;
  }

  get isAtTheDoor() {
    return Boolean(this.door.roster) && [...AT_THE_DOOR, "kept"].includes(this.view);
  }

  go(view) {
    this.view = view;
    for (const section of document.querySelectorAll("[data-view]")) {
      section.hidden = section.dataset.view !== view;
    }
    part("unsent").hidden ||= !this.state;
    for (const name of ["tabs", "figures", "notice-place", "back"]) {
      part(name).hidden = !this.isAtTheDoor;
    }
    for (const tab of document.querySelectorAll("[data-tabs] [data-go]")) {
      if (tab.dataset.go === view) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    if (view === "sessions") this.showSessions();
    if (view === "names") this.door.names.show();
    if (view === "scan") this.camera.resume();
    else this.camera.release();
    scrollTo(0, 0);
  }

  showSessions() {
    tell({ station: this.state.station.name, title: say("check_in"), place: "" });
    list("sessions", this.state.sessions.map((session) => this.sessionRow(session)));
    const tickets = this.rosters.reduce((sum, roster) => sum + roster.tickets.length, 0);
    const [oldest] = this.rosters.map(({ madeAt }) => madeAt).sort();
    const counted = say("tickets", { count: tickets });
    const words = oldest ? say("prepared", { tickets: counted, time: timeOf(oldest) }) : say("preparing");
    tell({ prepared: words });
    part("attended").hidden = !this.state.station.is_attended;
  }

  sessionRow({ id, title, starts_at, place }) {
    const roster = this.rosterOf(id);
    const here = roster && say("here_of", { here: roster.here, expected: roster.expected });
    const row = stamp("session-row", { title, place, here, time: timeOf(starts_at) }).firstElementChild;
    const button = row.querySelector("button");
    button.disabled = !roster;
    button.addEventListener("click", () => this.enter(id));
    return row;
  }

  async enter(id) {
    await this.vault.keep("session", id);
    await this.door.change(this.rosterOf(id));
    this.go(this.door.roster.session.is_drop_in ? "count" : "scan");
  }

  /* Only when everything is sent: what was done here is the library's. */
  async leave() {
    if (!(await this.isAllSent())) return;
    await this.forget();
    this.go("open");
  }

  async isAllSent() {
    await this.sync?.soon();
    const isSent = !(await this.vault.queued()).length;
    if (!isSent) {
      this.go("kept");
      tell({ kept: say("send_first") });
    }
    return isSent;
  }

  async end(why) {
    await this.forget();
    this.go("over");
    tell({ over: why });
  }

  async forget() {
    this.sync?.stop();
    this.sync = this.state = null;
    this.rosters = [];
    await this.door.change(null);
    await this.vault.erase();
    this.vault = await Vault.open();
    part("sync").hidden = part("unsent").hidden = true;
    tell({ title: say("check_in"), place: "" });
  }
}

async function start() {
  const { worker } = document.getElementById("station").dataset;
  navigator.serviceWorker?.register(worker, { scope: location.pathname });
  navigator.storage?.persist?.();
  let vault;
  try {
    vault = await Vault.open();
  } catch {
    document.querySelector('[data-view="unfit"]').hidden = false;
    return;
  }
  await new App(vault).arrive();
}

start();

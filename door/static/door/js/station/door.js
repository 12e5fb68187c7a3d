/*
 * The door of one session: what a code is worth, and who is let in.
 *
 * Everything that is done is on the disk before it is said. The library is asked first where it
 * answers at once; where it does not, the roster of this phone answers, and the library hears of it
 * later (`sync.js`).
 */

import { newIdentity } from "../door-identity.js";
import { keyOf, readPass } from "./codes.js";
import { Counting } from "./counting.js";
import { onHandScanner } from "./hand-scanner.js";
import { Refusal } from "./library.js";
import { Names } from "./names.js";
import {
  dateOf,
  dayOf,
  onSubmit,
  part,
  say,
  sizeOfMembers,
  stamp,
  tell,
  timeOf,
  write,
} from "./page.js";
import { Party } from "./party.js";
import { Passes } from "./passes.js";
import { Recent } from "./recent.js";
import { judge, lookUp, missingOf, sinceWhen } from "./roster.js";
import { forLibrary } from "./sync.js";

const LONGEST_CODE = 400;
const MAY_BE_LET_IN = ["other_event", "cancelled", "waiting"];

export class Door {
  constructor(app) {
    this.app = app;
    this.party = new Party(this);
    this.passes = new Passes(this);
    this.names = new Names(this);
    this.counting = new Counting(this);
    this.recent = new Recent(this);
    onSubmit("scanned", (form) => this.scan(form.elements.code.value, "scan"));
    onSubmit("typed", (form) => {
      this.scan(form.elements.code.value, "typed");
      form.reset();
    });
    onHandScanner((text) => this.scanByHand(text));
  }

  get vault() {
    return this.app.vault;
  }

  /* Another session, or the same with a newer roster; none where the station is left. */
  async change(roster) {
    const isAnother = roster?.session.id !== this.roster?.session.id;
    this.roster = roster;
    if (!roster) return;
    if (isAnother) {
      await this.recent.open();
      await this.counting.open();
      this.beReady();
      tell({ title: roster.session.title, place: placeOf(roster.session) });
      for (const tab of document.querySelectorAll("[data-named]")) {
        tab.hidden = Boolean(roster.session.is_drop_in);
      }
    }
    this.showFigures();
    this.recent.show();
    if (this.app.view === "names") this.names.show();
  }

  /* Whatever is on the screen, as long as this is the door of a session with tickets. */
  scanByHand(text) {
    if (!this.roster || this.roster.session.is_drop_in || !this.app.isAtTheDoor) return false;
    this.app.go("scan");
    this.scan(text, "scan");
    return true;
  }

  /* A code that was shown or typed; or `chosen` people of a party; or a ticket that is no good
     here and is let in by a human's word. */
  async scan(text, method, { chosen, anyway = false } = {}) {
    const pass = readPass(text);
    if (pass) {
      await this.passes.scan(pass);
      return;
    }
    if (this.isClosed()) return;
    const found = await lookUp(text, this.app.rosters, this.roster);
    const judged = this.#judge(found, { chosen, anyway });
    const entry = {
      ...this.entry("scan"),
      method,
      ...(await this.#nameOf(found, text)),
      ...(chosen && { attendees: chosen }),
      ...(anyway && { let_in_anyway: true }),
      told: judged.answer,
      let_in: judged.letIn,
    };
    await this.vault.enqueue(entry);
    const reply = await this.#ask(entry, found.read);
    if (reply) await this.vault.dequeue([entry.client_id]);
    if (reply instanceof Refusal) {
      this.refuse(reply.message);
      return;
    }
    if (reply) Object.assign(entry, { told: reply.answer, let_in: reply.let_in });
    this.roster.apply(entry);
    const ticket = reply?.party ? this.roster.learn(reply.party) : found.ticket;
    const shown = { text, ticket, right: this.#right(found, reply), reply };
    this.#tell(entry, shown);
    await this.done(entry, { who: reply?.who ?? whoOf(entry, shown) });
  }

  /* Nobody enters a session that does not take place. */
  isClosed() {
    if (this.roster.takesPlace) return false;
    this.refuse(say("cancelled_session"));
    return true;
  }

  #judge({ ticket, roster }, { chosen, anyway }) {
    const isHere = roster === this.roster;
    if (anyway) {
      const people = isHere ? ticket.members.filter((member) => !member.hereSince) : [];
      return { answer: "welcome", letIn: people.map(({ id }) => id) };
    }
    return ticket && !isHere ? { answer: "other_event", letIn: [] } : judge(ticket, chosen);
  }

  /* What is kept names a ticket by its key in the roster: a secret code stays in the memory. */
  async #nameOf({ read, ticket, roster }, text) {
    if (ticket && roster === this.roster) return { ticket: ticket.key };
    if (read?.code) return { ticket: await keyOf(read.code, this.roster.salt) };
    return { code: read?.reference ?? text.slice(0, LONGEST_CODE) };
  }

  async #ask(entry, read) {
    if (this.app.isOnline === false) return null;
    const { told, ticket, ...asked } = forLibrary(entry);
    const shown = read?.code ? { code: read.code } : ticket && { ticket };
    return this.app.library.sendAtOnce({ ...asked, ...shown });
  }

  /* Where a ticket of another event is right. */
  #right({ roster }, reply) {
    if (reply?.right) return reply.right;
    if (reply || !roster || roster === this.roster) return null;
    const { title, place, starts_at } = roster.session;
    return { title, place, when: timeOf(starts_at) };
  }

  #tell(entry, { text, ticket, right, reply }) {
    const piece = stamp(`answer-${entry.told}`);
    const since = entry.told === "already_here" && ticket ? sinceWhen(ticket) : null;
    const word = reply?.word ?? (since ? say("already_since", { time: timeOf(since) }) : "");
    if (word) piece.querySelector(".door-answer-word").textContent = word;
    const advice = right ? [right.when, right.place].filter(Boolean).join(" · ") : "";
    write(piece, ".door-answer-who", reply?.who ?? whoOf(entry, { ticket, right }));
    write(piece, ".door-answer-text", reply?.text || advice || this.#stillMissing(entry, ticket));
    this.answer(piece);
    const anyway = reply ? reply.may_let_in : MAY_BE_LET_IN.includes(entry.told);
    const isArriving = entry.let_in.length > 0;
    const { needs } = reply ?? {};
    this.party.show(ticket, { text, right, answer: entry.told, anyway, needs, isArriving });
  }

  #stillMissing({ told, let_in: letIn }, ticket) {
    if (told !== "welcome" && told !== "already_here") return null;
    const missing = ticket ? missingOf(ticket) : [];
    if (!missing.length || !letIn.length || ticket.group) return "";
    return say("not_here", { names: missing.map(({ name }) => name).join(say("separator")) });
  }

  /* For the next ticket. */
  beReady() {
    document.getElementById("answer").replaceChildren(stamp("answer-ready"));
    this.party.hide();
  }

  refuse(sentence) {
    const piece = stamp("answer-failed");
    write(piece, ".door-answer-text", sentence);
    this.answer(piece);
    this.app.showSync();
  }

  /* Above the camera, or above the form for walk-ins. Who lets people in from the list of names
     stays there as long as all is well. */
  answer(piece) {
    const { view } = this.app;
    const isWell = piece.querySelector(".door-answer-welcome");
    const place = view === "walk-in" ? part("walked-in") : document.getElementById("answer");
    place.replaceChildren(piece);
    if (view === "walk-in" || (view === "names" && isWell)) return;
    this.app.go("scan");
    place.scrollIntoView({ block: "nearest" });
  }

  async takeBack(what, reason) {
    const { undone, ...named } = what;
    const entry = { ...this.entry("undo"), ...named, undone, reason };
    await this.vault.enqueue(entry);
    this.roster.apply(entry);
    this.recent.strike(named.of);
    await this.done();
  }

  entry(kind) {
    const session = this.roster.session.id;
    return { kind, client_id: newIdentity(), session, at: new Date().toISOString() };
  }

  async done(entry, line) {
    if (line) this.recent.add({ entry, ...line });
    this.showFigures();
    this.recent.show();
    if (this.app.view === "names") this.names.show();
    await this.recent.keep();
    await this.app.showSync();
    if (this.app.isOnline !== false) this.app.sync.soon();
  }

  /* The library's answer to what was done without it. */
  hear(entry, answer) {
    if (entry.session !== this.roster?.session.id) return;
    if (answer.party) this.roster.learn(answer.party);
    if (answer.shift_pass) this.roster.learnPass(answer.shift_pass);
    this.recent.correct(entry, answer);
    this.showFigures();
    this.recent.show();
  }

  /* The library could not use it: what was to be taken back stands. */
  async hearRefusal(entry) {
    if (entry.session !== this.roster?.session.id || !entry.of) return;
    this.recent.strike(entry.of, false);
    this.recent.show();
    await this.recent.keep();
  }

  showFigures() {
    const { roster } = this;
    if (!roster) return;
    const { here, expected, counted } = roster;
    const sum = counted.adults + counted.children;
    const [bar] = part("figures").getElementsByTagName("progress");
    bar.max = Math.max(expected, 1);
    bar.value = here;
    bar.hidden = !expected;
    tell({
      here: expected ? say("here_of", { here, expected }) : "",
      counted: sum || !expected ? say("counted", { count: sum }) : "",
    });
    this.#showNotice();
    this.counting.show();
  }

  /* What is odd about the session as a whole. */
  #showNotice() {
    const { session, takesPlace } = this.roster;
    const day = dayUnlessToday(session);
    const oddity = takesPlace ? day && say("another_day", { day }) : say("cancelled_session");
    part("notice").hidden = !oddity;
    tell({ notice: oddity ?? "" });
  }
}

/* Whom it let in, or whose ticket it is; of another event its title, never its people. */
function whoOf({ let_in: letIn }, { ticket, right }) {
  if (right) return right.title;
  if (!ticket) return "";
  const entered = ticket.members.filter(({ id }) => letIn.includes(id));
  return `${ticket.name} · ${sizeOfMembers(entered.length ? entered : ticket.members)}`;
}

const placeOf = ({ starts_at, place }) => [timeOf(starts_at), place].filter(Boolean).join(" · ");

/* The day of a session, if none of its days is today. */
function dayUnlessToday({ starts_at, ends_at }) {
  const first = dateOf(starts_at);
  const last = dateOf(new Date(ends_at) - 1); /* one that ends at midnight is over then */
  const today = dateOf(Date.now());
  return first <= today && today <= last ? null : dayOf(first);
}

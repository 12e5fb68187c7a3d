/*
 * The door of one session: what a code is worth, who is here, who walked in, how many were counted.
 *
 * Everything that is done is on the disk before it is said. The library is asked first where it
 * answers at once; where it does not, the roster of this phone answers, and the library hears of it
 * later (`sync.js`).
 */

import { newIdentity } from "../door-identity.js";
import { keyOf } from "./codes.js";
import { NoAnswer, Refusal } from "./library.js";
import {
  aboutMember,
  answerWord,
  list,
  onClick,
  onSubmit,
  part,
  say,
  sizeOf,
  sizeOfMembers,
  stamp,
  tell,
  timeOf,
} from "./page.js";
import { insideOf, judge, lookUp, missingOf } from "./roster.js";
import { forLibrary } from "./sync.js";

const AT_ONCE = 1200; /* milliseconds that the library has to answer before this phone does */
const RECENT = 12;
const ROWS = 60;
const LONGEST_CODE = 400;
const MAY_BE_LET_IN = ["other_event", "cancelled", "waiting"];

export class Door {
  constructor(app) {
    this.app = app;
    this.vault = app.vault;
    this.recent = [];
    onSubmit("scanned", (form) => this.scan(form.elements.code.value, "scan"));
    onSubmit("typed", (form) => {
      this.scan(form.elements.code.value, "typed");
      form.reset();
    });
    onSubmit("search", () => this.showNames());
    document.getElementById("search").addEventListener("input", () => this.showNames());
    onSubmit("walk-in", (form) => this.walkIn(form));
    onClick(document, "count", (button) => this.count(button.dataset.count));
    onClick(document, "uncount", () => this.uncount());
  }

  /* Another session, or the same with a newer roster; none where the station is left. */
  async change(roster) {
    const isAnother = roster?.session.id !== this.roster?.session.id;
    this.roster = roster;
    if (!roster) return;
    if (isAnother) {
      this.recent = (await this.vault.read(`recent:${roster.session.id}`)) ?? [];
      this.lastCount = null;
      document.getElementById("answer").replaceChildren();
      part("party").replaceChildren();
      tell({ title: roster.session.title, place: placeOf(roster.session) });
      for (const tab of document.querySelectorAll("[data-named]")) {
        tab.hidden = Boolean(roster.session.is_drop_in);
      }
    }
    this.showFigures();
    this.showRecent();
    if (this.app.view === "names") this.showNames();
  }

  /* A code that was shown or typed; or `chosen` people of a party; or a ticket that is no good
     here and is let in by a human's word. */
  async scan(text, method, { chosen, anyway = false } = {}) {
    const found = await lookUp(text, this.app.rosters, this.roster);
    const judged = this.#judge(found, { chosen, anyway });
    const entry = {
      ...this.#entry("scan"),
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
      this.#refuse(reply.message);
      return;
    }
    if (reply) Object.assign(entry, { told: reply.answer, let_in: reply.let_in });
    this.roster.apply(entry);
    const ticket = reply?.party ? this.roster.learn(reply.party) : found.ticket;
    const shown = { text, ticket, right: this.#right(found, reply), reply };
    this.#tell(entry, shown);
    await this.#done(entry, { who: reply?.who ?? whoOf(entry, shown) });
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
    try {
      return await this.app.library.scan(
        { ...asked, ...(read?.code ? { code: read.code } : ticket && { ticket }) },
        AT_ONCE,
      );
    } catch (error) {
      if (error instanceof Refusal && !error.isTheEnd) return error;
      if (error instanceof Refusal || error instanceof NoAnswer) return null;
      throw error;
    }
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
    this.#answer(piece);
    const may = reply ? reply.may_let_in : MAY_BE_LET_IN.includes(entry.told);
    this.showParty(ticket, { text, right, answer: entry.told, anyway: may });
  }

  #stillMissing({ told, let_in: letIn }, ticket) {
    if (told !== "welcome" && told !== "already_here") return null;
    const missing = ticket ? missingOf(ticket) : [];
    if (!missing.length || !letIn.length) return "";
    return say("not_here", { names: missing.map(({ name }) => name).join(say("separator")) });
  }

  #refuse(sentence) {
    const piece = stamp("answer-failed");
    write(piece, ".door-answer-text", sentence);
    this.#answer(piece);
    this.app.showSync();
  }

  #answer(piece) {
    const place = document.getElementById("answer");
    place.replaceChildren(piece);
    place.scrollIntoView({ block: "nearest" });
  }

  /* Who of a ticket is here. One that is no good here can be let in by a human's word. */
  showParty(ticket, { text, right, answer = "welcome", anyway = false } = {}) {
    const place = part("party");
    if (!ticket && !anyway) {
      place.replaceChildren();
      return;
    }
    const isGood = answer === "welcome" || answer === "already_here";
    const members = isGood && ticket ? ticket.members : [];
    const missing = isGood && ticket ? missingOf(ticket) : [];
    const piece = stamp("party", {
      name: right ? right.title : ticket.name,
      reference: right ? "" : ticket.reference,
      missing: missing.length,
      anyway,
    });
    const choices = piece.querySelector("fieldset");
    for (const member of missing) {
      const texts = { name: member.name || say(member.kind), about: aboutMember(member) };
      const choice = stamp("member-choice", texts);
      choice.querySelector("input").value = member.id;
      choices.append(choice);
    }
    const here = members.filter((member) => member.hereSince);
    const rows = here.map((member) => this.#memberRow(ticket, member));
    piece.querySelector(".door-members").append(...rows);
    this.#offerWayHome(piece, isGood ? ticket : null);
    onSubmit("party", (form) => this.#letInTicked(form, ticket), piece);
    onClick(piece, "anyway", () => this.scan(text, "typed", { anyway: true }));
    place.replaceChildren(piece);
  }

  /* Where somebody of a party may leave only with whoever has the guardian's code. */
  #offerWayHome(piece, ticket) {
    const form = piece.querySelector('[data-form="going-home"]');
    const inside = ticket ? insideOf(ticket) : [];
    if (!inside.some((member) => member.isCollected)) {
      form.remove();
      return;
    }
    for (const member of inside) {
      const about = say(member.isCollected ? "collected" : "free_to_go");
      const choice = stamp("member-choice", { name: member.name || say(member.kind), about });
      choice.querySelector("input").value = member.id;
      form.querySelector("fieldset").append(choice);
    }
    onSubmit("going-home", () => this.#goHome(form, ticket), piece);
  }

  /* No phone can tell whether a code is right, so this needs the library at once. */
  async #goHome(form, ticket) {
    const attendees = tickedIn(form);
    if (!attendees.length) return;
    const { value: guardian_code } = form.elements.code;
    const entry = { ...this.#entry("check_out"), attendees };
    try {
      const { word } = await this.app.library.scan({ ...entry, guardian_code });
      this.roster.apply(entry);
      const piece = stamp("answer-gone_home");
      piece.querySelector(".door-answer-word").textContent = word;
      write(piece, ".door-answer-who", ticket.name);
      this.#answer(piece);
      this.showParty(ticket);
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof NoAnswer)) throw error;
      this.#refuse(error instanceof Refusal ? error.message : say("code_needs_signal"));
    }
  }

  #letInTicked(form, ticket) {
    const chosen = tickedIn(form);
    if (chosen.length) this.scan(ticket.reference, "typed", { chosen });
  }

  #memberRow(ticket, member) {
    const since = say("since", { time: timeOf(member.hereSince) });
    const gone = member.goneAt && say("gone_at", { time: timeOf(member.goneAt) });
    const about = [aboutMember(member), gone || since].join(" · ");
    const row = stamp("member-here", { name: member.name || say(member.kind), about });
    onClick(row, "not-here", async (button) => {
      await this.takeBack({ attendee: member.id, undone: [member.id] }, button.textContent.trim());
      this.showParty(ticket);
    });
    return row;
  }

  async takeBack(what, reason) {
    const { undone, ...named } = what;
    const entry = { ...this.#entry("undo"), ...named, undone, reason };
    await this.vault.enqueue(entry);
    this.roster.apply(entry);
    for (const line of this.recent) {
      if (line.entry.client_id === named.of) line.wasTakenBack = true;
    }
    await this.#done();
  }

  async walkIn(form) {
    const { adults, children, name } = form.elements;
    const people = { adults: Number(adults.value) || 0, children: Number(children.value) || 0 };
    if (!people.adults && !people.children) {
      adults.setCustomValidity(say("nobody"));
      adults.reportValidity();
      adults.setCustomValidity("");
      return;
    }
    const entry = { ...this.#entry("walk_in"), ...people, name: name.value.trim() };
    await this.vault.enqueue(entry);
    this.roster.apply(entry);
    const piece = stamp("answer-welcome");
    write(piece, ".door-answer-who", [entry.name, sizeOf(people)].filter(Boolean).join(" · "));
    write(piece, ".door-answer-text", "");
    part("walked-in").replaceChildren(piece);
    form.reset();
    scrollTo(0, 0);
    await this.#done(entry, { who: [say("walk_in"), sizeOf(people)].join(" · ") });
  }

  async count(kind) {
    const people = { adults: 0, children: 0, [kind]: 1 };
    const entry = { ...this.#entry("headcount"), ...people };
    await this.vault.enqueue(entry);
    this.roster.apply(entry);
    this.lastCount = { entry, people };
    navigator.vibrate?.(30);
    await this.#done();
  }

  async uncount() {
    const { entry, people } = this.lastCount;
    this.lastCount = null;
    const undo = { ...this.#entry("undo"), of: entry.client_id, reason: say("mistake") };
    await this.vault.enqueue(undo);
    this.roster.counted.adults -= people.adults;
    this.roster.counted.children -= people.children;
    await this.#done();
  }

  #entry(kind) {
    const session = this.roster.session.id;
    return { kind, client_id: newIdentity(), session, at: new Date().toISOString() };
  }

  async #done(entry, line) {
    if (line) this.recent = [{ entry, ...line }, ...this.recent].slice(0, RECENT);
    this.showFigures();
    this.showRecent();
    await this.#keepRecent();
    await this.app.showSync();
    this.app.sync.soon();
  }

  #keepRecent() {
    const name = `recent:${this.roster.session.id}`;
    return this.vault.keep(name, this.recent);
  }

  /* The library's answer to what was done without it. */
  hear(entry, answer) {
    if (entry.session !== this.roster?.session.id) return;
    if (answer.party) this.roster.learn(answer.party);
    const line = this.recent.find((each) => each.entry.client_id === entry.client_id);
    if (line && entry.told && answer.answer !== entry.told) {
      line.corrected = say("corrected", { answer: answerWord(answer.answer) });
      this.#keepRecent();
    }
    this.showFigures();
    this.showRecent();
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
      adults: counted.adults,
      children: counted.children,
    });
    part("uncount").hidden = !this.lastCount;
    if (this.lastCount) {
      const { entry, people } = this.lastCount;
      tell({ uncount: say("take_back", { people: sizeOf(people), time: timeOf(entry.at) }) });
    }
  }

  showRecent() {
    list("recent", this.recent.map((line) => this.#recentRow(line)));
  }

  #recentRow({ entry, who, wasTakenBack, corrected }) {
    const answer = entry.told ?? "welcome";
    const what = [answerWord(answer), wasTakenBack && say("taken_back"), corrected];
    const row = stamp("recent-row", {
      who,
      what: what.filter(Boolean).join(" · "),
      time: timeOf(entry.at),
      undo: !wasTakenBack && (entry.let_in?.length || entry.kind === "walk_in"),
    }).firstElementChild;
    row.classList.add(`door-line-${answer}`);
    row.querySelector("[data-icon]").replaceWith(stamp(`icon-${answer}`));
    onClick(row, "reason", async (button) => {
      const undone = entry.let_in ?? [];
      await this.takeBack({ of: entry.client_id, undone }, button.textContent.trim());
      this.showParty(this.roster.byKey.get(entry.ticket));
    });
    return row;
  }

  showNames() {
    if (!this.roster) return;
    const words = document.getElementById("search").value;
    const found = this.roster.search(words);
    const waitingFirst = words ? found : [...found].sort((a, b) => isWhole(a) - isWhole(b));
    list("names", waitingFirst.slice(0, ROWS).map((ticket) => this.#nameRow(ticket)));
    const more = found.length - ROWS;
    tell({ more: more > 0 ? say("more", { count: more }) : "" });
  }

  #nameRow(ticket) {
    const { answer } = judge(ticket);
    const since = answer === "already_here" ? sinceWhen(ticket) : null;
    const row = stamp("name-row", {
      name: ticket.name,
      about: `${sizeOfMembers(ticket.members)} · ${ticket.reference}`,
      waiting: answer === "waiting",
      cancelled: answer === "cancelled",
      missing: answer === "welcome",
      since: since && say("since", { time: timeOf(since) }),
    }).firstElementChild;
    onClick(row, "open", () => {
      this.app.go("scan");
      document.getElementById("answer").replaceChildren();
      this.showParty(ticket, { answer });
    });
    onClick(row, "let-in", async () => {
      await this.scan(ticket.reference, "typed");
      this.showNames();
    });
    return row;
  }
}

/* Whom it let in, or whose ticket it is; of another event its title, never its people. */
function whoOf({ let_in: letIn }, { ticket, right }) {
  if (right) return right.title;
  if (!ticket) return "";
  const entered = ticket.members.filter(({ id }) => letIn.includes(id));
  return `${ticket.name} · ${sizeOfMembers(entered.length ? entered : ticket.members)}`;
}

function sinceWhen(ticket) {
  return ticket.members.map(({ hereSince }) => hereSince).filter(Boolean).sort()[0];
}

const isWhole = (ticket) => Number(!missingOf(ticket).length);

const placeOf = ({ starts_at, place }) => [timeOf(starts_at), place].filter(Boolean).join(" · ");

function tickedIn(form) {
  return [...form.querySelectorAll("input:checked")].map(({ value }) => Number(value));
}

/* Other words for a part of an answer; null leaves those of the template, nothing takes them out. */
function write(piece, selector, text) {
  const element = piece.querySelector(selector);
  if (text) element.textContent = text;
  else if (text !== null || !element.textContent.trim()) element.remove();
}

/*
 * Who should come, as this phone knows it: the rosters that the library prepared, and on top of
 * them what this phone has done since. Answers without a signal come from here.
 *
 * Answers are those of `door.choices.DoorAnswer`.
 */

import { keyOf, readCode } from "./codes.js";

const bySound = new Intl.Collator("zh-Hans-CN-u-co-pinyin");

export class Roster {
  /* prepared: as `/api/v1/sessions/<id>/roster` gives it; done: entries that were not sent yet. */
  constructor(prepared, done) {
    this.session = prepared.session;
    this.salt = prepared.salt;
    this.madeAt = prepared.made_at;
    this.tickets = prepared.tickets.map(ticketOf);
    this.byKey = new Map(this.tickets.map((ticket) => [ticket.key, ticket]));
    this.byReference = new Map(this.tickets.map((ticket) => [ticket.reference, ticket]));
    this.byAttendee = new Map(
      this.tickets.flatMap(({ members }) => members.map((member) => [member.id, member])),
    );
    this.passes = new Map((prepared.passes ?? []).map((told) => [told.k, passOf(told)]));
    this.figures = {};
    this.counted = { adults: 0, children: 0 };
    for (const entry of done) this.apply(entry);
  }

  /* Whether the session is not cancelled, as far as this phone has heard. */
  get takesPlace() {
    return this.figures.takes_place ?? this.session.takes_place;
  }

  /* What the library last said of the whole session, and what was counted here since. */
  hear(figures, done) {
    this.figures = figures;
    this.counted = { adults: figures.adults ?? 0, children: figures.children ?? 0 };
    for (const entry of done) this.#count(entry);
  }

  /* A ticket as the library has just told it; one that was booked after the roster was made too. */
  learn(told) {
    const ticket = ticketOf(told);
    const known = this.byReference.get(ticket.reference);
    if (known) Object.assign(known, ticket);
    else this.tickets.push(ticket);
    const learnt = known ?? ticket;
    this.byKey.set(learnt.key, learnt);
    this.byReference.set(learnt.reference, learnt);
    for (const member of learnt.members) this.byAttendee.set(member.id, member);
    return learnt;
  }

  /* A volunteer's pass as the library has just told it. */
  learnPass(told) {
    this.passes.set(told.k, passOf(told));
  }

  get expected() {
    return this.#sum((member) => member.hasPlace || member.hereSince);
  }

  get here() {
    return this.#sum((member) => member.hereSince);
  }

  #sum(matches) {
    let count = 0;
    for (const ticket of this.tickets) {
      for (const member of ticket.members) if (matches(member)) count += 1;
    }
    return count;
  }

  /* The ticket of a code that was read, if it is of this session. */
  async find({ code, reference }) {
    if (reference) return this.byReference.get(reference);
    return this.byKey.get(await keyOf(code, this.salt));
  }

  get byName() {
    return [...this.tickets].sort((a, b) => bySound.compare(a.name, b.name));
  }

  /* Tickets that every one of these words may be meant for. Of a name only its first sign is known
     here, so a word finds every name that begins as it does; Chinese ones by their pinyin too. */
  search(words) {
    const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const reference = wanted.join("").replaceAll("-", "").toUpperCase();
    return this.byName.filter((ticket) => {
      const isMeant = (word) => ticket.told.includes(word) || ticket.initials.has(word[0]);
      return ticket.reference.startsWith(reference) || wanted.every(isMeant);
    });
  }

  /* What this phone did, done again: at the start, and after a new roster has come. */
  apply(entry) {
    if (entry.session !== this.session.id) return;
    for (const id of entry.let_in ?? []) this.#arrive(id, entry.at);
    for (const id of entry.undone ?? []) this.#arrive(id, null);
    if (entry.kind === "check_out") this.#leave(entry);
    if (entry.kind === "pass") this.#pass(entry);
    this.#count(entry);
  }

  /* Counted without names; who walks in counts so until the library gives them a ticket. */
  #count({ session, adults = 0, children = 0 }) {
    if (session !== this.session.id) return;
    this.counted.adults += adults;
    this.counted.children += children;
  }

  #pass({ key, leaves, told, at }) {
    const shown = this.passes.get(key);
    if (!shown) return;
    if (leaves) shown.leftAt = at;
    else if (told === "welcome") shown.hereSince ??= at;
  }

  #leave({ attendees, at }) {
    for (const id of attendees) {
      const member = this.byAttendee.get(id);
      if (member) member.goneAt = at;
    }
  }

  #arrive(id, since) {
    const member = this.byAttendee.get(id);
    if (member) member.hereSince = since;
  }
}

/* What the door says to a ticket of this session, and who of it enters by that. */
export function judge(ticket, chosen) {
  if (!ticket) return { answer: "unknown", letIn: [] };
  if (ticket.worth !== "welcome") return { answer: ticket.worth, letIn: [] };
  const missing = missingOf(ticket).map(({ id }) => id);
  const letIn = chosen ? missing.filter((id) => chosen.includes(id)) : missing;
  return { answer: letIn.length ? "welcome" : "already_here", letIn };
}

/* Looks through all rosters of the station, that of the open session first. */
export async function lookUp(text, rosters, open) {
  const read = readCode(text);
  if (!read) return {};
  const ticket = await open.find(read);
  if (ticket) return { read, ticket, roster: open };
  if (read.reference) return { read };
  for (const roster of rosters) {
    if (roster === open) continue;
    const elsewhere = await roster.find(read);
    if (elsewhere) return { read, ticket: elsewhere, roster };
  }
  return { read };
}

/* Who has a place and is not here yet. */
export function missingOf({ members }) {
  return members.filter((member) => member.hasPlace && !member.hereSince);
}

/* Who has a place, and who is here without one. */
export function seatedOf({ members }) {
  return members.filter((member) => member.hasPlace || member.hereSince);
}

/* So many adults, or children, of a group: those who are here before the others. */
export function firstOf(ticket, kind, number) {
  const able = seatedOf(ticket).filter((member) => member.kind === kind);
  const [here, missing] = [able.filter((m) => m.hereSince), able.filter((m) => !m.hereSince)];
  return [...here, ...missing].slice(0, number);
}

/* When the first of a ticket came. */
export function sinceWhen({ members }) {
  return members.map(({ hereSince }) => hereSince).filter(Boolean).sort()[0];
}

/* Who is here, and has not gone home. */
export function insideOf({ members }) {
  return members.filter((member) => member.hereSince && !member.goneAt);
}

function passOf({ k, s, n, r, i, o }) {
  return { key: k, worth: s, name: n, role: r, hereSince: i, leftAt: o };
}

function ticketOf({ k, r, s, p, g }) {
  const members = p.map(([id, name, kind, age, hereSince, hasPlace, isCollected, goneAt]) => ({
    id,
    name,
    kind,
    age,
    hereSince,
    hasPlace,
    isCollected,
    goneAt,
  }));
  const name = g || members[0].name;
  const told = [name, ...members.map((member) => member.name)].join(" ").toLocaleLowerCase();
  const initials = new Set(told.split(/\s+/).flatMap(([first]) => [first, pinyinInitial(first)]));
  return { key: k, reference: r, name, group: g, worth: s, members, told, initials };
}

/* The first characters of each letter, in the order of their sound. */
const FIRST_BY_SOUND = Object.entries({
  a: "阿", b: "八", c: "嚓", d: "哒", e: "妸", f: "发", g: "旮", h: "哈", j: "讥", k: "咔",
  l: "垃", m: "妈", n: "拏", o: "噢", p: "妑", q: "七", r: "呥", s: "仨", t: "他", w: "屲",
  x: "夕", y: "丫", z: "帀",
});

/* The letter with which the pinyin of a Chinese character begins; other signs stand for themselves. */
function pinyinInitial(sign) {
  if (!/\p{Script=Han}/u.test(sign)) return sign;
  return FIRST_BY_SOUND.findLast(([, first]) => bySound.compare(first, sign) <= 0)?.[0] ?? sign;
}

/*
 * Who should come, as this phone knows it: the rosters that the library prepared, and on top of
 * them what this phone has done since. Answers without a signal come from here.
 *
 * Answers are those of `door.choices.DoorAnswer`.
 */

import { keyOf, readCode } from "./codes.js";

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
    this.figures = {};
    this.counted = { adults: 0, children: 0 };
    for (const entry of done) this.apply(entry);
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

  /* Tickets with all these words in their names or at the beginning of the reference. */
  search(words) {
    const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return this.tickets.filter(({ told }) => wanted.every((word) => told.includes(word)));
  }

  /* What this phone did, done again: at the start, and after a new roster has come. */
  apply(entry) {
    if (entry.session !== this.session.id) return;
    for (const id of entry.let_in ?? []) this.#arrive(id, entry.at);
    for (const id of entry.undone ?? []) this.#arrive(id, null);
    if (entry.kind === "check_out") this.#leave(entry);
    this.#count(entry);
  }

  /* Counted without names; who walks in counts so until the library gives them a ticket. */
  #count({ session, adults = 0, children = 0 }) {
    if (session !== this.session.id) return;
    this.counted.adults += adults;
    this.counted.children += children;
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

/* Who is here, and has not gone home. */
export function insideOf({ members }) {
  return members.filter((member) => member.hereSince && !member.goneAt);
}

function ticketOf({ k, r, s, p }) {
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
  const { name } = members[0];
  const told = [r, ...members.map(({ name }) => name)].join(" ").toLocaleLowerCase();
  return { key: k, reference: r, name, worth: s, members, told };
}

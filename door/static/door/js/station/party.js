/*
 * The people of one ticket: who is let in, who is not here after all, who goes home.
 *
 * What helps them is known while their ticket is answered, to whoever is signed in; nothing of it
 * is kept.
 */

import { whyNot } from "./library.js";
import {
  aboutMember,
  onClick,
  onSubmit,
  part,
  say,
  sizeOfMembers,
  stamp,
  tickedIn,
  timeOf,
  write,
} from "./page.js";
import { firstOf, insideOf, missingOf, seatedOf } from "./roster.js";

export class Party {
  constructor(door) {
    this.door = door;
    this.needs = {};
  }

  hide() {
    part("party").replaceChildren();
  }

  /* A ticket that is no good here can be let in by a human's word. */
  show(ticket, { text, right, answer = "welcome", anyway = false, needs, isArriving = false } = {}) {
    if (!ticket && !anyway) {
      this.hide();
      return;
    }
    if (needs) this.needs = needs;
    const good = answer === "welcome" || answer === "already_here" ? ticket : null;
    const piece = stamp("party", {
      name: right ? right.title : ticket.name,
      reference: right ? "" : ticket.reference,
      missing: good && !good.group && missingOf(good).length,
      group: good?.group,
      anyway,
    });
    if (good?.group) this.#askHowMany(piece, good);
    else if (good) this.#askWho(piece, good);
    this.#offerWayHome(piece, good, isArriving);
    onClick(piece, "anyway", () => this.door.scan(text, "typed", { anyway: true }));
    part("party").replaceChildren(piece);
  }

  #askWho(piece, ticket) {
    const choices = missingOf(ticket).map((member) => choiceOf(member, this.#about(member)));
    piece.querySelector('[data-form="party"] fieldset')?.append(...choices);
    const here = ticket.members.filter((member) => member.hereSince);
    piece.querySelector(".door-members").append(...here.map((member) => this.#row(ticket, member)));
    onSubmit("party", (form) => this.#letInTicked(form, ticket), piece);
  }

  #about(member) {
    return [aboutMember(member), this.needs[member.id]].filter(Boolean).join(" · ");
  }

  #letInTicked(form, ticket) {
    const chosen = tickedIn(form);
    if (chosen.length) this.door.scan(ticket.reference, "typed", { chosen });
  }

  #row(ticket, member) {
    const since = say("since", { time: timeOf(member.hereSince) });
    const gone = member.goneAt && say("gone_at", { time: timeOf(member.goneAt) });
    const about = [this.#about(member), gone || since].join(" · ");
    const row = stamp("member-here", { name: nameOf(member), about });
    const button = row.querySelector("[data-not-here]");
    button.setAttribute("aria-label", say("not_here_after_all", { name: nameOf(member) }));
    button.addEventListener("click", async () => {
      await this.door.takeBack(checkInOf(member), say("did_not_come_along"));
      this.show(ticket);
    });
    return row;
  }

  /* Nobody reads thirty names: of a group one says how many of it came. */
  #askHowMany(piece, ticket) {
    const seated = seatedOf(ticket);
    const here = ticket.members.filter((member) => member.hereSince);
    const shown = here.length ? here : seated;
    write(piece, "[data-group-here]", say("group_here", { here: here.length, all: seated.length }));
    const { adults, children } = piece.querySelector('[data-form="group"]').elements;
    for (const [field, kind] of [
      [adults, "adult"],
      [children, "child"],
    ]) {
      field.value = shown.filter((member) => member.kind === kind).length;
      field.max = seated.filter((member) => member.kind === kind).length;
    }
    onSubmit("group", () => this.#count(ticket, Number(adults.value), Number(children.value)), piece);
  }

  /* So many are here: some more enter, or some are taken back. Who is here stays first. */
  async #count(ticket, adults, children) {
    const wanted = [...firstOf(ticket, "adult", adults), ...firstOf(ticket, "child", children)];
    const entering = wanted.filter((member) => !member.hereSince).map(({ id }) => id);
    const surplus = ticket.members.filter((m) => m.hereSince && !wanted.includes(m));
    for (const member of surplus) {
      await this.door.takeBack(checkInOf(member), say("counted_again"));
    }
    if (entering.length) await this.door.scan(ticket.reference, "typed", { chosen: entering });
    else this.show(ticket);
  }

  /* Where people are noted when they leave, or a child goes only with who has the code. Who has
     just come does not go yet. */
  #offerWayHome(piece, ticket, isArriving) {
    const way = piece.querySelector(".door-going-home");
    const form = way.querySelector("form");
    const inside = ticket ? insideOf(ticket) : [];
    const isCollected = inside.some((member) => member.isCollected);
    const { session } = this.door.roster;
    if (!inside.length || ticket.group || !(isCollected || session.checks_out)) {
      way.remove();
      return;
    }
    way.open = !isArriving;
    const { is_attended: isAttended } = this.door.app.state.station;
    if (!isCollected) form.querySelector("[data-collected]").remove();
    else if (!isAttended) form.querySelector("[data-without-code]").remove();
    const choices = inside.map((member) => {
      const about = !isCollected ? aboutMember(member) : member.isCollected ? "collected" : "free_to_go";
      return choiceOf(member, isCollected ? say(about) : about);
    });
    form.querySelector("fieldset").append(...choices);
    onSubmit("going-home", () => this.#goHome(form, ticket), piece);
  }

  async #goHome(form, ticket) {
    const attendees = tickedIn(form);
    if (!attendees.length) return;
    const { code, reason } = form.elements;
    const entry = { ...this.door.entry("check_out"), attendees };
    const needsCode = ticket.members.some((m) => m.isCollected && attendees.includes(m.id));
    const why = reason?.value.trim();
    if (needsCode && why) entry.reason = why;
    const word = say("went_home", { count: attendees.length });
    if (!needsCode || why) await this.door.vault.enqueue(entry);
    else if (!(await this.#isRight(entry, code.value))) return;
    this.door.roster.apply(entry);
    const piece = stamp("answer-gone_home");
    write(piece, ".door-answer-word", word);
    const leaving = ticket.members.filter(({ id }) => attendees.includes(id));
    write(piece, ".door-answer-who", `${ticket.name} · ${sizeOfMembers(leaving)}`);
    this.door.answer(piece);
    this.show(ticket);
    await this.door.done();
  }

  /* No phone can tell whether a code is right, so this needs the library at once, and the library
     needs to know first who has come. */
  async #isRight(entry, guardian_code) {
    const { app, vault } = this.door;
    if ((await vault.queued()).length) await app.sync.soon();
    try {
      await app.library.send({ ...entry, guardian_code });
      return true;
    } catch (error) {
      this.door.refuse(whyNot(error, say("code_needs_signal")));
      return false;
    }
  }
}

const nameOf = (member) => member.name || say(member.kind);

function choiceOf(member, about) {
  const choice = stamp("member-choice", { name: nameOf(member), about });
  choice.querySelector("input").value = member.id;
  return choice;
}

/* The one that is to be taken back, and no later one. */
const checkInOf = ({ id, hereSince }) => ({ attendee: id, since: hereSince, undone: [id] });

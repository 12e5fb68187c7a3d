/*
 * Volunteers at the door: their passes are read like tickets. By them they come, and leave.
 */

import { keyOf } from "./codes.js";
import { Refusal } from "./library.js";
import { onSubmit, part, say, stamp, timeOf, write } from "./page.js";
import { forLibrary } from "./sync.js";

export class Passes {
  constructor(door) {
    this.door = door;
  }

  /* A pass that was shown; with `leaves`, whoever showed it goes. */
  async scan(code, { leaves = false, people } = {}) {
    const { door } = this;
    if (door.isClosed()) return;
    const key = await keyOf(code, door.roster.salt);
    const known = door.roster.passes.get(key);
    const told = this.#judge(key, known);
    const entry = {
      ...door.entry("pass"),
      key,
      ...(leaves ? { leaves, ...(people !== undefined && { people }) } : { told }),
    };
    await door.vault.enqueue(entry);
    const reply = await this.#ask(entry, code);
    if (reply) await door.vault.dequeue([entry.client_id]);
    if (reply instanceof Refusal) {
      door.refuse(reply.message);
      return;
    }
    if (reply?.shift_pass) door.roster.learnPass(reply.shift_pass);
    else if (!reply) door.roster.apply(entry);
    const answer = reply?.answer ?? (leaves ? "gone_home" : told);
    this.#tell(answer, { reply, code, shown: door.roster.passes.get(key) });
    await door.done({ ...entry, told: leaves ? "welcome" : answer }, { who: reply?.who ?? whoOf(known) });
  }

  /* Without a signal: what the roster of this phone, or another one of the station, knows of it. */
  #judge(key, known) {
    if (known) return known.worth === "welcome" && known.hereSince ? "already_here" : known.worth;
    const isElsewhere = this.door.app.rosters.some(({ passes }) => passes.has(key));
    return isElsewhere ? "other_event" : "unknown";
  }

  async #ask(entry, code) {
    if (this.door.app.isOnline === false) return null;
    const { told, key, ...asked } = forLibrary(entry);
    return this.door.app.library.sendAtOnce({ ...asked, code: `/S/${code}` });
  }

  #tell(answer, { reply, code, shown }) {
    const piece = stamp(`answer-${answer}`);
    const since = answer === "already_here" && shown ? shown.hereSince : null;
    const word = reply?.word ?? (since ? say("already_since", { time: timeOf(since) }) : "");
    const left = answer === "gone_home" ? say("has_left") : "";
    if (word || left) piece.querySelector(".door-answer-word").textContent = word || left;
    write(piece, ".door-answer-who", reply?.who ?? whoOf(shown));
    if (piece.querySelector(".door-answer-text")) {
      write(piece, ".door-answer-text", reply?.text || (answer === "unknown" ? say("no_pass") : ""));
    }
    this.door.answer(piece);
    this.#offerToLeave(answer, code, shown);
  }

  #offerToLeave(answer, code, shown) {
    this.door.party.hide();
    if (answer !== "already_here" || shown?.leftAt) return;
    const piece = stamp("pass", { name: whoOf(shown) });
    onSubmit("leaving", ({ elements }) => {
      const { value } = elements.people;
      this.scan(code, { leaves: true, ...(value && { people: Number(value) }) });
    }, piece);
    part("party").replaceChildren(piece);
  }
}

const whoOf = (shown) => (shown ? `${shown.name} · ${shown.role}` : "");

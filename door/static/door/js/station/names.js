/*
 * The list of those who have a ticket, searched by what this phone knows of them; by a whole
 * telephone number the library searches, for no phone keeps one.
 */

import { whyNot } from "./library.js";
import { list, onClick, onSubmit, part, say, sizeOfMembers, stamp, tell, timeOf } from "./page.js";
import { judge, missingOf, sinceWhen } from "./roster.js";

const ROWS = 60;
const PHONE = /^\+?[\d\s()-]{7,}$/;

/* Which part of the list. */
const SHOWN = {
  missing: (ticket) => missingOf(ticket).length,
  here: (ticket) => sinceWhen(ticket),
  everyone: () => true,
};

export class Names {
  constructor(door) {
    this.door = door;
    this.shown = "missing";
    this.field = document.getElementById("search");
    this.field.addEventListener("input", () => this.onTyped());
    onSubmit("search", () => this.isPhone && this.searchByPhone());
    onClick(document, "by-phone", () => this.searchByPhone());
    onClick(document, "shown", (button) => {
      this.shown = button.dataset.shown;
      this.show();
    });
  }

  get isPhone() {
    return PHONE.test(this.field.value.trim());
  }

  onTyped() {
    this.ofPhone = null;
    tell({ phone_trouble: "" });
    this.show();
  }

  /* The numbers of a ticket stand in no roster: the library is asked, and for whole ones only. */
  async searchByPhone() {
    const { roster, app } = this.door;
    tell({ phone_trouble: "" });
    try {
      const { tickets } = await app.library.ofPhone(roster.session.id, this.field.value);
      this.ofPhone = tickets.map((told) => roster.learn(told));
      if (!tickets.length) tell({ phone_trouble: say("phone_unknown") });
    } catch (error) {
      tell({ phone_trouble: whyNot(error, say("phone_needs_signal")) });
    }
    this.show();
  }

  show() {
    const { roster } = this.door;
    if (!roster) return;
    const words = this.field.value.trim();
    part("by-phone").hidden = !this.isPhone;
    part("filter").hidden = Boolean(words);
    for (const chip of document.querySelectorAll("[data-shown]")) {
      if (chip.dataset.shown === this.shown) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    }
    const found = this.ofPhone ?? (words ? roster.search(words) : this.#part(roster));
    list("names", found.slice(0, ROWS).map((ticket) => this.#row(ticket)));
    const more = found.length - ROWS;
    tell({
      more: more > 0 ? say("more", { count: more }) : "",
      nobody: this.#whyNobody(words, roster),
    });
  }

  #part(roster) {
    return roster.byName.filter(SHOWN[this.shown]);
  }

  #whyNobody(words, roster) {
    if (this.ofPhone) return "";
    if (words) return say("no_ticket_matches");
    return say(this.shown === "missing" && roster.here ? "everyone_is_here" : "nobody_yet");
  }

  #row(ticket) {
    const { answer } = judge(ticket);
    const since = answer === "already_here" ? sinceWhen(ticket) : null;
    const here = ticket.members.filter((member) => member.hereSince).length;
    const row = stamp("name-row", {
      name: ticket.name,
      about: `${sizeOfMembers(ticket.members)} · ${ticket.reference}`,
      waiting: answer === "waiting",
      cancelled: answer === "cancelled",
      missing: answer === "welcome",
      some: answer === "welcome" && here && say("some_here", { here }),
      since: since && say("since", { time: timeOf(since) }),
    }).firstElementChild;
    const button = row.querySelector("[data-let-in]");
    button?.setAttribute("aria-label", say("check_in_name", { name: ticket.name }));
    onClick(row, "open", () => this.#open(ticket, answer));
    onClick(row, "let-in", () => this.door.scan(ticket.reference, "typed"));
    return row;
  }

  /* A ticket that is no good here is answered as if it were shown. */
  #open(ticket, answer) {
    if (answer === "waiting" || answer === "cancelled") {
      this.door.scan(ticket.reference, "typed");
      return;
    }
    this.door.app.go("scan");
    this.door.beReady();
    this.door.party.show(ticket);
  }
}

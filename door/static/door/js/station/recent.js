/*
 * What happened just now: at this door, and as the library tells it at the others.
 */

import { answerWord, list, onClick, onSubmit, part, say, stamp, timeOf } from "./page.js";

const SHOWN = 12;

export class Recent {
  constructor(door) {
    this.door = door;
    this.own = [];
    this.others = [];
  }

  async open() {
    this.own = (await this.door.vault.read(this.#name)) ?? [];
    this.others = [];
  }

  keep() {
    return this.door.vault.note(this.#name, this.own);
  }

  get #name() {
    return `recent:${this.door.roster.session.id}`;
  }

  /* line: an entry of this phone, and in words whom it was about. */
  add(line) {
    this.own = [line, ...this.own].slice(0, SHOWN);
  }

  /* An entry was taken back, here or elsewhere; or after all it was not. */
  strike(identity, wasTakenBack = true) {
    for (const line of [...this.own, ...this.others]) {
      if (line.entry.client_id === identity) line.wasTakenBack = wasTakenBack;
    }
  }

  /* The library says otherwise than this phone did without it. */
  correct(entry, answer) {
    const line = this.own.find((each) => each.entry.client_id === entry.client_id);
    if (!line) return;
    if (entry.told && answer.answer !== entry.told) {
      line.corrected = say("corrected", { answer: answerWord(answer.answer) });
    } else if (entry.kind === "walk_in" && answer.answer === "counted") {
      line.corrected = answer.text;
    }
    this.keep();
  }

  /* Fetch what others did. Nobody who is about to take something back is disturbed. */
  async refresh() {
    const { app, roster } = this.door;
    const { recent } = await app.library.recent(roster.session.id);
    if (roster !== this.door.roster) return;
    for (const { client_id, was_taken_back } of recent) if (was_taken_back) this.strike(client_id);
    const mine = new Set(this.own.map(({ entry }) => entry.client_id));
    this.others = recent
      .filter(({ client_id, answer }) => !mine.has(client_id) && answer !== "taken_back")
      .map(({ client_id, answer, at, who, let_in, was_taken_back }) => ({
        entry: { client_id, at, told: answer, let_in },
        who,
        wasTakenBack: was_taken_back,
      }));
    if (!part("recent").querySelector("details[open]")) this.show();
  }

  show() {
    const lines = [...this.own, ...this.others].sort((a, b) => new Date(b.entry.at) - new Date(a.entry.at));
    list("recent", lines.slice(0, SHOWN).map((line) => this.#row(line)));
  }

  #row({ entry, who, wasTakenBack, corrected }) {
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
    row.querySelector("summary")?.setAttribute("aria-label", say("take_back_of", { who }));
    onClick(row, "reason", (button) => this.#takeBack(entry, button.textContent.trim()));
    onSubmit("reason", (form) => this.#takeBack(entry, form.elements.reason.value.trim()), row);
    return row;
  }

  async #takeBack(entry, reason) {
    if (!reason) return;
    const { door } = this;
    await door.takeBack({ of: entry.client_id, undone: entry.let_in ?? [] }, reason);
    const ticket = door.roster.byKey.get(entry.ticket);
    if (ticket) door.party.show(ticket);
    else door.party.hide();
  }
}

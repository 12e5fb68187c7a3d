/*
 * People without a ticket: walked in, or only counted.
 */

import { whyNot } from "./library.js";
import { dayOf, list, onClick, onSubmit, part, say, sizeOf, stamp, tell, timeOf, write } from "./page.js";

const REMEMBERED = 50;

export class Counting {
  constructor(door) {
    this.door = door;
    this.counts = [];
    onSubmit("walk-in", (form) => this.walkIn(form));
    onClick(document, "count", (button) => this.count(button.dataset.count));
    onClick(document, "uncount", () => this.uncount());
    onSubmit("correct", (form) => this.correct(form));
    this.form = document.querySelector('form[data-form="correct"]');
    this.form.elements.day.addEventListener("change", () => this.#fillIn());
    part("correct").firstElementChild.addEventListener("click", () => this.#fillIn());
  }

  async open() {
    this.counts = (await this.door.vault.read(this.#name)) ?? [];
    part("correct").open = false;
    tell({ correct_trouble: "" });
  }

  get #name() {
    return `counts:${this.door.roster.session.id}`;
  }

  async walkIn(form) {
    if (this.door.isClosed()) return;
    const { adults, children, name } = form.elements;
    const people = { adults: Number(adults.value) || 0, children: Number(children.value) || 0 };
    if (!people.adults && !people.children) {
      adults.setCustomValidity(say("nobody"));
      adults.reportValidity();
      adults.setCustomValidity("");
      return;
    }
    const entry = { ...this.door.entry("walk_in"), ...people, name: name.value.trim() };
    await this.door.vault.enqueue(entry);
    this.door.roster.apply(entry);
    const piece = stamp("answer-welcome");
    write(piece, ".door-answer-who", [entry.name, sizeOf(people)].filter(Boolean).join(" · "));
    write(piece, ".door-answer-text", "");
    this.door.answer(piece);
    form.reset();
    scrollTo(0, 0);
    await this.door.done(entry, { who: [say("walk_in"), sizeOf(people)].join(" · ") });
  }

  async count(kind) {
    const people = { adults: 0, children: 0, [kind]: 1 };
    const entry = { ...this.door.entry("headcount"), ...people };
    await this.door.vault.enqueue(entry);
    this.door.roster.apply(entry);
    await this.#remember([...this.counts, { of: entry.client_id, at: entry.at, people }]);
    navigator.vibrate?.(30);
    await this.door.done();
  }

  /* The last count of this phone; then the one before. */
  async uncount() {
    const { of, people } = this.counts.at(-1);
    await this.#remember(this.counts.slice(0, -1));
    await this.door.vault.enqueue({ ...this.door.entry("undo"), of, reason: say("mistake") });
    this.door.roster.counted.adults -= people.adults;
    this.door.roster.counted.children -= people.children;
    await this.door.done();
  }

  #remember(counts) {
    this.counts = counts.slice(-REMEMBERED);
    return this.door.vault.keep(this.#name, this.counts);
  }

  /* A figure that counts for all doors: only the library knows what it was. */
  async correct(form) {
    const { day, adults, children } = form.elements;
    const figure = { adults: Number(adults.value), children: Number(children.value) };
    const { app } = this.door;
    tell({ correct_trouble: "" });
    try {
      await app.sync.soon();
      await app.library.send({ ...this.door.entry("correction"), day: day.value, ...figure });
      await this.#remember([]);
      part("correct").open = false;
      await app.sync.soon();
    } catch (error) {
      tell({ correct_trouble: whyNot(error, say("needs_signal")) });
    }
  }

  show() {
    const { counted, figures, takesPlace } = this.door.roster;
    const { places_free: free } = figures;
    const places_free = free === undefined ? "" : say("places_free", { count: free });
    tell({ adults: counted.adults, children: counted.children, places_free });
    for (const button of document.querySelectorAll("[data-count]")) button.disabled = !takesPlace;
    const last = this.counts.at(-1);
    part("uncount").hidden = !last;
    if (last) tell({ uncount: say("take_back", { people: sizeOf(last.people), time: timeOf(last.at) }) });
    const days = this.#days;
    part("correct").hidden = !days.length;
    part("by-day").hidden = days.length < 2;
    list("days", days.map((line) => stamp("day-row", { ...line, day: dayOf(line.day) })));
  }

  /* The days that can be put right, with what was counted today and is not sent yet. */
  get #days() {
    const { counted, figures } = this.door.roster;
    const [today, ...others] = figures.days ?? [];
    return today ? [{ ...today, ...counted }, ...others] : [];
  }

  /* The figure that stands for the chosen day. */
  #fillIn() {
    if (!this.door.roster) return;
    const { day, adults, children } = this.form.elements;
    const days = this.#days;
    const chosen = days.find((line) => line.day === day.value) ?? days[0];
    day.replaceChildren(...days.map((line) => new Option(dayOf(line.day), line.day)));
    if (!chosen) return;
    day.value = chosen.day;
    adults.value = chosen.adults;
    children.value = chosen.children;
  }
}

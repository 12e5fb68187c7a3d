/*
 * Brings what this phone keeps to the library, in batches, by itself and as often as it takes.
 *
 * An entry leaves the queue only when the library has answered it. What was sent and not answered
 * is sent again under its old client_id, which counts nobody twice. Events: "news" after a batch
 * (its answers are in `detail`), "state" when the connection or the length of the queue changed,
 * "end" when the station is over.
 */

import { Refusal, throwOurs } from "./library.js";

const BATCH = 200;
const ASKS_TO_WAIT = "too_many_unknown_codes"; /* the one refusal after which an entry is kept */
const REST = 10_000; /* milliseconds between two looks while all is well */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 30_000;

export class Sync extends EventTarget {
  constructor(vault, library) {
    super();
    this.vault = vault;
    this.library = library;
    this.pause = FIRST_PAUSE;
    this.turn = Promise.resolve();
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    addEventListener("online", () => this.soon(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.soon(), { signal });
  }

  stop() {
    clearTimeout(this.timer);
    this.leaving.abort();
  }

  /* As soon as the batch on its way is through; never two at once. */
  soon() {
    clearTimeout(this.timer);
    this.turn = this.turn.then(() => this.#round());
    return this.turn;
  }

  async #round() {
    if (this.leaving.signal.aborted) return;
    try {
      await this.#send();
      const station = await this.library.station();
      this.pause = FIRST_PAUSE;
      this.#say("state", { isOnline: true, station });
      this.#later(REST);
    } catch (error) {
      if (error instanceof Refusal && error.isTheEnd) {
        this.#say("end", error);
        return;
      }
      throwOurs(error);
      this.#say("state", { isOnline: error instanceof Refusal });
      this.#later(this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    }
  }

  async #send() {
    let entries = await this.vault.queued();
    while (entries.length) {
      const batch = entries.slice(0, BATCH);
      const beside = entries.length - batch.length;
      const { answers } = await this.library.batch(batch.map(forLibrary), beside);
      const news = answers.map((answer, place) => ({ entry: batch[place], answer }));
      const settled = news.filter(({ answer }) => answer.error?.code !== ASKS_TO_WAIT);
      await this.vault.dequeue(settled.map(({ entry }) => entry.client_id));
      this.#say("news", settled);
      if (settled.length < batch.length) return;
      entries = await this.vault.queued();
    }
  }

  #later(pause) {
    clearTimeout(this.timer);
    if (this.leaving.signal.aborted) return;
    this.timer = setTimeout(() => this.soon(), pause);
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/* What only this phone wants to remember of an entry stays here. */
export function forLibrary({ let_in, undone, ...entry }) {
  return entry;
}

/*
 * The library's side of the door: `/api/v1/`, with this phone's token.
 *
 * A refusal of the library is a `Refusal` with its code and sentence; no answer at all, an answer
 * that is none, or one that takes too long is `NoAnswer`.
 */

const PATIENCE = 15_000; /* milliseconds */
/* Milliseconds that the library has to answer a scan before this phone does. */
const AT_ONCE = Number(document.getElementById("station").dataset.patience);
const NOT_MODIFIED = 304;

class Failure extends Error {}

class NoAnswer extends Failure {}

export class Refusal extends Failure {
  constructor(status, { code, message }) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /* The station was ended, or this phone belongs to it no more. */
  get isTheEnd() {
    return this.status === 401 || this.status === 410;
  }
}

/* That the library refuses or does not answer is to be expected; a mistake of ours is not. */
export function throwOurs(error) {
  if (!(error instanceof Failure)) throw error;
}

/* Why the library did not do it: its own sentence, or these words where it said none. */
export function whyNot(error, words) {
  throwOurs(error);
  return error instanceof Refusal ? error.message : words;
}

export class Library {
  constructor(token = null) {
    this.token = token;
  }

  open(code) {
    return this.#ask("station/open", { code });
  }

  station() {
    return this.#ask("station");
  }

  /* The roster of a session, or nothing where it is still that of this ETag. */
  async roster(session, etag) {
    const headers = etag ? { "If-None-Match": etag } : {};
    const { response, answer } = await this.#exchange(`sessions/${session}/roster`, { headers });
    return answer && { ...answer, etag: response.headers.get("ETag") };
  }

  /* The last scans at all doors of a session. */
  recent(session) {
    return this.#ask(`sessions/${session}/recent`);
  }

  /* The tickets of a session that were booked under a whole telephone number. */
  ofPhone(session, phone) {
    return this.#ask(`sessions/${session}/search`, { phone });
  }

  send(entry) {
    return this.#ask("scans", entry);
  }

  /* The answer to an entry, or its refusal; nothing where this phone has to answer by itself. */
  async sendAtOnce(entry) {
    try {
      return await this.#ask("scans", entry, AT_ONCE);
    } catch (error) {
      throwOurs(error);
      return error instanceof Refusal && !error.isTheEnd ? error : null;
    }
  }

  /* The answers stand in the order of the entries. */
  batch(entries, unsynced) {
    const device_time = new Date().toISOString();
    return this.#ask("batch", { entries, unsynced, device_time });
  }

  async #ask(path, body, patience) {
    return (await this.#exchange(path, { body, patience })).answer;
  }

  async #exchange(path, { body, headers = {}, patience = PATIENCE }) {
    const { lang } = document.documentElement;
    const asked = { Accept: "application/json", "Accept-Language": lang, ...headers };
    if (this.token) asked.Authorization = `Bearer ${this.token}`;
    if (body) asked["Content-Type"] = "application/json";
    let response;
    let answer;
    try {
      response = await fetch(`/api/v1/${path}`, {
        method: body ? "POST" : "GET",
        headers: asked,
        body: body && JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(patience),
      });
      if (response.status === NOT_MODIFIED) return { response };
      answer = await response.json();
    } catch {
      throw new NoAnswer();
    }
    if (response.ok) return { response, answer };
    if (response.status >= 500 || !answer?.message) throw new NoAnswer();
    throw new Refusal(response.status, answer);
  }
}

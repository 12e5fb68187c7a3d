/*
 * The library's side of the door: `/api/v1/`, with this phone's token.
 *
 * A refusal of the library is a `Refusal` with its code and sentence; no answer at all, an answer
 * that is none, or one that takes too long is `NoAnswer`.
 */

const PATIENCE = 15_000; /* milliseconds */
const NOT_MODIFIED = 304;

export class NoAnswer extends Error {}

export class Refusal extends Error {
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

  scan(entry, patience) {
    return this.#ask("scans", entry, patience);
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

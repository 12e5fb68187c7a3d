/*
 * The page without a signal: <saved-tickets> lists what this phone keeps, the page comes in the
 * size that was wished for, and gives way to the page that was asked for when the signal is back.
 */

const TICKETS = "tickets";
const ASK_AGAIN_MS = 4000;

const size = /(?:^|; )large_mode=(\w+)/.exec(document.cookie)?.[1];
if (size) Object.assign(document.documentElement.dataset, { mode: "large", size });

/* A phone may think itself connected in a hall whose network leads nowhere, or the other way
   round: only an answer of the library counts. */
async function comeBack() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store" });
    if (answer.ok) location.reload();
  } catch {
    /* Still without a signal. */
  }
}

const standsIn = !/(^|\/)offline\/$/.test(location.pathname);
if (standsIn) {
  window.addEventListener("online", comeBack);
  document.addEventListener("visibilitychange", comeBack);
  setInterval(comeBack, ASK_AGAIN_MS);
}

async function savedPages() {
  const cache = await caches.open(TICKETS);
  const pages = [];
  for (const request of await cache.keys()) {
    if (!request.url.endsWith("/")) continue;
    const response = await cache.match(request, { ignoreVary: true });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const text = (selector) => page.querySelector(selector)?.textContent.trim() ?? "";
    pages.push({
      url: request.url,
      lang: page.documentElement.lang,
      title: text(".ticket-title"),
      when: text(".ticket-facts dd"),
      start: page.querySelector(".ticket-facts time")?.dateTime ?? "",
    });
  }
  return pages.sort((a, b) => a.start.localeCompare(b.start));
}

customElements.define(
  "saved-tickets",
  class extends HTMLElement {
    connectedCallback() {
      if (!("caches" in window)) return;
      this.querySelector("[data-forget]").addEventListener("click", () => this.forget());
      this.list();
    }

    async list() {
      const pages = await savedPages();
      const rows = pages.map(({ url, lang, title, when }) => {
        const row = this.querySelector("template").content.cloneNode(true);
        const link = row.querySelector("a");
        link.href = url;
        link.lang = lang;
        link.querySelector(".saved-ticket-title").textContent = title;
        link.querySelector(".saved-ticket-when").textContent = when;
        return row;
      });
      this.querySelector("ul").replaceChildren(...rows);
      for (const one of this.querySelectorAll("[data-none]")) one.hidden = rows.length > 0;
      for (const one of this.querySelectorAll("[data-some]")) one.hidden = rows.length === 0;
    }

    async forget() {
      await caches.delete(TICKETS);
      await this.list();
    }
  },
);

/*
 * <live-places>: asks every quarter of a minute or so how many places are left, while the page is
 * looked at and until the event begins. A screen reader is told only when the way in has become
 * another one ("All places are taken"), not of every place that goes.
 *
 * It asks without cookies: the answer is the same for everyone and comes from memory.
 */

const SHORTEST_PAUSE = 15_000;
const LONGEST_PAUSE = 20_000;

customElements.define(
  "live-places",
  class extends HTMLElement {
    connectedCallback() {
      this.panel = this.querySelector("[data-panel]");
      this.until = Date.parse(this.dataset.until);
      document.addEventListener("visibilitychange", this);
      this.look();
    }

    disconnectedCallback() {
      document.removeEventListener("visibilitychange", this);
      clearTimeout(this.timer);
    }

    handleEvent() {
      if (!document.hidden && !this.timer) this.look();
    }

    async look() {
      this.timer = undefined;
      if (document.hidden || this.isOver) return;
      this.isOver = Date.now() >= this.until;
      // Uneven, so that pages opened in the same moment do not ask in the same moment for ever.
      const pause = SHORTEST_PAUSE + Math.random() * (LONGEST_PAUSE - SHORTEST_PAUSE);
      this.timer = setTimeout(() => this.look(), pause);
      try {
        const answer = await fetch(this.dataset.url, { credentials: "omit" });
        if (answer.ok) this.show(await answer.text());
        else if (answer.status === 404) this.isOver = true;
      } catch {
        /* Without a signal the page stays as it is. */
      }
    }

    show(html) {
      const fresh = document.createElement("template");
      fresh.innerHTML = html;
      const [was, is] = [this.panel.firstElementChild, fresh.content.firstElementChild];
      if (!is || was.textContent === is.textContent) return;
      const held = [...was.querySelectorAll("a")].indexOf(document.activeElement);
      was.replaceWith(is);
      if (held >= 0) (is.querySelectorAll("a")[held] ?? is.querySelector("a"))?.focus();
      if (was.className === is.className) return;
      this.querySelector("[role=status]").textContent = is.querySelector("p").textContent;
    }
  },
);

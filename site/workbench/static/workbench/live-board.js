/*
 * <live-board>: asks every few seconds how the doors stand, while the page is looked at and until
 * nothing will change any more. When the library does not answer, it says since when, and keeps the
 * last figures.
 */

const PAUSE = 5_000;
const PATIENCE = 8_000;

class SignedOut extends Error {}

customElements.define(
  "live-board",
  class extends HTMLElement {
    connectedCallback() {
      this.panel = this.querySelector("[data-panel]");
      this.asOf = this.querySelector("[data-as-of]");
      this.contact = this.querySelector("[role=status]");
      const button = this.querySelector("[data-full-screen]");
      button.hidden = !document.fullscreenEnabled;
      button.addEventListener("click", () => this.toggleFullScreen());
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
      this.timer = setTimeout(() => this.look(), PAUSE);
      try {
        this.show(await this.ask());
      } catch (error) {
        this.say(error instanceof SignedOut ? "signedOut" : "lost");
      }
    }

    /* What changed since the last answer; nothing if nothing did. */
    async ask() {
      const headers = { "X-Requested-With": "XMLHttpRequest" };
      if (this.tag) headers["If-None-Match"] = this.tag;
      const signal = AbortSignal.timeout(PATIENCE);
      const options = { headers, signal, redirect: "manual", cache: "no-store" };
      const answer = await fetch(this.dataset.url, options);
      if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
        throw new SignedOut();
      }
      if (answer.status !== 304 && !answer.ok) throw new Error(answer.status);
      const html = answer.status === 304 ? undefined : await answer.text();
      return { html, tag: answer.headers.get("ETag"), time: answer.headers.get("Board-Time") };
    }

    show({ html, tag, time }) {
      this.tag = tag;
      this.time = time;
      this.asOf.textContent = this.asOf.dataset.asOf.replace("{time}", time);
      if (html) this.panel.innerHTML = html;
      this.isOver = this.panel.querySelector("[data-is-over='true']") !== null;
      if (this.trouble) this.say("back");
    }

    /* Said once, so that a screen reader does not repeat it every few seconds. */
    say(what) {
      const trouble = what === "back" ? undefined : what;
      if (trouble === this.trouble && trouble) return;
      this.trouble = trouble;
      this.classList.toggle("board--lost", Boolean(trouble));
      this.contact.textContent = this.dataset[what].replace("{time}", this.time ?? "");
    }

    toggleFullScreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else this.requestFullscreen();
    }
  },
);

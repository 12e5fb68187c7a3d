/*
 * <read-aloud>: reads the main part of the page aloud, paragraph by paragraph, and marks the one
 * it is at. It shows itself once the browser has a voice for the language of the page.
 */

const speech = window.speechSynthesis;

const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, caption, figcaption, blockquote, summary, legend, label";
const SILENT = "nav, dialog:not([open]), [aria-hidden=true], [hidden], .visually-hidden";
const MARK = "is-read-aloud";

function paragraphs() {
  const main = document.querySelector("main");
  return [...main.querySelectorAll(BLOCKS)].filter(
    (block) =>
      !block.closest(SILENT) &&
      !block.querySelector(BLOCKS) &&
      block.getClientRects().length &&
      block.innerText.trim(),
  );
}

/* Some voices fall silent in the middle of long texts, so one sentence is spoken at a time. */
function sentences() {
  return paragraphs().flatMap((block) => {
    const text = block.innerText.trim();
    if (!Intl.Segmenter) return [{ block, text }];
    const parts = new Intl.Segmenter(languageOf(block), { granularity: "sentence" }).segment(text);
    return [...parts].map((part) => ({ block, text: part.segment.trim() }));
  });
}

function languageOf(element) {
  const language = element.closest("[lang]").lang;
  return language.startsWith("zh") ? "zh-CN" : language;
}

function voiceFor(language) {
  const same = (voice) => voice.lang.replace("_", "-");
  const voices = speech.getVoices();
  return (
    voices.find((voice) => same(voice) === language && voice.localService) ??
    voices.find((voice) => same(voice) === language) ??
    voices.find((voice) => same(voice).split("-")[0] === language.split("-")[0])
  );
}

customElements.define(
  "read-aloud",
  class extends HTMLElement {
    connectedCallback() {
      if (!speech) return;
      this.buttons = Object.fromEntries(
        [...this.querySelectorAll("[data-step]")].map((button) => [button.dataset.step, button]),
      );
      for (const [step, button] of Object.entries(this.buttons)) {
        button.addEventListener("click", () => this[step]());
      }
      speech.addEventListener("voiceschanged", () => this.appear());
      window.addEventListener("pagehide", () => this.stop());
      this.appear();
    }

    appear() {
      this.hidden = !voiceFor(languageOf(document.querySelector("main")));
    }

    read() {
      this.queue = sentences();
      this.at = 0;
      this.resume();
    }

    resume() {
      this.show("pause", "stop");
      this.speak();
    }

    /* Pausing speech itself does nothing on Android: stop, and begin this sentence again later. */
    pause() {
      this.fallSilent();
      this.show("resume", "stop");
    }

    stop() {
      this.fallSilent();
      this.mark(null);
      this.show("read");
    }

    speak() {
      const next = this.queue[this.at];
      if (!next) return this.stop();
      const spoken = new SpeechSynthesisUtterance(next.text);
      spoken.lang = languageOf(next.block);
      spoken.voice = voiceFor(spoken.lang) ?? null;
      spoken.rate = 0.9;
      spoken.addEventListener("end", () => {
        if (this.spoken !== spoken) return;
        this.at += 1;
        this.speak();
      });
      spoken.addEventListener("error", () => this.spoken === spoken && this.stop());
      this.spoken = spoken;
      this.mark(next.block);
      speech.speak(spoken);
    }

    fallSilent() {
      this.spoken = null;
      speech.cancel();
    }

    mark(block) {
      if (this.marked === block) return;
      this.marked?.classList.remove(MARK);
      this.marked = block;
      block?.classList.add(MARK);
      block?.scrollIntoView({ block: "center", behavior: "smooth" });
    }

    /* Whoever pressed a button that goes away finds the focus on the one that takes its place. */
    show(...steps) {
      const had = this.contains(document.activeElement);
      this.closest(".large-bar").classList.toggle("is-reading", !steps.includes("read"));
      for (const [step, button] of Object.entries(this.buttons)) {
        button.hidden = !steps.includes(step);
      }
      if (had) this.buttons[steps[0]].focus();
    }
  },
);

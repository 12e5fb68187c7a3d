/*
 * <door-camera>: shows the camera and sends every code that it sees through a form.
 *
 *   data-form          id of the form that carries the code
 *   data-reader, data-wasm   addresses of zxing and its WebAssembly
 *
 * A code that stays in the picture is sent once. It is sent again once it has been away for a
 * while. Where it cannot be seen the camera is off; shown again (`resume`), it goes on as it was.
 */

import { openReader } from "./door-reader.js";

const PAUSE = 120; /* milliseconds between two looks */
const FORGET = 3000; /* milliseconds without a code until it counts as shown anew */
const WAS_ON = "door-camera-on";

function letGo(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

customElements.define(
  "door-camera",
  class extends HTMLElement {
    connectedCallback() {
      this.video = this.querySelector("video");
      this.form = document.getElementById(this.dataset.form);
      this.facing = "environment";
      this.part("start").addEventListener("click", () => this.start());
      this.part("stop").addEventListener("click", () => this.turnOff());
      this.part("turn").addEventListener("click", () => this.turn());
      this.part("torch").addEventListener("click", () => this.light());
      this.onVisibility = () => (document.hidden ? this.release() : this.resume());
      document.addEventListener("visibilitychange", this.onVisibility);
      this.resume();
    }

    disconnectedCallback() {
      document.removeEventListener("visibilitychange", this.onVisibility);
      this.release();
    }

    part(name) {
      return this.querySelector(`[data-${name}]`);
    }

    resume() {
      if (sessionStorage.getItem(WAS_ON) && this.checkVisibility()) this.start();
    }

    /* Once at a time: a camera that was let go before it had come is let go when it comes. */
    async start() {
      if (this.stream || this.opening) return;
      this.tell("");
      const opening = (this.opening = {});
      const video = { facingMode: { ideal: this.facing }, width: { ideal: 1280 } };
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video });
      } catch (error) {
        if (this.opening !== opening) return;
        this.opening = null;
        this.tell(error.name === "NotAllowedError" ? "refused" : "missing");
        return;
      }
      if (this.opening !== opening) {
        letGo(stream);
        return;
      }
      this.opening = null;
      this.stream = stream;
      sessionStorage.setItem(WAS_ON, "yes");
      if (!this.checkVisibility()) {
        this.release();
        return;
      }
      this.video.srcObject = stream;
      this.dataset.state = "on";
      try {
        await this.video.play();
      } catch (error) {
        if (this.stream === stream) throw error;
      }
      if (this.stream === stream) await this.showTools();
      if (this.stream !== stream) return;
      this.keepAwake();
      try {
        this.read ??= await openReader(this.dataset);
      } catch {
        this.tell("reader");
        return;
      }
      if (this.stream === stream) this.look();
    }

    turnOff() {
      sessionStorage.removeItem(WAS_ON);
      this.release();
    }

    release() {
      letGo(this.stream);
      this.stream = null;
      this.opening = null;
      this.video.srcObject = null;
      this.lock?.release();
      delete this.dataset.state;
      this.part("tools").hidden = true;
    }

    tell(trouble) {
      for (const words of this.querySelectorAll("[data-trouble]")) {
        words.hidden = words.dataset.trouble !== trouble;
      }
    }

    async showTools() {
      const { stream } = this;
      const [track] = stream.getVideoTracks();
      const devices = await navigator.mediaDevices.enumerateDevices();
      if (this.stream !== stream) return;
      this.part("torch").hidden = !track.getCapabilities?.().torch;
      this.part("torch").setAttribute("aria-pressed", "false");
      this.part("turn").hidden = devices.filter(({ kind }) => kind === "videoinput").length < 2;
      this.part("tools").hidden = false;
    }

    turn() {
      this.facing = this.facing === "environment" ? "user" : "environment";
      this.release();
      this.start();
    }

    async light() {
      const button = this.part("torch");
      const torch = button.getAttribute("aria-pressed") !== "true";
      await this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch }] });
      button.setAttribute("aria-pressed", String(torch));
    }

    async keepAwake() {
      try {
        this.lock = await navigator.wakeLock?.request("screen");
      } catch {
        /* The battery is low: the screen may go dark. */
      }
    }

    async look() {
      const { stream } = this;
      while (stream && stream === this.stream) {
        const text = this.video.videoWidth ? await this.read(this.video) : null;
        if (text) this.onCode(text);
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }

    onCode(text) {
      const now = performance.now();
      const isHeldStill = text === this.last && now - this.seenAt < FORGET;
      this.seenAt = now;
      if (isHeldStill) return;
      this.last = text;
      this.form.elements.code.value = text;
      this.form.requestSubmit();
    }
  },
);

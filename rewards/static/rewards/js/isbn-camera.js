/*
 * <isbn-camera>: reads the barcode on the back of a book and types its number into a field.
 *
 *   data-input               id of the field
 *   data-reader, data-wasm   addresses of zxing and its WebAssembly
 *
 * Nothing is loaded and no camera is asked for before somebody taps. Without a camera the number
 * can be typed.
 */

const PAUSE = 150; /* milliseconds between two looks */
const LONGEST_SIDE = 1000;
const BOOKS = /^97[89]\d{10}$/;

async function nativeReader() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats();
  if (!formats.includes("ean_13")) return null;
  const detector = new BarcodeDetector({ formats: ["ean_13"] });
  return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue);
}

async function zxingReader({ reader, wasm }) {
  const { prepareZXingModule, readBarcodes } = await import(reader);
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(picture, { formats: ["EAN-13"], tryHarder: true });
    return found.map(({ text }) => text);
  };
}

customElements.define(
  "isbn-camera",
  class extends HTMLElement {
    connectedCallback() {
      this.input = document.getElementById(this.dataset.input);
      this.video = this.querySelector("video");
      this.view = this.querySelector(".isbn-camera-view");
      this.button = this.querySelector("[data-start]");
      this.button.hidden = !navigator.mediaDevices?.getUserMedia;
      this.button.addEventListener("click", () => this.start());
      this.querySelector("[data-stop]").addEventListener("click", () => this.stop());
    }

    disconnectedCallback() {
      this.stop();
    }

    tell(trouble) {
      for (const words of this.querySelectorAll("[data-trouble]")) {
        words.hidden = words.dataset.trouble !== trouble;
      }
    }

    async start() {
      this.tell("");
      this.querySelector("[data-found]").hidden = true;
      try {
        const video = { facingMode: { ideal: "environment" }, width: { ideal: 1280 } };
        this.stream = await navigator.mediaDevices.getUserMedia({ video });
        this.view.hidden = false;
        this.button.hidden = true;
        this.video.srcObject = this.stream;
        await this.video.play();
        this.read ??= (await nativeReader()) ?? (await zxingReader(this.dataset));
      } catch (error) {
        this.stop();
        this.tell(error.name === "NotAllowedError" ? "refused" : "missing");
        return;
      }
      this.look();
    }

    stop() {
      for (const track of this.stream?.getTracks() ?? []) track.stop();
      this.stream = null;
      this.video.srcObject = null;
      this.view.hidden = true;
      this.button.hidden = !navigator.mediaDevices?.getUserMedia;
    }

    async look() {
      const { stream } = this;
      while (stream && stream === this.stream) {
        const seen = this.video.videoWidth ? await this.read(this.video) : [];
        const isbn = seen.find((text) => BOOKS.test(text));
        if (isbn) {
          this.stop();
          this.input.value = isbn;
          this.input.dispatchEvent(new Event("change", { bubbles: true }));
          this.querySelector("[data-found]").hidden = false;
          this.input.focus();
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  },
);

/*
 * <code-camera>: reads a code with the camera and types it into a field.
 *
 *   data-kind                "book" for the barcode on the back of a book, "qr" for a QR code
 *   data-input               id of the field
 *   data-sends               id of a button that is pressed then, if nothing else is to be filled in
 *   data-reader, data-wasm   addresses of zxing and its WebAssembly
 *
 * Nothing is loaded and no camera is asked for before somebody taps. Without a camera the code can
 * be typed.
 */

const PAUSE = 150; /* milliseconds between two looks */
const LONGEST_SIDE = 1000;

/* What the browser and zxing call it, and what such a code says. */
const KINDS = {
  book: { native: "ean_13", zxing: "EAN-13", says: /^97[89]\d{10}$/ },
  qr: { native: "qr_code", zxing: "QRCode", says: /./ },
};

async function nativeReader({ native }) {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats();
  if (!formats.includes(native)) return null;
  const detector = new BarcodeDetector({ formats: [native] });
  return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue);
}

async function zxingReader({ zxing }, { reader, wasm }) {
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
    const found = await readBarcodes(picture, { formats: [zxing], tryHarder: true });
    return found.map(({ text }) => text);
  };
}

customElements.define(
  "code-camera",
  class extends HTMLElement {
    connectedCallback() {
      this.kind = KINDS[this.dataset.kind];
      this.input = document.getElementById(this.dataset.input);
      this.video = this.querySelector("video");
      this.view = this.querySelector(".code-camera-view");
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
        this.read ??= (await nativeReader(this.kind)) ??
          (await zxingReader(this.kind, this.dataset));
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
        const code = seen.find((text) => this.kind.says.test(text));
        if (code) {
          this.stop();
          this.input.value = code;
          this.input.dispatchEvent(new Event("change", { bubbles: true }));
          this.querySelector("[data-found]").hidden = false;
          this.input.focus();
          document.getElementById(this.dataset.sends)?.click();
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  },
);

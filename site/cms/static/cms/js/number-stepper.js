/* <number-stepper>: shows its two buttons around a number field and lets them count. */

customElements.define(
  "number-stepper",
  class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      this.buttons = [...this.querySelectorAll("button")];
      for (const button of this.buttons) {
        button.hidden = false;
        button.addEventListener("click", () => this.step(Number(button.dataset.step)));
      }
      this.input.addEventListener("input", () => this.refresh());
      this.classList.add("stepper-ready");
      this.refresh();
    }

    step(direction) {
      if (direction > 0) this.input.stepUp();
      else this.input.stepDown();
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    refresh() {
      const { min, max } = this.input;
      const value = this.input.valueAsNumber || 0;
      for (const button of this.buttons) {
        const limit = button.dataset.step > 0 ? max : min;
        button.disabled =
          limit !== "" && (button.dataset.step > 0 ? value >= Number(limit) : value <= Number(limit));
      }
    }
  },
);

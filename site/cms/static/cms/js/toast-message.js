/* <toast-message>: can be closed by its button or the Escape key. */

customElements.define(
  "toast-message",
  class extends HTMLElement {
    connectedCallback() {
      this.querySelector("button").addEventListener("click", () => this.remove());
      this.addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.remove();
      });
    }
  },
);

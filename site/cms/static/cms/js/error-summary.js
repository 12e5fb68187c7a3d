/* <error-summary>: takes the focus when it appears, so that a screen reader begins there. */

customElements.define(
  "error-summary",
  class extends HTMLElement {
    connectedCallback() {
      this.focus();
      this.addEventListener("click", (event) => {
        const link = event.target.closest('a[href^="#"]');
        const target = link && document.getElementById(link.hash.slice(1));
        if (!target) return;
        event.preventDefault();
        const control = target.matches("fieldset, div") ? target.querySelector("input") : target;
        control.focus({ preventScroll: true });
        control.closest(".field").scrollIntoView({ block: "start" });
      });
    }
  },
);

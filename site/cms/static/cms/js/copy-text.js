/*
 * <copy-text>: copies what stands in its textarea. Where the clipboard is closed to pages, the text
 * is marked, ready to be copied by hand.
 */

customElements.define(
  "copy-text",
  class extends HTMLElement {
    connectedCallback() {
      this.text = this.querySelector("textarea");
      const button = this.querySelector("button");
      button.hidden = false;
      button.addEventListener("click", () => this.copy());
    }

    async copy() {
      try {
        await navigator.clipboard.writeText(this.text.value);
        this.querySelector("[data-done]").hidden = false;
      } catch {
        this.text.focus();
        this.text.select();
      }
    }
  },
);

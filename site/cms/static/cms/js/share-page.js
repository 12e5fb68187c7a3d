/*
 * <share-page>: copies the address, or hands it to the system's own sheet. Where the clipboard is
 * closed to pages, the address appears, marked and ready to be copied by hand. WeChat's browser has no
 * such sheet, whatever it says: there the page points to its menu. `data-shown` leaves the address
 * where it is seen.
 */

customElements.define(
  "share-page",
  class extends HTMLElement {
    connectedCallback() {
      this.address = this.querySelector("input");
      this.address.hidden = !this.hasAttribute("data-shown");
      this.offer("copy", true);
      this.offer("share", Boolean(navigator.share) && !this.closest(".in-wechat"));
    }

    offer(way, isPossible) {
      const button = this.querySelector(`[data-way=${way}]`);
      if (!button) return;
      button.hidden = !isPossible;
      button.addEventListener("click", () => this[way]());
    }

    async copy() {
      try {
        await navigator.clipboard.writeText(this.address.value);
        this.querySelector("[data-done]").hidden = false;
      } catch {
        this.address.hidden = false;
        this.address.select();
      }
    }

    async share() {
      try {
        await navigator.share({ title: document.title, url: this.address.value });
      } catch {
        /* Whoever closes the sheet has changed their mind. */
      }
    }
  },
);

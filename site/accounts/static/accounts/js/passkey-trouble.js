/* Says that a passkey was not used: refused, cancelled, unknown. allauth tells it as an event. */

class PasskeyTrouble extends HTMLElement {
  connectedCallback() {
    this.show = (event) => {
      event.preventDefault();
      this.hidden = false;
    };
    document.addEventListener("allauth.error", this.show);
  }

  disconnectedCallback() {
    document.removeEventListener("allauth.error", this.show);
  }
}

customElements.define("passkey-trouble", PasskeyTrouble);

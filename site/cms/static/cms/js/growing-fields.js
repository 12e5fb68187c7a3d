/* <growing-fields>: shows the fields that are filled in and one more, which grows with each. */

customElements.define(
  "growing-fields",
  class extends HTMLElement {
    connectedCallback() {
      this.fields = [...this.children];
      this.addEventListener("input", () => this.refresh());
      this.refresh();
    }

    refresh() {
      const filled = this.fields.map((field) => field.querySelector("input").value !== "");
      const wanted = filled.lastIndexOf(true) + 2;
      this.fields.forEach((field, index) => {
        field.hidden = index >= wanted;
      });
    }
  },
);

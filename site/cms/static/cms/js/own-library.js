/*
 * <own-library>: remembers on this device which library its visitor chose, and puts the places of
 * that library or district first. The page is the same for everyone; nothing is sent.
 *
 *   select           chooses the library by its slug
 *   [data-within]    a place of the list: the slugs of itself and of all above it
 *   [data-nothing]   words for when none of them belongs to the library
 */

const KEY = "own-library";

/* Where a browser keeps nothing, the choice lasts as long as the page. */
function remembered() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function remember(slug) {
  try {
    if (slug) localStorage.setItem(KEY, slug);
    else localStorage.removeItem(KEY);
  } catch {
    /* A browser that keeps nothing asks again next time. */
  }
}

customElements.define(
  "own-library",
  class extends HTMLElement {
    connectedCallback() {
      this.select = this.querySelector("select");
      this.select.addEventListener("change", () => {
        remember(this.select.value);
        this.putFirst(this.select.value);
      });
      const slug = remembered();
      if (![...this.select.options].some(({ value }) => value === slug)) return;
      this.select.value = slug;
      this.putFirst(slug);
    }

    putFirst(slug) {
      const places = [...this.querySelectorAll("[data-within]")];
      const own = places.filter((place) => place.dataset.within.split(" ").includes(slug));
      for (const place of places) place.classList.toggle("is-own", own.includes(place));
      places[0]?.parentElement.prepend(...own);
      this.querySelector("[data-nothing]").hidden = !slug || own.length > 0;
    }
  },
);

/*
 * <near-you>: asks the phone where it is, when the visitor presses the button, and puts the nearest
 * places first. The sum is done here: the position goes into no address, no cookie, no store.
 *
 *   [data-ask]      holds the button; hidden where there is no script or no position to be had
 *   [data-latitude] [data-longitude]  a place of the list; its [data-away] is told the distance
 *   [data-nearest]  a list that takes the places; [data-district] what they stood in before
 *   [data-you]      the mark on the drawing, whose svg tells how degrees become units
 */

const KILOMETRES_PER_DEGREE = 111.32;
const radians = (degrees) => (degrees * Math.PI) / 180;

/* East and south of the second place from the first, in kilometres: right for a city. */
function between(here, there) {
  return [
    (there.longitude - here.longitude) * KILOMETRES_PER_DEGREE * Math.cos(radians(here.latitude)),
    (here.latitude - there.latitude) * KILOMETRES_PER_DEGREE,
  ];
}

function inWords(kilometres) {
  const isNear = kilometres < 1;
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: isNear ? "meter" : "kilometer",
    maximumFractionDigits: isNear || kilometres >= 10 ? 0 : 1,
  }).format(isNear ? Math.max(Math.round(kilometres * 20) * 50, 50) : kilometres);
}

const degrees = ({ dataset }) => ({
  latitude: Number(dataset.latitude),
  longitude: Number(dataset.longitude),
});

customElements.define(
  "near-you",
  class extends HTMLElement {
    connectedCallback() {
      const ask = this.querySelector("[data-ask]");
      if (!ask || !navigator.geolocation) return;
      ask.hidden = false;
      ask.querySelector("button").addEventListener("click", () => this.ask());
    }

    ask() {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => this.sortFrom(coords),
        () => this.say("denied"),
        { maximumAge: 600_000, timeout: 15_000 },
      );
    }

    sortFrom(here) {
      const nearest = this.querySelector("[data-nearest]");
      const places = [...this.querySelectorAll("li[data-latitude]")].map((place) => ({
        place,
        away: Math.hypot(...between(here, degrees(place))),
      }));
      places.sort((one, other) => one.away - other.away);
      for (const { place, away } of places) {
        const words = place.querySelector("[data-away]");
        words.textContent = inWords(away);
        words.hidden = false;
        nearest.append(place);
      }
      nearest.hidden = false;
      for (const district of this.querySelectorAll("[data-district]")) {
        district.hidden = !district.querySelector("li");
      }
      this.mark(here);
      this.say("done");
    }

    mark(here) {
      const you = this.querySelector("[data-you]");
      if (!you) return;
      const { dataset, viewBox } = you.ownerSVGElement;
      const [east, south] = between(degrees({ dataset }), here);
      const away = Math.hypot(east, south) || 1;
      const stretch = Number(dataset.scale) * away ** (Number(dataset.exponent) - 1);
      const x = Number(dataset.x) + east * stretch;
      const y = Number(dataset.y) + south * stretch;
      const { x: left, y: top, width, height } = viewBox.baseVal;
      const isOnSheet = x >= left && y >= top && x <= left + width && y <= top + height;
      you.setAttribute("transform", `translate(${x.toFixed(0)} ${y.toFixed(0)})`);
      you.setAttribute("display", isOnSheet ? "inline" : "none");
    }

    say(what) {
      for (const words of this.querySelectorAll("[data-said]")) {
        words.hidden = words.dataset.said !== what;
      }
    }
  },
);

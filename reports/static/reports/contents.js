/* The contents beside a report tell which of its chapters is being read. */

const links = new Map(
  [...document.querySelectorAll(".report-contents-beside a")].map((link) => [
    document.getElementById(link.hash.slice(1))?.closest("section"),
    link,
  ]),
);

// Of the whole height, the line that is a quarter from the top: one chapter crosses it at a time.
const line = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) links.get(target).setAttribute("aria-current", "location");
      else links.get(target).removeAttribute("aria-current");
    }
  },
  { rootMargin: "-25% 0px -75% 0px" },
);

for (const chapter of links.keys()) if (chapter) line.observe(chapter);

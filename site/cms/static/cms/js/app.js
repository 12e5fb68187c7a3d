/* Brings the service worker to work; on a page that it had kept, says of when the copy is. */

if ("serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" });
  });
}

for (const moment of document.querySelectorAll("[data-saved] [data-saved-at]")) {
  const { saved } = moment.closest("[data-saved]").dataset;
  const { lang } = document.documentElement;
  const words = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
  moment.textContent = words.format(new Date(saved));
}

/*
 * Gives each frame of the library in this page the height of what it shows. It reads nothing of
 * this page and heeds nobody but the frames themselves.
 */
(() => {
  const library = new URL(document.currentScript.src).origin;
  const TALLEST = 20000;

  const frames = () =>
    [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(`${library}/`));

  window.addEventListener("message", ({ origin, source, data }) => {
    if (origin !== library || data?.kind !== "shuxiang-height") return;
    const frame = frames().find((one) => one.contentWindow === source);
    if (frame && data.height > 0 && data.height < TALLEST) frame.style.height = `${data.height}px`;
  });

  /* Frames that were there before this script have told their height to nobody. */
  for (const frame of frames()) frame.contentWindow.postMessage({ kind: "shuxiang-how-high" }, "*");
})();

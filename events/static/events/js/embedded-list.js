/*
 * Inside the frame: tells the page around it how high the list is, whenever that changes or is
 * asked for. A height is nobody's secret, so any page may hear it.
 */

const list = document.querySelector("main");

function tell() {
  const height = Math.ceil(list.getBoundingClientRect().height);
  parent.postMessage({ kind: "shuxiang-height", height }, "*");
}

new ResizeObserver(tell).observe(list);
window.addEventListener("message", ({ source, data }) => {
  if (source === parent && data?.kind === "shuxiang-how-high") tell();
});

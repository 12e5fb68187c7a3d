/*
 * What carries data-opens-dialog="<id>" opens that dialog; a link works without it too.
 *
 * In large mode nothing pops up: a link leads to its page, and a button lets the question stand
 * in the page, where the dialog is.
 */

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.opensDialog);
  if (!dialog) return;
  const isLarge = document.documentElement.dataset.mode === "large";
  if (isLarge && opener.href) return;
  event.preventDefault();
  if (!isLarge) {
    dialog.showModal();
    return;
  }
  dialog.show();
  dialog.scrollIntoView({ block: "center" });
});

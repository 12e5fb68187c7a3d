/* What carries data-opens-dialog="<id>" opens that dialog; a link works without it too. */

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.opensDialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});

/* Copies what an element shows, with its looks, for editors that keep inline styles. Where browsers do
   not let us, it is selected, and the reader presses the keys. */

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copy(element) {
  const kinds = {
    "text/html": new Blob([element.innerHTML], { type: "text/html" }),
    "text/plain": new Blob([element.innerText], { type: "text/plain" }),
  };
  await navigator.clipboard.write([new ClipboardItem(kinds)]);
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const element = document.getElementById(button.dataset.copies);
  const said = document.getElementById(button.getAttribute("aria-describedby"));
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await copy(element);
      said.textContent = button.dataset.copied;
    } catch {
      select(element);
      said.textContent = button.dataset.selected;
    }
  });
}

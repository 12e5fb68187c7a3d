// A grid of fields that behaves like a spreadsheet: keys go from cell to cell, blocks can be pasted.

const table = document.querySelector("[data-entering]");

const steps = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const fieldAt = (row, column) => table.rows[row]?.cells[column]?.querySelector("input");

const placeOf = (field) => {
  const cell = field.closest("td");
  return [cell.parentElement.rowIndex, cell.cellIndex];
};

/** The next field in this direction; cells that cannot be entered are passed over. */
function next(field, [down, right]) {
  let [row, column] = placeOf(field);
  while (table.rows[row]?.cells[column]) {
    row += down;
    column += right;
    const found = fieldAt(row, column);
    if (found) return found;
  }
  return null;
}

/** Whether the key moves within the text: it leaves the cell only at the end it points to. */
function staysInText(field, key) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  if (from === 0 && to === value.length) return false;
  if (key === "ArrowLeft") return to > 0;
  if (key === "ArrowRight") return from < value.length;
  return false;
}

function put(field, text) {
  if (field.value === text) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

table?.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches("input") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.isComposing) return;
  let step = steps[event.key];
  if (event.key === "Enter") step = event.shiftKey ? steps.ArrowUp : steps.ArrowDown;
  if (!step || (event.key in steps && (event.shiftKey || staysInText(field, event.key)))) return;
  event.preventDefault();
  const to = next(field, step);
  to?.focus();
  to?.select();
});

table?.addEventListener("paste", (event) => {
  const field = event.target;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  const block = lines.map((line) => line.split("\t"));
  if (!field.matches("input") || (block.length === 1 && block[0].length === 1)) return;
  event.preventDefault();
  const [row, column] = placeOf(field);
  block.forEach((cells, down) => {
    cells.forEach((cell, right) => {
      const into = fieldAt(row + down, column + right);
      if (into) put(into, cell.trim());
    });
  });
});

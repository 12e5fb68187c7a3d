/* Arrow keys go from number to number of the table, Home and End to the ends of a line. */

const table = document.querySelector(".matrix");

const steps = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** The next number in this direction; cells without one are passed over. */
function next(cell, [down, right]) {
  for (;;) {
    const row = table.rows[cell.parentElement.rowIndex + down];
    cell = row?.cells[cell.cellIndex + right];
    if (!cell || cell.querySelector(".matrix-number")) return cell;
  }
}

function end(cell, isLast) {
  const numbers = cell.parentElement.querySelectorAll(".matrix-number");
  return numbers[isLast ? numbers.length - 1 : 0].closest("td");
}

table?.addEventListener("keydown", (event) => {
  const cell = event.target.closest("td");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
  let to;
  if (event.key in steps) to = next(cell, steps[event.key]);
  else if (event.key === "Home" || event.key === "End") to = end(cell, event.key === "End");
  else return;
  event.preventDefault();
  to?.querySelector(".matrix-number").focus();
});

// Lets Wagtail's own script add and remove the rows of a RowsPanel.

for (const lines of document.querySelectorAll("[data-lines]")) {
  new window.InlinePanel(JSON.parse(lines.dataset.lines));
}

// A line that is named in the list of problems is selected in the file, and scrolled to.
"use strict";
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const field = document.getElementById("source");
  if (!link || !field) return;
  event.preventDefault();
  const lines = field.value.split("\n");
  const at = Math.min(Number(link.dataset.line), lines.length) - 1;
  const start = lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + lines[at].length);
  const height = parseFloat(getComputedStyle(field).lineHeight);
  field.scrollTop = Math.max(0, (at - 3) * height);
  field.scrollIntoView({ block: "center" });
});

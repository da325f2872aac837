// Puts a field into the text last touched, and a template's own text back; the form works without.
"use strict";
let last = null;
const told = (area) => area.dispatchEvent(new Event("input", { bubbles: true }));

document.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea[data-default]")) last = event.target;
});

document.addEventListener("input", (event) => {
  const area = event.target.closest("textarea[data-default]");
  if (!area) return;
  const button = document.querySelector(`[data-restore="${area.id}"]`);
  if (button) button.hidden = area.value === area.dataset.default;
});

document.addEventListener("click", (event) => {
  const field = event.target.closest("button[data-field]");
  const restore = event.target.closest("button[data-restore]");
  if (field) {
    const area = last || document.querySelector("textarea[data-default]");
    area.setRangeText(field.dataset.field, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    told(area);
  } else if (restore) {
    const area = document.getElementById(restore.dataset.restore);
    area.value = area.dataset.default;
    told(area);
    area.focus();
  }
});

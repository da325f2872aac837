// Ticks everybody at once and counts who is ticked; the list works without this file.
"use strict";
const boxes = () => [...document.querySelectorAll('.marking input[name="seat"]')];

const tell = () => {
  const count = boxes().filter((box) => box.checked).length;
  const line = document.querySelector("[data-chosen]");
  if (line) line.textContent = count ? line.dataset.some.replace("{0}", count) : line.dataset.none;
};

document.addEventListener("DOMContentLoaded", () => {
  const all = document.querySelector("[data-tick-all]");
  if (!all) return;
  all.hidden = false;
  tell();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.closest(".marking")) tell();
});

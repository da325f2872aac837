// Keys for the queue of names: move, choose, undo; the forms work without this file.
"use strict";
const cards = () => [...document.querySelectorAll("[data-card]")];
let at = null;

const settle = (card) => {
  at = card;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
};

const current = () => {
  const focused = document.activeElement && document.activeElement.closest("[data-card]");
  return focused || at || cards()[0] || null;
};

const move = (step) => {
  const all = cards();
  if (!all.length) return;
  const here = at || (document.activeElement && document.activeElement.closest("[data-card]"));
  const next = here ? all.indexOf(here) + step : 0;
  settle(all[Math.max(0, Math.min(all.length - 1, next))]);
};

const offer = (button) => {
  const form = button.closest("form");
  const field = form && form.querySelector("[data-reason-field]");
  if (!field || field.dataset.own) return;
  // What was offered goes along: the server then takes the sentence of whatever is chosen.
  field.value = button.dataset.reason;
  form.elements.offered.value = button.dataset.reason;
};

const press = (key) => {
  const button = current() && current().querySelector(`[data-key="${key}"]`);
  if (!button) return false;
  if (button.dataset.reason) offer(button);
  button.click();
  return true;
};

const tell = (line, count, words) => {
  if (line) line.textContent = words.replace("{0}", count);
};

const count = () => {
  const some = document.querySelector("[data-some][data-words]");
  if (some) {
    const ticked = document.querySelectorAll('input[form="bulk"]:checked').length;
    some.disabled = !ticked;
    tell(some, ticked, some.dataset.words);
  }
  const line = document.querySelector("[data-ticked]");
  if (line) {
    const ticked = document.querySelectorAll('.seat-list input:checked').length;
    line.hidden = false;
    tell(line, ticked, ticked ? line.dataset.some : line.dataset.none);
  }
};

const look = (field) => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const row of document.querySelectorAll(".seat-list > li")) {
    row.hidden = !words.every((word) => row.dataset.text.includes(word));
    if (!row.hidden) left += 1;
  }
  field.setCustomValidity("");
  field.title = left ? "" : field.dataset.none;
};

document.addEventListener("DOMContentLoaded", () => {
  const all = document.querySelector("[data-all]");
  if (all) all.hidden = false;
  count();
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.matches("[data-card]")) {
    at = target;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center" });
  }
});

document.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-card]");
  if (card) at = card;
  if (event.target.matches("button[data-reason]")) offer(event.target);
});

document.addEventListener("mouseover", (event) => {
  const button = event.target.closest("button[data-reason]");
  if (button) offer(button);
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-reason-field]")) event.target.dataset.own = "1";
  if (event.target.matches("[data-look]")) look(event.target);
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-all]")) {
    for (const box of document.querySelectorAll('input[form="bulk"]')) box.checked = event.target.checked;
  }
  count();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const field = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (field) {
    if (event.key === "Escape" && current()) settle(current());
    // Enter in the reason would choose whatever button comes first.
    if (event.key === "Enter" && field.matches("[data-reason-field], [data-look]")) event.preventDefault();
    return;
  }
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k" || event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!cards().length) return;
    move(key === "j" || event.key === "ArrowDown" ? 1 : -1);
  } else if (key === "u") {
    const undo = document.querySelector("form[data-undo] button");
    if (!undo) return;
    undo.click();
  } else if (key === "r") {
    const box = (current() || document).querySelector("[data-remember]");
    if (!box) return;
    box.checked = !box.checked;
  } else if (key === "/") {
    const person = current() && current().querySelector("[data-person]");
    if (!person) return;
    person.focus();
  } else if (!/^[0-5s]$/.test(key) || event.repeat || !press(key)) {
    return;
  }
  event.preventDefault();
});

// Copy buttons and a size check before an upload; every page works without this file.
"use strict";
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button || !navigator.clipboard) return;
  navigator.clipboard.writeText(button.dataset.copy).then(() => {
    button.textContent = button.dataset.done;
  });
});

document.addEventListener("change", (event) => {
  const field = event.target.closest("input[type=file][data-limit]");
  if (!field) return;
  const tooLarge = field.files.length > 0 && field.files[0].size > Number(field.dataset.limit);
  field.setCustomValidity(tooLarge ? field.dataset.tooLarge : "");
  if (tooLarge) field.reportValidity();
});

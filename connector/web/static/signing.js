// Signs the rows of a list one after another; what is typed lives in this function's memory only.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-signing]");
  if (!form) return;
  const field = form.querySelector("#secret");
  const button = form.querySelector("button.primary");
  const stop = form.querySelector("[data-stop]");
  const told = form.querySelector("[data-told]");
  const words = form.dataset;
  let stopping = false;
  window.addEventListener("pagehide", () => { if (field) field.value = ""; });

  const rows = () => [...document.querySelectorAll("tr[data-certificate]")];
  const open = () => rows().filter((row) => ["open", "refused"].includes(row.dataset.state));
  const say = (text) => { told.textContent = text; };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  const label = () => { button.textContent = fill(button.dataset.all, { left: open().length }); };

  const show = (row) => {
    const sheet = row.closest(".sheet");
    if (sheet.scrollHeight > sheet.clientHeight) sheet.scrollTop = row.offsetTop - sheet.clientHeight / 2;
  };

  const count = () => {
    const signed = rows().filter((row) => row.dataset.state === "signed").length;
    document.querySelector("[data-signed]").textContent = signed;
    document.querySelector("[data-progress]").value = signed;
    label();
  };

  label();

  const kind = () => new FormData(form).get("secret_kind");

  const ask = async (row, secret) => {
    const body = new FormData(form);
    body.set("secret", secret);
    body.set("certificate", row.dataset.certificate);
    body.set("at", row.dataset.at);
    const answer = await fetch(form.action, {
      method: "POST", body, headers: { [words.rowHeader]: "1" }, cache: "no-store", credentials: "same-origin", redirect: "manual",
    });
    if (answer.type === "opaqueredirect") return location.reload();
    const text = await answer.text();
    if (!answer.ok) throw new Error(answer.headers.get("Content-Type").startsWith("text/plain") ? text : "");
    const part = document.createElement("template");
    part.innerHTML = text.trim();
    const fresh = part.content.querySelector("tr");
    row.replaceWith(fresh);
    show(fresh);
    count();
    return answer.headers.get(words.stateHeader);
  };

  // A wrong passphrase asked sixty times locks an account; a doubt is looked at before going on.
  const goOn = (state, before) => {
    if (state === "unknown" || state === "sent") return false;
    return state !== "refused" || (before.signed > 0 && before.refused === 0);
  };

  const reason = (row) => {
    const why = document.querySelector(`tr[data-certificate="${row.dataset.certificate}"] .why`);
    return why ? why.textContent.trim().replace(/\.$/, "") : "";
  };

  const finish = () => {
    form.querySelectorAll(".field, .kinds, .actions, p.soft").forEach((part) => { part.hidden = true; });
    say(words.finished);
  };

  const run = async (secret, once) => {
    const waiting = open();
    const before = { signed: 0, refused: 0 };
    for (const [at, row] of waiting.entries()) {
      say(fill(words.working, { at: at + 1, total: waiting.length }));
      row.classList.add("running");
      const state = await ask(row, secret);
      if (!goOn(state, before)) return state === "refused" ? reason(row) || words.refusedWord : words.unknownWord;
      if (state === "signed") before.signed += 1;
      before.refused = state === "refused" ? before.refused + 1 : 0;
      if (once || stopping) return "";
    }
    return "";
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const secret = field ? field.value : "";
    const once = kind() === "totp";
    if (field) field.value = "";
    stopping = false;
    button.disabled = true;
    if (field) field.disabled = true;
    stop.hidden = once;
    let why = "";
    let lost = "";
    try {
      why = await run(secret, once);
    } catch (error) {
      lost = error.message || words.lost;
    }
    const left = open().length;
    stop.hidden = true;
    if (field) field.disabled = false;
    button.disabled = left === 0;
    if (lost) say(fill(words.stopped, { why: lost }));
    else if (rows().every((row) => row.dataset.state === "signed")) finish();
    else if (why) say(`${fill(words.stopped, { why })}. ${left ? fill(words.left, { left }) : ""}`);
    else say(once ? words.nextCode : left ? fill(words.left, { left }) : "");
    if (left && field) field.focus();
  });

  stop.addEventListener("click", () => { stopping = true; stop.hidden = true; });
});

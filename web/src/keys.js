import { h } from "./dom.js";

// Single keys (WCAG 2.1.4: they can be changed and switched off; each does what a button does).
const FIRST = { accept: "a", edit: "e", reject: "x", unsure: "u", note: "n", merge: "m", split: "s", undo: "z", previous: "k", next: "j" };
const NAMES = { accept: "Accept", edit: "Edit; again: keep what the form says", reject: "Reject, then a number for the reason", unsure: "Unsure", note: "Write a note; again: keep it", merge: "Merge", split: "Split", undo: "Undo", previous: "Back", next: "Next" };
const STORE = "tocsin-keys";

export function chosenKeys() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) || "{}");
    return { on: kept.on !== false, keys: { ...FIRST, ...kept.keys } };
  } catch { return { on: true, keys: { ...FIRST } }; }
}

export function keys() {
  const { on, keys: chosen } = chosenKeys();
  const act = (name) => document.querySelector(`[data-act="${name}"]`);
  for (const [name, key] of Object.entries(chosen)) {
    const button = act(name), shown = button?.querySelector("kbd");
    if (shown) { shown.textContent = key.toUpperCase(); shown.hidden = !on; }
    if (button && on) button.setAttribute("aria-keyshortcuts", key);
  }
  const form = document.getElementById("judge");
  form?.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.dataset.act === "reject" && !form.elements.reason.value) { event.preventDefault(); askReason(form, button); }
  });
  if (!on) return;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, dialog");
    if (writing) {
      if (event.key === "Escape") { event.target.blur(); document.getElementById("main").focus(); }
      return;
    }
    const name = Object.keys(chosen).find((one) => chosen[one] === event.key.toLowerCase()), button = name && act(name);
    if (event.key === "?") { location.href = "/settings#keys"; return; }
    if (event.key === "/") { event.preventDefault(); document.getElementById("search").focus(); return; }
    if (!button || button.disabled) return;
    event.preventDefault();
    if (name === "edit" && !touched) { touched = true; document.getElementById("type").focus(); return; }
    if (name === "note" && !form.elements.note.value) { form.elements.note.focus(); return; }
    button.click();
  });
  let touched = false;
  form?.addEventListener("input", () => { touched = true; });
}

function askReason(form, button) {
  const options = [...form.elements.reason.options].filter((option) => option.value);
  const dialog = h("dialog", { "aria-label": "Why is it rejected?" }, h("h2", {}, "Why is it rejected?"));
  const choose = (value) => { form.elements.reason.value = value; dialog.close(); form.requestSubmit(button); };
  const row = h("div", { class: "reasons" }, ...options.map((option, i) => h("button", { type: "button", onclick: () => choose(option.value) }, h("kbd", {}, String(i + 1)), ` ${option.value}`)));
  dialog.append(h("p", { class: "soft small" }, "A number chooses; Escape goes back."), row);
  dialog.addEventListener("keydown", (event) => {
    const option = options[Number(event.key) - 1];
    if (option) { event.preventDefault(); choose(option.value); }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// The page of settings: each key can be changed, all can be switched off.
export function offerKeys() {
  const body = document.querySelector(".keytable tbody"), box = document.getElementById("keys-on");
  if (!body || !box) return;
  const state = chosenKeys(), keep = () => localStorage.setItem(STORE, JSON.stringify(state));
  box.checked = state.on;
  box.addEventListener("change", () => { state.on = box.checked; keep(); });
  for (const [name, told] of Object.entries(NAMES)) {
    const input = h("input", { value: state.keys[name].toUpperCase(), maxlength: 1, size: 2, "aria-label": `Key for: ${told}` });
    input.addEventListener("input", () => {
      const key = input.value.trim().toLowerCase(), taken = Object.keys(state.keys).some((other) => other !== name && state.keys[other] === key);
      input.setCustomValidity(taken ? "This key does something else already" : "");
      input.reportValidity();
      if (key && !taken) { state.keys[name] = key; keep(); }
    });
    body.append(h("tr", {}, h("td", {}, told), h("td", {}, input)));
  }
}

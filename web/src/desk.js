// What needs a script on every page: light or dark, words and records that light up together, keys, choosing words.
import { h } from "./dom.js";
import { keys, offerKeys } from "./keys.js";
import { choosing } from "./choosing.js";

const root = document.documentElement;
const theme = recall("tocsin-theme");
if (theme) root.dataset.theme = theme;

function recall(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-theme-choice]"))
    button.addEventListener("click", () => {
      const chosen = button.dataset.themeChoice;
      if (chosen) root.dataset.theme = chosen; else delete root.dataset.theme;
      localStorage.setItem("tocsin-theme", chosen);
    });
  lightUp();
  modesOfType();
  choosing();
  offerKeys();
  if (document.body.classList.contains("judging") || document.querySelector("[data-act]")) keys();
});

// Hover or focus an event, in the text or beside it, and all its parts light up.
function lightUp() {
  const parts = [...document.querySelectorAll("[data-events]")];
  if (!parts.length) return;
  const by = new Map();
  for (const part of parts) for (const id of part.dataset.events.split(" ")) by.set(id, [...(by.get(id) || []), part]);
  let lit = [];
  const show = (target) => {
    const part = target.closest?.("[data-events]");
    lit.forEach((one) => one.classList.remove("lit"));
    lit = part ? part.dataset.events.split(" ").flatMap((id) => by.get(id) || []) : [];
    lit.forEach((one) => one.classList.add("lit"));
  };
  for (const kind of ["pointerover", "focusin"]) addEventListener(kind, (event) => show(event.target));
  const chosen = location.hash.match(/^#[ec]-(.+)$/);
  const there = chosen && document.getElementById(`e-${chosen[1]}`);
  if (there) show(there);
}

// Of the modes only those of the type that is chosen.
function modesOfType() {
  const type = document.getElementById("type");
  if (!type || type.tagName !== "SELECT") return;
  type.addEventListener("change", () => {
    for (const label of document.querySelectorAll(".modes label")) {
      const mine = label.dataset.type === type.value;
      label.classList.toggle("other", !mine);
      if (!mine) label.querySelector("input").checked = false;
    }
  });
}

export { h };

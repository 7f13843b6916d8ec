// Words chosen in the source become a value of the form, or an event that was missed.
export function choosing() {
  const source = document.getElementById("source");
  if (!source) return;
  let kept = null;
  document.addEventListener("selectionchange", () => { const now = chosen(source); if (now) { kept = now; offer(now); } });
  for (const button of document.querySelectorAll(".pick"))
    button.addEventListener("click", () => { if (kept) take(button.closest("[data-prefix]"), kept); });
  const form = document.querySelector("form.add-here");
  function offer({ start, end, text }) {
    if (!form) return;
    form.hidden = false;
    form.elements.start.value = start;
    form.elements.end.value = end;
    form.querySelector(".read").textContent = `“${text.replace(/\s+/g, " ").slice(0, 120)}”`;
  }
}

// Offsets are counted in code points, as everywhere in Tocsin.
function chosen(source) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!source.contains(range.startContainer) || !source.contains(range.endContainer)) return null;
  const start = offset(source, range.startContainer, range.startOffset), end = offset(source, range.endContainer, range.endOffset);
  const text = points(source.textOfPieces ??= whole(source)).slice(start, end).join("");
  const lead = points(text).length - points(text.trimStart()).length, trail = points(text).length - points(text.trimEnd()).length;
  return text.trim() ? { start: start + lead, end: end - trail, text: text.trim() } : null;
}

const points = (text) => Array.from(text);
const pieces = (source) => [...source.querySelectorAll("[data-at]")];
const whole = (source) => pieces(source).map((piece) => piece.textContent).join("");

function offset(source, node, within) {
  const piece = (node.nodeType === 3 ? node.parentElement : node).closest("[data-at]");
  if (piece && node.nodeType === 3) return Number(piece.dataset.at) + points(node.data.slice(0, within)).length;
  const range = document.createRange();
  range.setStart(source, 0);
  range.setEnd(node, within);
  return pieces(source).reduce((sum, one) => {
    if (!range.intersectsNode(one)) return sum;
    const inside = range.comparePoint(one, one.childNodes.length) <= 0;
    return inside ? Number(one.dataset.at) + points(one.textContent).length : sum;
  }, 0);
}

function take(row, { start, end, text }) {
  const prefix = row.dataset.prefix, field = (name) => row.querySelector(`[name="${prefix}-${name}"]`);
  const words = text.replace(/\s+/g, " ");
  for (const [name, value] of [["text", words], ["start", start], ["end", end]]) if (field(name)) field(name).value = value;
  if (prefix === "place") field("name").value = words;
  else if (field("name")) field("name").value = "";
  if (prefix.startsWith("size")) {
    const number = words.replace(/,/g, "").match(/\d+(\.\d+)?/);
    if (number && !field("min").value) field("min").value = field("max").value = number[0];
  }
  const read = row.querySelector(".read");
  if (read) read.textContent = words;
  (field("name")?.type !== "hidden" ? field("name") : field("text"))?.focus();
  row.dispatchEvent(new Event("input", { bubbles: true }));
}

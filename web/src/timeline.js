import { s, withQuery } from "./dom.js";

// Drag over the bars: the page narrows down to that time. The days at the side do the same by keyboard.
export function brushTimeline(box) {
  const svg = box.querySelector("svg"), bars = [...svg.querySelectorAll("[data-first]")];
  if (!bars.length) return;
  const frame = svg.viewBox.baseVal, at = (event) => {
    const seen = svg.getBoundingClientRect();
    return frame.x + ((event.clientX - seen.left) / seen.width) * frame.width;
  };
  const places = bars.map((bar) => {
    const rect = bar.querySelector("rect");
    return rect ? [Number(rect.getAttribute("x")), Number(rect.getAttribute("x")) + Number(rect.getAttribute("width")), bar.dataset] : null;
  }).filter(Boolean);
  const shade = s("rect", { class: "brush", y: 0, height: frame.height - 52, width: 0 });
  let start = null, dragged = false;
  svg.append(shade);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => { start = at(event); dragged = false; });
  svg.addEventListener("pointermove", (event) => {
    if (start === null || !event.buttons) return;
    const here = at(event);
    if (Math.abs(here - start) > 6) dragged = true;
    shade.setAttribute("x", Math.min(start, here));
    shade.setAttribute("width", dragged ? Math.abs(here - start) : 0);
  });
  svg.addEventListener("click", (event) => { if (dragged) event.preventDefault(); }, true);
  addEventListener("pointerup", (event) => {
    if (start === null || !dragged) { start = null; return; }
    const [low, high] = [start, at(event)].sort((a, b) => a - b), chosen = places.filter(([x, end]) => end >= low && x <= high);
    start = null;
    if (chosen.length) location.href = withQuery("/timeline", box.dataset.query, { since: chosen[0][2].first, until: chosen[chosen.length - 1][2].last });
  });
}

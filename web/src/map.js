import { h, isoDay, s, withQuery } from "./dom.js";

const CELL = 0.016, CLOSEST = 12, FINER = 260;

export function drawMap(box, data) {
  const svg = box.querySelector("svg"), layer = svg.querySelector(".spots");
  const home = svg.viewBox.baseVal, ratio = home.height / home.width;
  let view = { x: home.x, y: home.y, w: home.width };
  const days = data.day.filter((day) => day > 0);
  let [from, to] = span(days);
  const [first, last] = [from, to];
  let finer = false;

  function totals() {
    const found = new Float64Array(data.x.length), all = from === first && to === last;
    for (let i = 0; i < data.spot.length; i++) {
      const day = data.day[i];
      if (all || (day >= from && day <= to)) found[data.spot[i]] += data.n[i];
    }
    return found;
  }

  let counts = totals();

  function heaps() {
    const side = view.w * CELL, height = view.w * ratio, found = new Map();
    for (let i = 0; i < counts.length; i++) {
      const n = counts[i], x = data.x[i], y = data.y[i];
      if (!n || x < view.x || y < view.y || x > view.x + view.w || y > view.y + height) continue;
      const key = `${Math.floor(x / side)},${Math.floor(y / side)}`;
      const heap = found.get(key) || { x: 0, y: 0, n: 0, spots: [] };
      heap.x += x * n; heap.y += y * n; heap.n += n; heap.spots.push(i);
      found.set(key, heap);
    }
    return [...found.values()].sort((a, b) => b.n - a.n);
  }

  function draw() {
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.w * ratio}`);
    const found = heaps(), most = found.length ? found[0].n : 1;
    layer.replaceChildren(...found.map((heap) => circle(heap, most)));
    if (view.w < FINER && !finer && box.dataset.finer) fine();
  }

  function circle(heap, most) {
    const { spots, n } = heap, top = spots.reduce((a, b) => (counts[b] > counts[a] ? b : a)), name = (data.name || [])[top];
    const near = spots.length > 1 ? ` and ${spots.length - 1} near` : "", told = `${name || "a place"}${near}: ${n} event${n === 1 ? "" : "s"}`;
    const r = view.w * (0.0022 + 0.0165 * Math.sqrt(n / most));
    const drawn = s("circle", { class: "spot", cx: heap.x / n, cy: heap.y / n, r }, s("title", {}, told));
    if (spots.length === 1 && name && box.dataset.query !== undefined)
      return s("a", { href: withQuery("/events", box.dataset.query, { place: name, ...time() }), "aria-label": told }, drawn);
    if (spots.length > 1) drawn.addEventListener("click", () => zoom(0.4, heap.x / n, heap.y / n));
    return drawn;
  }

  const time = () => (from === first && to === last ? {} : { since: isoDay(from), until: isoDay(to) });

  async function fine() {
    finer = true;
    const answer = await fetch(box.dataset.finer);
    if (!answer.ok) return;
    const world = await answer.json();
    svg.querySelector(".land").setAttribute("d", world.land);
    svg.querySelector(".border").setAttribute("d", world.borders);
  }

  function zoom(by, x = view.x + view.w / 2, y = view.y + (view.w * ratio) / 2) {
    const w = Math.min(Math.max(view.w * by, CLOSEST), 1000), share = w / view.w;
    view = { x: x - (x - view.x) * share, y: y - (y - view.y) * share, w };
    keep();
  }

  function keep() {
    view.x = Math.min(Math.max(view.x, 0), 1000 - view.w);
    view.y = Math.min(Math.max(view.y, 0), Math.max(486.6 - view.w * ratio, 0));
    draw();
  }

  const point = (event) => {
    const frame = svg.getBoundingClientRect();
    return [view.x + ((event.clientX - frame.left) / frame.width) * view.w, view.y + ((event.clientY - frame.top) / frame.height) * view.w * ratio];
  };
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, ...point(event));
  }, { passive: false });
  let held = null;
  svg.addEventListener("pointerdown", (event) => { held = { at: point(event), view: { ...view }, moved: false }; });
  svg.addEventListener("pointermove", (event) => {
    if (!held || !event.buttons) return;
    const frame = svg.getBoundingClientRect();
    const x = view.x + ((event.clientX - frame.left) / frame.width) * view.w, y = view.y + ((event.clientY - frame.top) / frame.height) * view.w * ratio;
    if (Math.hypot(x - held.at[0], y - held.at[1]) < view.w * 0.004 && !held.moved) return;
    held.moved = true;
    view.x += held.at[0] - x; view.y += held.at[1] - y;
    keep();
  });
  addEventListener("pointerup", () => setTimeout(() => { held = null; }));
  svg.addEventListener("click", (event) => { if (held?.moved) { event.preventDefault(); event.stopPropagation(); } }, true);
  svg.setAttribute("tabindex", "0");
  svg.addEventListener("keydown", (event) => {
    const step = view.w * 0.15, moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; keep(); }
    else if (event.key === "+" || event.key === "=") zoom(0.7);
    else if (event.key === "-") zoom(1.4);
    else if (event.key === "0") { view = { x: home.x, y: home.y, w: home.width }; keep(); }
    else return;
    event.preventDefault();
  });
  const start = { x: home.x, y: home.y, w: home.width };
  box.append(h("div", { class: "map-tools" },
    h("button", { type: "button", "aria-label": "Nearer", onclick: () => zoom(0.6) }, "+"),
    h("button", { type: "button", "aria-label": "Farther", onclick: () => zoom(1.7) }, "−"),
    h("button", { type: "button", "aria-label": "Whole", onclick: () => { view = { ...start }; keep(); } }, "⌂")));
  if (last > first) box.append(brush());
  draw();

  function brush() {
    const told = h("output", { class: "nowrap" }), link = box.dataset.query !== undefined ? h("a", {}, "these events") : null;
    const ends = ["From", "To"].map((label, i) => h("input", { type: "range", min: first, max: last, value: i ? last : first, "aria-label": `${label} day`, oninput: change }));
    function change() {
      [from, to] = ends.map((end) => Number(end.value)).sort((a, b) => a - b);
      counts = totals();
      say();
      draw();
    }
    function say() {
      told.textContent = `${isoDay(from)} to ${isoDay(to)}`;
      ends.forEach((end) => end.setAttribute("aria-valuetext", isoDay(Number(end.value))));
      if (link) link.href = withQuery("/events", box.dataset.query, { since: isoDay(from), until: isoDay(to) });
    }
    say();
    return h("div", { class: "brush-row" }, told, ends[0], h("span", {}, link || ""), ends[1]);
  }
}

function span(days) {
  let low = Infinity, high = -Infinity;
  for (const day of days) { if (day < low) low = day; if (day > high) high = day; }
  return [low, high];
}

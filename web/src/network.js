import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { still } from "./dom.js";

// The circle that the server drew gives way to one where those who meet stand near; nodes can be dragged.
export function drawNetwork(box) {
  const svg = box.querySelector("svg"), groups = [...svg.querySelectorAll("[data-node]")], paths = [...svg.querySelectorAll("[data-from]")];
  if (groups.length < 3) return;
  const frame = svg.viewBox.baseVal, middle = [frame.x + frame.width / 2, frame.y + frame.height / 2];
  const nodes = groups.map((group) => {
    const circle = group.querySelector("circle");
    return { group, circle, label: group.querySelector("text"), r: Number(circle.getAttribute("r")), x: Number(circle.getAttribute("cx")), y: Number(circle.getAttribute("cy")) };
  });
  const links = paths.map((path) => ({ path, source: nodes[path.dataset.from], target: nodes[path.dataset.to] }));
  const simulation = forceSimulation(nodes)
    .force("link", forceLink(links).distance(95).strength(0.25))
    .force("charge", forceManyBody().strength(-260))
    .force("x", forceX(middle[0]).strength(0.045)).force("y", forceY(middle[1]).strength(0.075))
    .force("collide", forceCollide((node) => node.r + 20))
    .stop();
  simulation.tick(still() ? 300 : 220);
  place();
  if (!still()) simulation.on("tick", place).alpha(0.12).restart();

  function place() {
    for (const node of nodes) {
      node.x = Math.min(Math.max(node.x, frame.x + 40), frame.x + frame.width - 40);
      node.y = Math.min(Math.max(node.y, frame.y + 16), frame.y + frame.height - 16);
      node.circle.setAttribute("cx", node.x); node.circle.setAttribute("cy", node.y);
      const left = node.x > middle[0] + frame.width * 0.2;
      node.label.setAttribute("x", node.x + (node.r + 4) * (left ? -1 : 1));
      node.label.setAttribute("y", node.y + 4);
      node.label.setAttribute("text-anchor", left ? "end" : "start");
    }
    for (const { path, source, target } of links) {
      const dx = target.x - source.x, dy = target.y - source.y, far = Math.hypot(dx, dy) || 1;
      const x = target.x - (dx / far) * (target.r + 3), y = target.y - (dy / far) * (target.r + 3);
      path.setAttribute("d", `M${source.x} ${source.y}Q${(source.x + x) / 2 - dy * 0.1} ${(source.y + y) / 2 + dx * 0.1} ${x} ${y}`);
      path.setAttribute("marker-end", "url(#to)");
    }
  }

  for (const node of nodes) {
    const mark = (on) => links.forEach(({ path, source, target }) => { path.style.strokeOpacity = !on ? "" : source === node || target === node ? 1 : 0.08; });
    node.group.addEventListener("pointerenter", () => mark(true));
    node.group.addEventListener("pointerleave", () => mark(false));
    let held = false;
    node.group.addEventListener("dragstart", (event) => event.preventDefault());
    node.group.addEventListener("pointerdown", (event) => { held = true; node.moved = false; node.group.setPointerCapture(event.pointerId); event.preventDefault(); });
    node.group.addEventListener("pointermove", (event) => {
      if (!held) return;
      const seen = svg.getBoundingClientRect();
      node.moved = true;
      node.fx = frame.x + ((event.clientX - seen.left) / seen.width) * frame.width;
      node.fy = frame.y + ((event.clientY - seen.top) / seen.height) * frame.height;
      if (still()) { simulation.tick(30); place(); } else simulation.alpha(0.25).restart();
    });
    node.group.addEventListener("pointerup", () => { held = false; });
    node.group.addEventListener("click", (event) => { if (node.moved) event.preventDefault(); });
  }
}

// Elements without mark-up: text is only ever text.
const SVG = "http://www.w3.org/2000/svg";

function fill(node, given, children) {
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export const h = (name, given = {}, ...children) => fill(document.createElement(name), given, children);
export const s = (name, given = {}, ...children) => fill(document.createElementNS(SVG, name), given, children);
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const EPOCH = Date.UTC(1970, 0, 1), ORDINAL = 719163;
export const isoDay = (ordinal) => new Date(EPOCH + (ordinal - ORDINAL) * 864e5).toISOString().slice(0, 10);

export function withQuery(path, query, more) {
  const params = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) params.set(name, value);
  return `${path}?${params}`;
}

// The world's outlines as one SVG path in the map's units: Equal Earth, 1000 wide, y down.
// The same projection as `equal_earth` in src/tocsin/views/plots.py, which places the events.
import { mesh } from "topojson-client";

const WIDTH = 1000, RATIO = 0.4866, A = [1.340264, -0.081106, 0.000893, 0.003796], M = Math.sqrt(3) / 2;

export function equalEarth([lon, lat]) {
  const rad = Math.PI / 180, theta = Math.asin(M * Math.sin(lat * rad)), t2 = theta * theta, t6 = t2 * t2 * t2;
  const x = (lon * rad * Math.cos(theta)) / (M * (A[0] + 3 * A[1] * t2 + t6 * (7 * A[2] + 9 * A[3] * t2)));
  const y = theta * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2));
  const scale = WIDTH / 2 / 2.7066299836960748;
  return [WIDTH / 2 + x * scale, (WIDTH * RATIO) / 2 - y * scale];
}

export function outlines(atlas, digits) {
  const round = (n) => Number(n.toFixed(digits));
  const ring = (line) => {
    let last = "", path = "";
    for (const point of line) {
      const [x, y] = equalEarth(point), here = `${round(x)} ${round(y)}`;
      if (here !== last) path += (path ? "L" : "M") + here;
      last = here;
    }
    return path;
  };
  const land = atlas.objects.land ? rings(atlas, atlas.objects.land) : [];
  const borders = mesh(atlas, atlas.objects.countries, (a, b) => a !== b).coordinates;
  return { land: land.map((line) => ring(line) + "Z").join(""), borders: borders.map(ring).join("") };
}

function rings(atlas, object) {
  const found = [], lines = mesh(atlas, object).coordinates;
  for (const line of lines) found.push(line);
  return found;
}

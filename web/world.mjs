// The world's outlines as SVG paths in the map's units: Equal Earth, 1000 wide, y down.
// The same projection as `equal_earth` in src/tocsin/views/plots.py, which places the events.
import { geoEqualEarth, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";

const WIDTH = 1000, RATIO = 0.4866, HALF = 2.7066299836960748;

export function outlines(atlas, digits) {
  const earth = geoEqualEarth().scale(WIDTH / 2 / HALF).translate([WIDTH / 2, (WIDTH * RATIO) / 2]).precision(0.2);
  const drawn = geoPath(earth).digits(digits);
  return {
    land: drawn(feature(atlas, atlas.objects.land)),
    borders: drawn(mesh(atlas, atlas.objects.countries, (a, b) => a !== b)),
  };
}

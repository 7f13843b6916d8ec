// For the picture that somebody keeps as one file: no server behind it.
import { drawMap } from "./map.js";
import { drawNetwork } from "./network.js";

const map = document.getElementById("map-box"), points = document.getElementById("points");
if (map && points) drawMap(map, JSON.parse(points.textContent));
const network = document.getElementById("network-box");
if (network) drawNetwork(network);

import { drawMap } from "./map.js";
import { drawNetwork } from "./network.js";
import { brushTimeline } from "./timeline.js";

const map = document.getElementById("map-box");
if (map) fetch(map.dataset.source).then((answer) => answer.json()).then((data) => drawMap(map, data));
const timeline = document.getElementById("timeline-box");
if (timeline) brushTimeline(timeline);
const network = document.getElementById("network-box");
if (network) drawNetwork(network);

"""Who did what to whom as a graph (GraphML): actors are nodes, events between two of them edges by type.

A node is one identity through the book; who has none is a node of each report. What is announced, supposed or
denied counts in `events` and not in `actual`. Nodes and edges are put together in memory, not the reports.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from tocsin.codebook import Codebook
from tocsin.export.package import Draft, Resource
from tocsin.export.tellings import Telling, tellings
from tocsin.model import Event, Held, Participant
from tocsin.views.wording import visible

FILE = "actors.graphml"
SO = frozenset({"actual", "ongoing", "historical"})
NODE_KEYS = (
    ("name", "string"), ("country", "string"), ("sector", "string"), ("events", "long"), ("reports", "long"),
)  # fmt: skip
EDGE_KEYS = (
    ("type", "string"), ("events", "long"), ("actual", "long"), ("reports", "long"), ("first", "string"),
    ("last", "string"),
)  # fmt: skip


@dataclass(slots=True)
class _Node:
    name: str
    country: str | None
    sectors: tuple[str, ...]
    events: int = 0
    reports: int = 0
    last: str = ""
    """The report that counted last: they come one after the other."""


@dataclass(slots=True)
class _Edge:
    events: int = 0
    actual: int = 0
    reports: int = 0
    last: str = ""
    days: list[dt.date] = field(default_factory=list)
    """First and last."""


class _Graph:
    """Nodes and edges in the order in which they came."""

    def __init__(self) -> None:
        self.nodes: dict[str, _Node] = {}
        self.edges: dict[tuple[str, str, str], _Edge] = {}

    def add(self, telling: Telling) -> None:
        """Count one event."""
        event, report = telling.event, telling.report.id
        people = zip((*event.actors, *event.recipients), telling.identities, strict=True)
        found = [self._node(who, identity, report) for who, identity in people]
        for key in dict.fromkeys(found):
            node = self.nodes[key]
            node.events += 1
            node.reports += node.last != report
            node.last = report
        actors, recipients = found[: len(event.actors)], found[len(event.actors) :]
        for pair in dict.fromkeys((a, b) for a in actors for b in recipients):
            _count(self.edges.setdefault((*pair, event.type), _Edge()), event, report)

    def _node(self, who: Participant, identity: str, report: str) -> str:
        name = visible(who.name or who.text)
        own = (report, who.entity) if who.entity else (name.casefold(), who.country or "")
        whole = "\n".join((identity,) if identity else own)
        key = "n" + hashlib.sha256(whole.encode("utf-8", "backslashreplace")).hexdigest()[:16]
        self.nodes.setdefault(key, _Node(name, who.country, who.sectors))
        return key


def _count(edge: _Edge, event: Event, report: str) -> None:
    edge.events += 1
    edge.actual += event.status in SO
    edge.reports += edge.last != report
    edge.last = report
    if event.date:
        days = (*edge.days, event.date.start, event.date.end)
        edge.days = [min(days), max(days)]


def write_graphml(reports: Iterable[Held], draft: Draft, codebook: Codebook) -> tuple[Resource, ...]:
    """Write the graph of all who take part in events."""
    graph = _Graph()
    for held in reports:
        for telling in tellings(held):
            graph.add(telling)
    out = draft.text(FILE)
    for text in _document(graph):
        out.write(text)
    meaning = f"{len(graph.nodes)} actors as nodes, {len(graph.edges)} edges: events between two, by type"
    return (Resource(file=FILE, meaning=meaning, mediatype="application/graphml+xml", rows=len(graph.nodes)),)


# ------------------------------------------------------------------ XML


def _document(graph: _Graph) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for target, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for name, kind in keys:
            key = quoteattr(f"{target}-{name}")
            yield f'<key id={key} for="{target}" attr.name={quoteattr(name)} attr.type="{kind}"/>\n'
    yield '<graph id="actors" edgedefault="directed">\n'
    for id, node in graph.nodes.items():
        told = (node.name, node.country, " ".join(node.sectors), node.events, node.reports)
        yield f"<node id={quoteattr(id)}>{_data('node', NODE_KEYS, told)}</node>\n"
    for number, ((source, target, kind), edge) in enumerate(graph.edges.items(), 1):
        first, last = (day.isoformat() for day in edge.days) if edge.days else (None, None)
        values = (kind, edge.events, edge.actual, edge.reports, first, last)
        ends = f'source="{source}" target="{target}"'
        yield f'<edge id="e{number}" {ends}>{_data("edge", EDGE_KEYS, values)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(target: str, keys: tuple[tuple[str, str], ...], values: tuple[str | int | None, ...]) -> str:
    pairs = zip(keys, values, strict=True)
    return "".join(
        f'<data key="{target}-{name}">{escape(str(value))}</data>'
        for (name, _), value in pairs
        if value is not None
    )

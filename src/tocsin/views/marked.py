"""A report's text cut where anything was read from it: pieces in order, each with what it is part of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tocsin.model import Coding, Event, Span

ORDER = ("trigger", "actor", "recipient", "place", "date", "size", "attribution", "person", "figure", "quote",
         "sentence")  # fmt: skip
"""What a piece may be; where it is several things, the first of them is shown."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that something was read from."""

    kind: str
    span: Span
    event: str | None = None
    """Id of the event that it is a part of."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text of which every character is part of the same things."""

    text: str
    start: int
    kinds: tuple[str, ...] = ()
    """In the order of ORDER."""
    events: tuple[str, ...] = ()
    """Ids of the events it is a part of."""
    triggers: tuple[str, ...] = ()
    """Ids of the events whose trigger begins here."""


def marks_of(coding: Coding) -> Iterator[Mark]:
    """Everything that was read from the report, with its place in the text."""
    for event in coding.events:
        yield from event_marks(event)
    for entity in coding.entities:
        yield from (Mark("person", m.span) for m in entity.mentions if m.kind == "name")
    yield from (Mark("figure", figure.quantity.span) for figure in coding.figures)
    yield from (Mark("quote", quotation.span) for quotation in coding.quotations)


def event_marks(event: Event) -> Iterator[Mark]:
    """The words that one event was read from."""
    yield Mark("trigger", event.trigger, event.id)
    yield from (Mark("trigger", other.trigger, event.id) for other in event.evidence)
    for kind, parts in (
        ("actor", event.actors),
        ("recipient", event.recipients),
        ("size", event.sizes),
        ("place", (event.place,)),
        ("date", (event.date,)),
        ("attribution", (event.attribution,)),
    ):
        yield from (Mark(kind, part.span, event.id) for part in parts if part and part.span)


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """`text` whole, cut at both ends of every mark."""
    known = [m for m in dict.fromkeys(marks) if 0 <= m.span.start < m.span.end <= len(text)]
    opens: dict[int, list[Mark]] = {}
    closes: dict[int, list[Mark]] = {}
    for mark in known:
        opens.setdefault(mark.span.start, []).append(mark)
        closes.setdefault(mark.span.end, []).append(mark)
    edges = sorted({0, len(text), *opens, *closes})
    live: dict[Mark, None] = {}
    found = []
    for start, end in pairwise(edges):
        for mark in closes.get(start, ()):
            live.pop(mark, None)
        fresh = opens.get(start, ())
        live.update(dict.fromkeys(fresh))
        found.append(_piece(text[start:end], start, live, fresh))
    return tuple(found)


def _piece(text: str, start: int, live: Iterable[Mark], fresh: Iterable[Mark]) -> Piece:
    kinds = {mark.kind for mark in live}
    events = dict.fromkeys(mark.event for mark in live if mark.event)
    triggers = dict.fromkeys(mark.event for mark in fresh if mark.event and mark.kind == "trigger")
    return Piece(text, start, tuple(k for k in ORDER if k in kinds), tuple(events), tuple(triggers))

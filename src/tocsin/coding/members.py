"""`Workers at dozens of firms walked out. These firms included A, B and C`: a record for each member.

A labour researcher needs to find the strike at B, so each named plant, firm or town of a list has a
record of its own, linked to the one for the whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tocsin.coding.grammar import Clause
from tocsin.coding.reading import Placed, Reading, Scene
from tocsin.model import Event, Participant, Span, Step

CUE = re.compile(r"\b(?:included?|including|among them|among which were|such as|namely|notably)\b:?\s*")
ITEM = re.compile(r"\s*(?:,?\s*\band\b|,|;)\s*")
BRACKETED = re.compile(r"\s*\(([^()]{0,80})\)")
LONGEST = 8
"""Words in the name of a member."""
BACK = 3
"""Sentences that the whole may lie before its list."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A member as listed: raw span, name, and what stands in brackets behind it."""

    span: Span
    text: str
    note: str


def members(reading: Reading, scene: Scene, clause: Clause, before: Sequence[Event]) -> Iterator[Event]:
    """Records for the members that a sentence lists of an event among `before` (its own ones last)."""
    text = scene.analysis.sentence.text
    cue = CUE.search(text)
    if cue is None:
        return
    whole = _whole(reading, scene, clause, cue.start(), before)
    if whole is None:
        return
    items = tuple(_items(scene, cue.end()))
    if len(items) < 2 and not text[cue.start() :].startswith("among"):
        return
    for item in items:
        yield _member(reading, scene, whole, item)


def _whole(reading: Reading, scene: Scene, clause: Clause, at: int, before: Sequence[Event]) -> Event | None:
    """The latest event that counts or names in the plural what the list is of."""
    sentence = scene.analysis.sentence.index
    nouns = {t.lemma for t in clause.tokens if t.at < at and t.tag in ("NNS", "NNPS")}
    for event in reversed(before):
        if event.type not in reading.cues["listed"] or event.part_of:
            continue
        if sentence - event.evidence[0].sentence > BACK:
            return None
        told = " ".join(
            [*(p.text for p in event.actors), *(q.text for q in event.sizes), *(q.unit for q in event.sizes)]
        )
        if any(noun in told.lower() for noun in nouns):
            return event
    return None


def _items(scene: Scene, start: int) -> Iterator[_Item]:
    """The names listed from `start` on, until one is no name."""
    text = scene.analysis.sentence.text
    notes = {m.start(): m for m in BRACKETED.finditer(text, start)}
    blank = BRACKETED.sub(lambda m: " " * (m.end() - m.start()), text)
    at = start
    for separator in [*ITEM.finditer(blank, start), None]:
        end = separator.start() if separator else len(blank.rstrip(" .:;!?"))
        if end > at:
            item = _item(scene, blank, at, end, notes)
            if item is None:
                return
            yield item
        at = separator.end() if separator else end


def _item(scene: Scene, blank: str, at: int, end: int, notes: dict[int, re.Match[str]]) -> _Item | None:
    name = blank[at:end].strip()
    lead = len(blank[at:end]) - len(blank[at:end].lstrip())
    words = name.split()
    if words[:1] in (["the"], ["The"]):
        words, lead, name = words[1:], lead + 4, name[4:]
    if not words or len(words) > LONGEST or not any(w[0].isupper() for w in words[:2]):
        return None
    note = next((m[1] for p, m in notes.items() if at <= p <= end), "")
    first = at + lead
    return _Item(scene.analysis.sentence.raw(first, first + len(name)), name, note)


def _member(reading: Reading, scene: Scene, whole: Event, item: _Item) -> Event:
    inside = next((p for p in scene.places if _within(scene, p, item.span)), None)
    country = whole.actors[0].country if whole.actors else None
    name = Participant(
        text=item.text,
        span=item.span,
        name=item.text,
        entity=None,
        country=country,
        sectors=whole.actors[0].sectors if whole.actors else (),
    )
    place = reading.place_in(item.text) or (inside.where if inside else whole.place)
    step = Step(field="part_of", value=whole.id, rule="listed member", source="members", span=item.span)
    identity = hashlib.sha256(f"{whole.id} {item.span.start} {item.text}".encode()).hexdigest()[:12]
    town = inside is not None and inside.where.name == item.text
    return replace(
        whole,
        id=identity,
        actors=whole.actors if town else (name,),
        place=place,
        sizes=(),
        demands=(),
        contexts=whole.contexts,
        part_of=whole.id,
        steps=(*whole.steps, step),
    )


def _within(scene: Scene, placed: Placed, span: Span) -> bool:
    return span.start <= scene.analysis.tokens[placed.head].start < span.end

"""`Workers at dozens of firms walked out. These firms included A, B and C`: a record for each member.

A labour researcher needs to find the strike at B, so each named plant, firm or town of a list has a
record of its own, linked to the one for the whole. Lists stand behind a cue (`including`), in apposition
(`two plants, A and B, struck`) or as coordinate places (`marched in A, B and C`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tocsin.coding.grammar import VERBAL, Clause
from tocsin.coding.places import is_named
from tocsin.coding.reading import Placed, Reading, Scene
from tocsin.model import Event, Participant, Span, Step, Where

CUE = re.compile(
    r"\b(?:included?|including|among them|among which were|such as|namely|notably"
    r"|the following [a-z][^:;]{0,200}:)\s*:?\s*"
)
ITEM = re.compile(r"\s*(?:,?\s*\band\b|,|;)\s*")
CLAUSE_ITEM = re.compile(r"\s*(?:;\s*and\b|;)\s*")
"""Between items that have commas of their own."""
BRACKETED = re.compile(r"\s*\(([^()]{0,80})\)")
LOCATED = re.compile(r"(?:,| (?:in|at|near|of)) ")
"""Between the name of a member and its place: `Naftan in Novopolotsk`, `BelAZ, Zhodino`."""
LONGEST = 8
"""Words in the name of a member."""
BACK = 3
"""Sentences that the whole may lie before its list."""
STRIKE = "strike"
REGIONS = frozenset(("province", "region", "country", "state", "nation", "district", "governorate", "area"))
BETWEEN = (",", "and")
"""What stands between names that share a noun."""
LEADING = ("in", "at")
"""Prepositions that lead to where members are."""
SETTLED = ("city", "site")
"""Levels of places that can be members."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A member as listed: raw span of the name, the name, raw span of all that is said of it."""

    span: Span
    text: str
    whole: Span


def members(reading: Reading, scene: Scene, clause: Clause, before: Sequence[Event]) -> Iterator[Event]:
    """Records for the members that a sentence lists of an event among `before` (its own ones last)."""
    yield from _cued(reading, scene, clause, before)
    sentence = scene.analysis.sentence.span
    for event in before:
        if event.sentence == sentence and event.type in reading.cues["listed"] and not event.part_of:
            firms = (*_apposed(reading, scene, clause, event), *_sharing(reading, clause, event))
            yield from firms
            if not firms and event.type in reading.cues["listed-towns"]:
                yield from _coordinate(scene, clause, event)


# ------------------------------------------------------------------ behind a cue


def _cued(reading: Reading, scene: Scene, clause: Clause, before: Sequence[Event]) -> Iterator[Event]:
    text = scene.analysis.sentence.text
    cue = CUE.search(text)
    if (
        cue is None
        or _lists_regions(clause, cue.start())
        or (whole := _whole(reading, scene, clause, cue.end(), before)) is None
    ):
        return
    items = tuple(_items(scene, cue.end()))
    if len(items) < 2 and not text[cue.start() :].startswith("among"):
        return
    if not any(_is_region(scene, item) for item in items):
        for item in items:
            yield _member(reading, scene, whole, item)


def _lists_regions(clause: Clause, at: int) -> bool:
    """Whether regions are listed: `in five provinces, among them ...`."""
    nouns = [t.lemma for t in clause.tokens if t.at < at and t.pos == "NOUN"]
    return bool(nouns) and nouns[-1] in REGIONS


def _is_region(scene: Scene, item: _Item) -> bool:
    """Whether a list is one of provinces or countries, which hold what happens but are not its members."""
    return any(
        p.where.level in ("region", "country", "area") and scene.analysis.span(p.first, p.last) == item.span
        for p in scene.places
    )


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
        words = set(told.lower().split())
        if any(noun in told.lower() for noun in nouns):
            return event
        firms = reading.cues["premises"]
        if (
            STRIKE in event.modes
            and nouns & firms
            and any(word.removesuffix("s") in firms or word in firms for word in words)
        ):
            return event
    return None


def _items(scene: Scene, start: int) -> Iterator[_Item]:
    """The names listed from `start` on, until one is no name."""
    text = scene.analysis.sentence.text
    blank = BRACKETED.sub(lambda m: " " * (m.end() - m.start()), text)
    between = CLAUSE_ITEM if ";" in blank[start:] else ITEM
    at = start
    for separator in [*between.finditer(blank, start), None]:
        end = separator.start() if separator else len(blank.rstrip(" .:;!?"))
        if blank[at:end].strip():
            item = _item(scene, blank, at, end)
            if item is None:
                return
            yield item
        at = separator.end() if separator else end


def _item(scene: Scene, blank: str, at: int, end: int) -> _Item | None:
    lead = len(blank[at:end]) - len(blank[at:end].lstrip())
    at += lead + (4 if blank[at + lead : at + lead + 4].lower() == "the " else 0)
    place = LOCATED.search(blank, at, end)
    name = blank[at : place.start() if place else end].rstrip()
    words = name.split()
    if not words or len(words) > LONGEST or not any(w[0].isupper() for w in words[:2]):
        return None
    sentence = scene.analysis.sentence
    return _Item(sentence.raw(at, at + len(name)), name, sentence.raw(at, max(end, at + len(name))))


def _member(reading: Reading, scene: Scene, whole: Event, item: _Item) -> Event:
    inside = next((p for p in scene.places if _within(scene, p, item.span)), None)
    told = next(
        (p for p in scene.places if _within(scene, p, item.whole) and not _within(scene, p, item.span)), None
    )
    itself = inside is not None and inside.where.level == "site"  # a firm is no place of its own
    near = None if itself or inside is None else inside.where
    place = told.where if told else reading.place_in(item.text) or near or whole.place
    if inside is not None and inside.where.name == item.text and inside.where.level == "city" and not told:
        return _part(whole, item.text, item.span, whole.actors, inside.where)
    return _part(whole, item.text, item.span, (_firm(whole, item.text, item.span),), place)


def _firm(whole: Event, text: str, span: Span) -> Participant:
    """A plant or firm whose people act."""
    first = whole.actors[0] if whole.actors else None
    sectors = first.sectors if first else ("LAB",) if STRIKE in whole.modes else ()
    country = first.country if first else whole.place.country if whole.place else None
    return Participant(text=text, span=span, name=text, entity=None, country=country, sectors=sectors)


def _part(whole: Event, text: str, span: Span, actors: tuple[Participant, ...], place: Where | None) -> Event:
    """The record for one member of `whole`."""
    step = Step(field="part_of", value=whole.id, rule="listed member", source="members", span=span)
    return replace(
        whole,
        id=hashlib.sha256(f"{whole.id} {span.start} {text}".encode()).hexdigest()[:16],
        actors=actors,
        place=place,
        sizes=(),
        demands=(),
        part_of=whole.id,
        steps=(*whole.steps, step),
    )


def _within(scene: Scene, placed: Placed, span: Span) -> bool:
    return span.start <= scene.analysis.tokens[placed.head].start < span.end


# ------------------------------------------------------------------ by the grammar


def _apposed(reading: Reading, scene: Scene, clause: Clause, whole: Event) -> Iterator[Event]:
    """`Workers at two plants, A and B, struck`: names beside what is counted or acts there."""
    counted = {n.noun for n in scene.numbers for size in whole.sizes if n.quantity.span == size.span}
    for noun in sorted({*(n for n in counted if n is not None), *_premises(reading, clause, whole)}):
        if clause.tokens[noun].tag != "NNS":
            continue
        beside = [t.i for t in clause.tokens if t.dep == "appos" and noun in [*clause.ancestors(t.i)][:4]]
        names = [n for c in beside[:1] for n in clause.conjuncts(c)]
        if len(names) > 1 and all(_may_be_firm(clause, n) for n in names):
            yield from (_named(reading, clause, whole, _name_start(clause, n), n) for n in names)


def _sharing(reading: Reading, clause: Clause, whole: Event) -> Iterator[Event]:
    """`Haifa and Ashdod ports have stopped`: names that share the plural noun of the place of work."""
    for noun in _premises(reading, clause, whole):
        names = tuple(_names_before(clause, noun)) if clause.tokens[noun].tag in ("NNS", "NNPS") else ()
        if len(names) > 1:
            yield from (_named(reading, clause, whole, first, last) for first, last in names)


def _names_before(clause: Clause, noun: int) -> Iterator[tuple[int, int]]:
    """First and last token of each name in the list right before a noun, the last one first."""
    last = noun - 1
    while last >= 0 and clause.tokens[last].pos == "PROPN":
        first = last
        while first and clause.tokens[first - 1].pos == "PROPN":
            first -= 1
        yield first, last
        if not first or clause.tokens[first - 1].text not in BETWEEN:
            return
        last = first - 2


def _named(reading: Reading, clause: Clause, whole: Event, first: int, last: int) -> Event:
    text, span = clause.analysis.text(first, last), clause.analysis.span(first, last)
    place = reading.place_in(text) or whole.place
    return _part(whole, text, span, (_firm(whole, text, span),), place)


def _premises(reading: Reading, clause: Clause, whole: Event) -> Iterator[int]:
    """The places of work that those who act are called by: `drivers at three bus companies`."""
    spans = [person.span for person in whole.actors if person.span]
    for token in clause.tokens:
        if token.lemma in reading.cues["premises"] and any(s.start <= token.start < s.end for s in spans):
            yield token.i


def _may_be_firm(clause: Clause, name: int) -> bool:
    """A proper name that is not a human being's."""
    people = (n for n in clause.analysis.names if n.label == "PERSON" and n.first <= name <= n.last)
    return clause.tokens[name].pos == "PROPN" and not any(people)


def _name_start(clause: Clause, last: int) -> int:
    first = last
    while first and clause.tokens[first - 1].pos == "PROPN" and clause.tokens[first - 1].dep == "compound":
        first -= 1
    return first


def _coordinate(scene: Scene, clause: Clause, whole: Event) -> Iterator[Event]:
    """`marched in A, B and C`: two or more towns or sites of a name behind one preposition of the deed."""
    places = {p.head: p for p in scene.places if p.where.level in SETTLED and is_named(p.where)}
    for first in _first_towns(clause, whole):
        towns = [places[h] for n in first for h in _chain(clause, n) if h in places]
        if len({town.where.name for town in towns}) > 1:
            for town in towns:
                span = clause.analysis.span(town.first, town.last)
                yield _part(whole, town.where.text, span, whole.actors, town.where)
            return


def _chain(clause: Clause, noun: int) -> Iterator[int]:
    """A noun and those that parsers hang below it in a list, as conjunct or apposition."""
    yield noun
    for c in clause.kids(noun, "conj", "appos"):
        yield from _chain(clause, c)


def _first_towns(clause: Clause, whole: Event) -> Iterator[list[int]]:
    """The first of each list of towns: behind `in` and `at` of the deed, or what a verb says it has hit.

    Of the deed are its words, their object, the verb of which they are a part, and who acts.
    """
    words = [t.i for t in clause.tokens if whole.trigger.start <= t.start < whole.trigger.end]
    above = [clause.tokens[w].head for w in words if clause.tokens[w].dep in ("nsubj", "nsubjpass", "dobj")]
    verbs = [a for a in above if clause.tokens[a].pos in VERBAL]
    objects = [o for w in words for o in clause.kids(w, "dobj")]
    doers = [s for w in words for s in clause.kids(w, "nsubj")]
    for word in dict.fromkeys((*words, *verbs, *objects, *doers)):
        for preposition in clause.kids(word, "prep"):
            if clause.tokens[preposition].lemma in LEADING:
                also = [c for c in clause.children[preposition] if clause.tokens[c].dep == "conj"]
                beside = [c for c in clause.children[word] if _is_again(clause, preposition, c)]
                yield [town for one in (preposition, *also, *beside) for town in clause.kids(one, "pobj")]
    yield from (clause.kids(verb, "dobj") for verb in verbs)


def _is_again(clause: Clause, first: int, later: int) -> bool:
    """Whether a preposition of one word stands there once more behind `and`: `in Lyon and in Nantes`."""
    one, other = clause.tokens[first], clause.tokens[later]
    return (
        first < later
        and other.dep == "prep"
        and one.lemma == other.lemma
        and clause.tokens[later - 1].text == "and"
    )

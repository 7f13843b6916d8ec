"""Hand-coded reports as the network is shown them: gold spans as words, names as where they stand.

All spans come in raw and are compared with the words' raw spans; `Marked.words` covers the trigger's
own characters and, where it begins and ends with words, no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tocsin.learn.labels import Day, Labels, Part
from tocsin.learn.pieces import Pieces
from tocsin.model import Analysis, Sentence, Span, Status, Token, Voice

CONTENT = frozenset({"VERB", "NOUN", "ADJ", "PROPN"})
"""Parts of speech that a trigger's head has, if any of its words has."""


@dataclass(frozen=True, slots=True)
class GoldPart:
    """A participant, place or date as hand-coded: all names the report gives it, or where it stands."""

    role: Part
    names: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    """Raw."""
    implicit: bool = False
    sectors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """An event as hand-coded, as far as the model learns it."""

    type: str
    trigger: Span
    """Raw."""
    modes: frozenset[str]
    status: Status
    voice: Voice
    day: Day | None
    """None where the date is one that no time phrase gives."""
    parts: tuple[GoldPart, ...]


class Seen(NamedTuple):
    """A participant, place or date and everywhere it is named: position of sentence and words there."""

    role: int
    implicit: bool
    at: tuple[tuple[int, range], ...]
    sectors: tuple[int, ...]


class Marked(NamedTuple):
    """An event's trigger: position of its sentence, words there, the head among them; labels by index."""

    sentence: int
    words: range
    head: int
    type: int
    modes: tuple[int, ...]
    status: int
    voice: int
    day: int
    """-1 where it is none of the labels."""
    parts: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One report: the pieces and the paragraph of each sentence, and what is to be found there."""

    pieces: tuple[Pieces, ...]
    blocks: tuple[int, ...]
    events: tuple[Marked, ...]


def read_story(
    analyses: Sequence[Analysis], pieces: Sequence[Pieces], gold: Sequence[GoldEvent], labels: Labels
) -> Story:
    """The report as the network is shown it. Events whose trigger is in no sentence are left out."""
    marked = (_marked(analyses, pieces, event, labels) for event in gold if event.type in labels.types)
    blocks = tuple(a.sentence.block for a in analyses)
    return Story(tuple(pieces), blocks, tuple(m for m in marked if m is not None))


def words_of(sentence: Sentence, pieces: Pieces, span: Span) -> range:
    """The words that share a raw character with `span`."""
    ends = zip(pieces.starts, pieces.ends, strict=True)
    hit = [k for k, (start, end) in enumerate(ends) if sentence.raw(start, end).overlaps(span)]
    return range(hit[0], hit[-1] + 1) if hit else range(0)


def span_of(sentence: Sentence, pieces: Pieces, words: range) -> Span:
    """The raw span of a range of words, which must not be empty: the inverse of `words_of`."""
    return sentence.raw(*pieces.span(words))


def _marked(
    analyses: Sequence[Analysis], pieces: Sequence[Pieces], event: GoldEvent, labels: Labels
) -> Marked | None:
    for position, analysis in enumerate(analyses):
        if analysis.sentence.span.overlaps(event.trigger):
            words = words_of(analysis.sentence, pieces[position], event.trigger)
            if not words:
                continue
            return Marked(
                position,
                words,
                _head(analysis, pieces[position], event.trigger, words),
                labels.types.index(event.type),
                tuple(i for i, (of, m) in enumerate(labels.modes) if of == event.type and m in event.modes),
                labels.status.index(event.status),
                labels.voice.index(event.voice),
                labels.day.index(event.day) if event.day else -1,
                tuple(_seen(analyses, pieces, part, position, labels) for part in event.parts),
            )
    return None


def _head(analysis: Analysis, pieces: Pieces, trigger: Span, words: range) -> int:
    """The word of the trigger's syntactic head."""
    inside = [t for t in analysis.tokens if trigger.overlaps(Span(t.start, t.end))]
    if inside:
        head = _root(inside)
        for word in words:
            if span_of(analysis.sentence, pieces, range(word, word + 1)).overlaps(Span(head.start, head.end)):
                return word
    return words[0]


def _root(tokens: Sequence[Token]) -> Token:
    """The token that governs the others; a content word, if there is one."""
    own = {t.i for t in tokens}
    roots = [t for t in tokens if t.head not in own or t.head == t.i] or tokens
    content = [t for t in (*roots, *tokens) if t.pos in CONTENT]
    adverb = [t for t in roots[:1] if t.pos == "ADV"]
    return ([t for t in roots if t.pos in CONTENT] or adverb or content or list(roots))[0]


def _seen(
    analyses: Sequence[Analysis], pieces: Sequence[Pieces], part: GoldPart, here: int, labels: Labels
) -> Seen:
    at = {(p, words) for span in part.spans for p, words in _stretches(analyses, pieces, span)}
    if part.names:
        at |= set(_named(analyses, pieces, part, here))
    ordered = tuple(sorted(at, key=lambda o: (o[0], o[1].start, o[1].stop)))
    sectors = tuple(i for i, code in enumerate(labels.sectors) if code in part.sectors)
    return Seen(labels.roles.index(part.role), part.implicit, ordered, sectors)


def _named(
    analyses: Sequence[Analysis], pieces: Sequence[Pieces], part: GoldPart, here: int
) -> Iterator[tuple[int, range]]:
    """Where the part's names stand; `here` is the sentence of the trigger."""
    everywhere = range(len(analyses))
    whole = tuple(_occurrences(analyses, pieces, part.names, everywhere))
    yield from whole
    words = part.names[0].split() or [""]
    if part.role != "place" and words[-1][:1].isupper() and len(words) <= 3:  # a surname alone
        yield from _occurrences(analyses, pieces, words[-1:], everywhere)
    elif not whole and words[-1][:1].islower():  # `miners` for `the striking miners`
        yield from _occurrences(analyses, pieces, words[-1:], range(here, here + 1))


def _stretches(
    analyses: Sequence[Analysis], pieces: Sequence[Pieces], span: Span
) -> Iterator[tuple[int, range]]:
    """The words of each sentence that a raw span touches."""
    for position, analysis in enumerate(analyses):
        words = words_of(analysis.sentence, pieces[position], span)
        if words:
            yield position, words


def _occurrences(
    analyses: Sequence[Analysis], pieces: Sequence[Pieces], names: Sequence[str], positions: range
) -> Iterator[tuple[int, range]]:
    """Where any of the names stands, as sentence and words."""
    phrases = (r"\s+".join(map(re.escape, name.split())) for name in names if name.strip())
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(phrases) or '(?!)'})(?!\w)")
    for position in positions:
        for match in pattern.finditer(analyses[position].sentence.text):
            words = pieces[position].words(*match.span())
            if words:
                yield position, words

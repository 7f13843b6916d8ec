"""Everything the coder has found out about one trigger, and the event it makes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tocsin.coding.grammar import Clause
from tocsin.coding.opinions import MODEL, Opinion
from tocsin.coding.reading import Scene
from tocsin.coding.roles import Parts
from tocsin.coding.setting import Dated, Located
from tocsin.coding.shifting import Kind
from tocsin.coding.status import Modality
from tocsin.coding.triggers import Trigger
from tocsin.coding.voice import Saying
from tocsin.model import Event, Evidence, Quantity, Span, Step, Voice

Fact = tuple[str, float]
"""What is known about a finding: a short phrase, and how much of it."""
TRIGGER_WORDS = 6
"""A trigger's span is cut to about as many words as people mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the stages of coding said of one trigger."""

    scene: Scene
    clause: Clause
    trigger: Trigger
    kind: Kind
    """Type, modes and status, shifted where the event is still to come."""
    parts: Parts
    mood: Modality
    date: Dated | None
    place: Located | None
    saying: Saying | None
    """The source that states it; None where the paper does."""
    voice: Voice
    sizes: tuple[Quantity, ...]
    demands: tuple[str, ...]
    contexts: tuple[tuple[str, str], ...]
    """Contexts, each with the row that gave it."""
    opinion: Opinion
    confidence: float = 0.0
    known: tuple[Fact, ...] = ()
    """What the confidence was weighed from."""

    @property
    def span(self) -> Span:
        """The trigger's words, in the file."""
        first, last = self.trigger.first, self.trigger.last
        return self.scene.analysis.span(first, min(last, first + TRIGGER_WORDS - 1))

    @property
    def dated_here(self) -> bool:
        """Whether its own sentence gives the date."""
        span = self.date.when.span if self.date else None
        return span is not None and span.overlaps(self.scene.analysis.sentence.span)

    @property
    def placed_here(self) -> bool:
        """Whether its own sentence gives the place."""
        span = self.place.where.span if self.place else None
        return span is not None and span.overlaps(self.scene.analysis.sentence.span)


def event_of(finding: Finding, document: str) -> Event:
    """The event that a finding makes; `document` is the report's id."""
    sentence = finding.scene.analysis.sentence
    return Event(
        id=_identity(document, finding.span, finding.kind.type),
        type=finding.kind.type,
        modes=finding.kind.modes,
        contexts=tuple(name for name, _ in finding.contexts),
        actors=finding.parts.actors,
        recipients=finding.parts.recipients,
        place=replace(finding.place.where, told=finding.placed_here) if finding.place else None,
        date=replace(finding.date.when, told=finding.dated_here) if finding.date else None,
        sizes=finding.sizes,
        demands=finding.demands,
        part_of=None,
        status=finding.kind.status,
        voice=finding.voice,
        attribution=finding.saying.attribution if finding.saying else None,
        trigger=finding.span,
        sentence=sentence.span,
        confidence=finding.confidence,
        evidence=(
            Evidence(sentence=sentence.index, trigger=finding.span, rule=finding.trigger.entry.source),
        ),
        steps=tuple(_steps(finding)),
    )


def _identity(document: str, span: Span, kind: str) -> str:
    """Which finding this is: no time, tool or codebook version enters."""
    return hashlib.sha256(f"{document} {span.start} {span.end} {kind}".encode()).hexdigest()[:16]


def _steps(finding: Finding) -> Iterator[Step]:
    """Every value with the rule that gave it, for `tocsin why`."""
    entry, kind, saying, opinion = finding.trigger.entry, finding.kind, finding.saying, finding.opinion
    value = " ".join((entry.type or "", *entry.modes))
    yield Step(field="event", value=value, rule=entry.pattern, source=entry.source, span=finding.span)
    if kind.source:
        value = " ".join((kind.type, *kind.modes))
        rule = "the trained model's mode" if kind.source == MODEL else "what is to come, asked or refused"
        yield Step(field="event", value=value, rule=rule, source=kind.source)
    yield from finding.parts.steps
    if place := finding.place:
        where = place.where
        yield Step(field="place", value=where.name, rule=place.rule, source=where.rule, span=where.span)
    if date := finding.date:
        value = f"{date.when.start} to {date.when.end}"
        yield Step(field="date", value=value, rule=date.rule, source=date.when.rule, span=date.when.span)
    yield Step(field="status", value=kind.status, rule=finding.mood.why, source=finding.mood.source)
    rule, source = (saying.rule, saying.source) if saying else ("the paper's own", "voice")
    yield Step(field="voice", value=finding.voice, rule=rule, source=source)
    for context, row in finding.contexts:
        yield Step(field="context", value=context, rule="a word of the sentence", source=row)
    said = "no model in use" if opinion.model is None else f"model {opinion.model:.2f}"
    rule = f"{'in the lexicon' if opinion.by_rule else 'not in the lexicon'}; {said}"
    value = f"{finding.confidence:.3f}"
    weighed = tuple(f"{fact}: {worth:.4g}" for fact, worth in finding.known)
    yield Step(field="confidence", value=value, rule=rule, source="confidence.txt", over=weighed)

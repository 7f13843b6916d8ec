"""How sure the coder is of an event: the share of findings like it that were right on hand-coded reports.

What speaks for or against a finding are plain facts: which of lexicon and model found it, its type, who
takes part. Their weights are a table, `confidence.txt`, learned by logistic regression on reports that
neither the model nor the table had seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from tocsin.codebook.confidence import Weights
from tocsin.coding.grammar import Clause
from tocsin.coding.opinions import Opinion
from tocsin.coding.triggers import Trigger
from tocsin.model import Event

Fact = tuple[str, float]
"""What is known about a finding: a short phrase, and how much of it."""


def facts(
    clause: Clause, trigger: Trigger, event: Event, opinion: Opinion, *, quoted: bool
) -> Iterator[Fact]:
    """What is known about a finding, in phrases that a person can read."""
    who = "rule" if opinion.by_rule else "model"
    pos = trigger.entry.pos
    yield f"{who}", 1.0
    yield f"{who} {event.type}.{pos}", 1.0
    yield f"{who} {_parties(event)}", 1.0
    yield f"{who} status {event.status}", 1.0
    yield f"{who} voice {event.voice}", 1.0
    if opinion.by_rule:
        yield "rule words", float(min(len(trigger.words), 4))
        yield "rule conditions", float(min(len(trigger.entry.conditions), 2))
    if opinion.model is not None:
        yield f"model odds, {who}", opinion.logit
        yield f"model odds other type, {who}", opinion.other
    if pos == "n":
        yield f"{who} noun {'new' if clause.is_indefinite(trigger.head) else 'known'}", 1.0
    if quoted:
        yield f"{who} quoted", 1.0
    if event.date and event.date.span and event.sentence.overlaps(event.date.span):
        yield f"{who} dated", 1.0
    if event.sizes:
        yield f"{who} counted", 1.0


def _parties(event: Event) -> str:
    if event.actors and event.recipients:
        return "actor and recipient"
    return "actor" if event.actors else "recipient" if event.recipients else "nobody"


def probability(known: tuple[Fact, ...], weights: Weights) -> float:
    """The probability, 0 to 1, that a finding of which these facts are known is right."""
    total = weights.get("bias", 0.0) + sum(weights.get(fact, 0.0) * value for fact, value in known)
    return 1.0 / (1.0 + math.exp(-total))

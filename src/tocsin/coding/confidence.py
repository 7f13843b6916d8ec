"""How sure the coder is of an event: the share of findings like it that were right on hand-coded reports.

What speaks for or against a finding are plain facts (the lexicon row, who was found, where the trigger
stands in its clause); their weights are a table, `weights.txt`, learned by logistic regression.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from tocsin.coding.grammar import Clause
from tocsin.coding.triggers import Trigger
from tocsin.model import Event

SUBJECT = ("nsubj", "nsubjpass")


def facts(clause: Clause, trigger: Trigger, event: Event, quoted: bool) -> tuple[str, ...]:
    """What is known about a finding, each fact a short phrase that a person can read."""
    entry, token = trigger.entry, clause.tokens[trigger.head]
    kind = f"{event.type}.{entry.pos}"
    told = [
        f"type {kind}",
        f"row {entry.type} {entry.pattern}",
        f"word {event.type} {token.lemma}",
        f"link {entry.pos} {token.dep}",
        f"tag {entry.pos} {token.tag}",
        f"words {min(len(trigger.words), 4)}",
        f"status {event.status}",
        f"voice {event.voice}",
        f"who {kind} {_presence(event)}",
        f"mode {event.type} {'+' if event.modes else '-'}",
        f"quoted {event.type} {quoted}",
        f"above {entry.pos} {_above(clause, trigger.head)}",
    ]
    told += [f"actor {event.type} {s}" for p in event.actors[:1] for s in p.sectors[:1]]
    told += [f"recipient {event.type} {s}" for p in event.recipients[:1] for s in p.sectors[:1]]
    told.append(f"date {event.type} {bool(event.date and event.date.span)}")
    told.append(f"size {event.type} {bool(event.sizes)}")
    if entry.pos == "n":
        told.append(f"new {event.type} {clause.is_indefinite(trigger.head)}")
    return tuple(told)


def _presence(event: Event) -> str:
    return f"{'actor' if event.actors else '-'} {'recipient' if event.recipients else '-'}"


def _above(clause: Clause, head: int) -> str:
    """The word the trigger hangs on, if it is a verb or noun."""
    up = clause.tokens[clause.tokens[head].head]
    return up.lemma if up.i != head and up.pos in ("VERB", "NOUN", "AUX") else up.pos


def probability(told: Iterable[str], weights: Mapping[str, float]) -> float:
    """The probability, 0 to 1, that a finding of which all this is true is right."""
    total = weights.get("bias", 0.0) + sum(weights.get(fact, 0.0) for fact in told)
    return 1.0 / (1.0 + math.exp(-total))


def strongest(
    told: Iterable[str], weights: Mapping[str, float], most: int = 4
) -> Iterator[tuple[str, float]]:
    """The facts that weighed most, heaviest first, for the explanation of an event."""
    weighed = sorted(((fact, weights.get(fact, 0.0)) for fact in told), key=lambda pair: -abs(pair[1]))
    return ((fact, weight) for fact, weight in weighed[:most] if weight)

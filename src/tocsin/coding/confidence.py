"""How sure the coder is of an event: the share of findings like it that were right on hand-coded reports.

What speaks for or against a finding are plain facts: which of lexicon and model found it, its type, who
takes part. Their weights are a table, `confidence.txt`, learned by logistic regression on reports that
neither the model nor the table had seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from tocsin.codebook.confidence import Weights
from tocsin.coding.finding import Fact, Finding
from tocsin.coding.roles import Parts


def facts(finding: Finding, *, quoted: bool) -> Iterator[Fact]:
    """What is known about a finding, in phrases that a person can read."""
    opinion, kind, entry = finding.opinion, finding.kind, finding.trigger.entry
    who = "rule" if opinion.by_rule else "model"
    yield who, 1.0
    yield f"{who} {kind.type}.{entry.pos}", 1.0
    yield f"{who} {_parties(finding.parts)}", 1.0
    yield f"{who} status {kind.status}", 1.0
    yield f"{who} voice {finding.voice}", 1.0
    if opinion.by_rule:
        yield "rule words", float(min(len(finding.trigger.words), 4))
        yield "rule conditions", float(min(len(entry.conditions), 2))
    if opinion.model is not None:
        yield f"model odds, {who}", opinion.logit
        yield f"model odds other type, {who}", opinion.other
    if entry.pos == "n":
        new = finding.clause.is_indefinite(finding.trigger.head)
        yield f"{who} noun {'new' if new else 'known'}", 1.0
    for fact, holds in (("quoted", quoted), ("dated", finding.dated_here), ("counted", bool(finding.sizes))):
        if holds:
            yield f"{who} {fact}", 1.0


def _parties(parts: Parts) -> str:
    if parts.actors and parts.recipients:
        return "actor and recipient"
    return "actor" if parts.actors else "recipient" if parts.recipients else "nobody"


def probability(known: tuple[Fact, ...], weights: Weights) -> float:
    """The probability, 0 to 1, that a finding of which these facts are known is right."""
    total = weights.get("bias", 0.0) + sum(weights.get(fact, 0.0) * value for fact, value in known)
    return 1.0 / (1.0 + math.exp(-total))

"""How sure the coder is of everybody who takes part, and who is left out as too unsure.

The grammar names people, the trained model points to people. Each is a candidate for a role, and what
speaks for him are plain facts: which of the two gave him, from which slot, the model's odds of him, of the
best other and of him on the other side, how he hangs together with the trigger, what he is, how sure the
event itself is. Their weights are a table, `participants.txt`, learned by logistic regression on hand-coded
reports (decision 0023).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tocsin.codebook.confidence import PARTICIPANTS, Confidence
from tocsin.coding.confidence import probability
from tocsin.coding.finding import Fact, Finding
from tocsin.coding.grammar import Clause
from tocsin.coding.opinions import MODEL, log_odds
from tocsin.coding.roles import Seen, is_same
from tocsin.model import ROLES, Participant, Role, Span, Step

SILENT = 0.02
"""What the model is taken to say of somebody to whom it does not point."""
ALONE = 0.5
"""The share of the threshold from which on the surest actor is kept."""
FAR = 3
"""Steps of the grammar from which on it does not matter how many."""
LEFT_OUT = "left out"
"""How the rule begins of a step that tells of somebody who was considered, and no more of him."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may take part, with the facts and the probability that he does."""

    person: Participant
    known: tuple[Fact, ...]
    sure: float


def weighed(finding: Finding, weights: Mapping[Role, Confidence]) -> Finding:
    """The finding with those participants alone who are sure enough, each with his probability.

    All who were considered are told in its steps. Where the table has no rows, nobody is weighed or left out.
    """
    if not any(known.weights for known in weights.values()):
        return finding
    found = {role: tuple(_candidates(finding, role, weights[role])) for role in ROLES}
    parts, steps = finding.parts, finding.parts.steps
    for role, other in (ROLES, ROLES[::-1]):
        least = weights[role].threshold
        kept = tuple(c for c in _enough(role, found[role], least) if not _is_rather(c, found[other]))
        people = tuple(replace(c.person, confidence=round(c.sure, 3)) for c in kept)
        parts = parts.having(role, people)
        rules = tuple(step for step in steps if step.field != role or people)
        steps = (*rules, *(_step(role, c, c in kept) for c in found[role]))
    return replace(finding, parts=replace(parts, steps=steps))


def _enough(role: Role, found: tuple[Candidate, ...], least: float) -> Iterator[Candidate]:
    """Those who are sure enough; the surest actor need be half as sure, for who acts is asked first."""
    surest = max(found, key=lambda c: c.sure, default=None)
    for candidate in found:
        if candidate.sure >= least * (ALONE if role == "actor" and candidate is surest else 1.0):
            yield candidate


def _is_rather(candidate: Candidate, rivals: tuple[Candidate, ...]) -> bool:
    """Whether the very same one is likelier to be on the other side."""
    likelier = (r.person for r in rivals if r.sure > candidate.sure)
    return any(_identity(person) == _identity(candidate.person) for person in likelier)


def _identity(person: Participant) -> str:
    return person.entity or person.name


def _step(role: Role, candidate: Candidate, kept: bool) -> Step:
    return Step(
        field=role,
        value=candidate.person.name,
        rule=f"{'kept' if kept else LEFT_OUT}: {candidate.sure:.2f}",
        source=PARTICIPANTS,
        span=candidate.person.span,
        over=tuple(f"{fact}: {worth:.3g}" for fact, worth in candidate.known),
    )


def _candidates(finding: Finding, role: Role, weights: Confidence) -> Iterator[Candidate]:
    for person in _people(finding, role):
        known = tuple(facts(finding, role, person))
        yield Candidate(person, known, probability(known, weights.weights))


def _people(finding: Finding, role: Role) -> Iterator[Participant]:
    """Everybody whom rules or model have for the role, those of the rules first, each once.

    Where the clause leaves its doer open (`after shots were fired`) only whom `pointing` was sure of.
    """
    people = list(finding.parts.of(role))
    left_open = role == "actor" and finding.clause.leaves_open(finding.trigger.head)
    teller = finding.saying.entity if finding.saying and people else None
    for seen in () if left_open else finding.parts.seen[role]:
        told = teller is not None and seen.person.entity == teller
        if not told and not any(is_same(seen.person, known) for known in people):
            people.append(seen.person)
    yield from people


# ------------------------------------------------------------------ facts


def facts(finding: Finding, role: Role, person: Participant) -> Iterator[Fact]:
    """What is known of somebody as a candidate for a role, in phrases that a person can read."""
    parts, entry = finding.parts, finding.trigger.entry
    other = ROLES[1 - ROLES.index(role)]
    slot = parts.slots.get((role, person.span))
    elsewhere = any(is_same(person, known) for known in parts.of(other))
    who = "rule" if slot else "other side" if elsewhere else "model"
    yield who, 1.0
    yield f"{who}, model odds", _odds(_sure(parts.seen[role], person))
    yield f"{who}, model odds of the other side", _odds(_sure(parts.seen[other], person))
    yield f"{who}, model odds of others", _odds(_best_other(parts.seen[role], person))
    yield f"{who}, event odds", _odds(finding.confidence)
    yield f"{who}, trigger of the {'model' if entry.source == MODEL else 'lexicon'}", 1.0
    yield f"{who}, {_way(finding.clause, finding.trigger.head, person.span)}", 1.0
    yield f"sector {person.sectors[0] if person.sectors else 'none'}", 1.0
    if slot:
        yield f"slot {slot}", 1.0


def _odds(p: float) -> float:
    return log_odds(p, SILENT)


def _sure(seen: tuple[Seen, ...], person: Participant) -> float:
    return max((s.sure for s in seen if is_same(s.person, person)), default=0.0)


def _best_other(seen: tuple[Seen, ...], person: Participant) -> float:
    return max((s.sure for s in seen if not is_same(s.person, person)), default=0.0)


def _way(clause: Clause, head: int, span: Span | None) -> str:
    """How a phrase hangs together with the trigger: steps up from both to the word above them."""
    mine = clause.top(span) if span else None
    if mine is None:
        return "in another sentence"
    above = {word: steps for steps, word in enumerate((head, *clause.ancestors(head)))}
    for steps, word in enumerate((mine, *clause.ancestors(mine))):
        if word in above:
            return f"{min(steps, FAR)} up {min(above[word], FAR)} down"
    return "not joined"

"""Two opinions on what states an event: the lexicon's, and the trained model's where there is one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tocsin.codebook.lexicon import Entry
from tocsin.coding.grammar import NOMINAL, VERBAL, Clause
from tocsin.coding.people import People
from tocsin.coding.reading import Proposed
from tocsin.coding.roles import Parts
from tocsin.coding.triggers import Trigger
from tocsin.model import Participant, Role, Step

MODEL = "model"
"""Where a trigger comes from that no row of the lexicon gave."""
FLOOR = 0.1
"""Proposals below this probability are not looked at."""
MODE = 0.5
"""Probability from which a mode proposed by the model is taken."""
PART = 0.65
"""Probability from which a participant proposed by the model fills an empty place."""
SILENT = 0.01
"""What the model is taken to say of a type it does not mention."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What lexicon and model say of a trigger's type."""

    by_rule: bool
    model: float | None
    """The model's probability of the type; None where there is no model."""
    other: float
    """The model's probability of the most probable other type at the trigger."""

    @property
    def logit(self) -> float:
        """The model's probability as log odds, kept within what can be weighed."""
        p = min(max(self.model or 0.0, SILENT), 1.0 - SILENT)
        return math.log(p / (1.0 - p))


def opinion_on(clause: Clause, trigger: Trigger, proposals: tuple[Proposed, ...] | None) -> Opinion:
    """Both opinions on a trigger. `proposals` is None where no model is in use."""
    by_rule = trigger.entry.source != MODEL
    if proposals is None:
        return Opinion(by_rule, None, 0.0)
    own = {*trigger.words, *range(trigger.first, trigger.last + 1)}
    verb = _supporting(clause, trigger)
    here = [p for p in proposals if p.head in own or (p.head == verb and p.type == trigger.entry.type)]
    same = max((q for p in here for kind, q in p.types if kind == trigger.entry.type), default=0.0)
    other = max((q for p in here for kind, q in p.types if kind != trigger.entry.type), default=0.0)
    return Opinion(by_rule, same, other)


def _supporting(clause: Clause, trigger: Trigger) -> int | None:
    """The verb whose object a noun of event is: `called a strike` is one event, whichever word is marked."""
    token = clause.tokens[trigger.head]
    is_object = trigger.entry.pos == "n" and token.dep == "dobj"
    lends = is_object and "subject" in clause.slots(trigger.head)
    return token.head if lends and clause.tokens[token.head].pos in VERBAL else None


def proposed_triggers(
    clause: Clause, rules: Iterable[Trigger], proposals: tuple[Proposed, ...] | None
) -> Iterator[Trigger]:
    """Triggers that the model alone proposes: no rule found the same type at the word."""
    found = {
        (word, t.entry.type)
        for t in rules
        for word in (*t.words, *range(t.first, t.last + 1), _supporting(clause, t))
    }
    for proposal in proposals or ():
        if proposal.probability >= FLOOR and (proposal.head, proposal.type) not in found:
            yield Trigger(
                head=proposal.head,
                first=proposal.head,
                last=proposal.head,
                words=frozenset((proposal.head,)),
                entry=_entry(clause, proposal),
            )


def fill_gaps(
    people: People, trigger: Trigger, parts: Parts, proposals: tuple[Proposed, ...] | None
) -> Parts:
    """Actors and recipients from the model where the frame of the trigger found none."""
    for proposal in proposals or ():
        here = proposal.head in trigger.words or proposal.head == _supporting(people.clause, trigger)
        if here and proposal.type == trigger.entry.type:
            taken = {p.name for p in (*parts.actors, *parts.recipients)}
            if not parts.actors:
                found = _named(people, proposal.actors, taken)
                parts = replace(parts, actors=found, steps=(*parts.steps, *_said("actor", found)))
                taken |= {p.name for p in found}
            if not parts.recipients:
                found = _named(people, proposal.recipients, taken)
                parts = replace(parts, recipients=found, steps=(*parts.steps, *_said("recipient", found)))
            return parts
    return parts


def _named(people: People, heads: tuple[tuple[int, float], ...], taken: set[str]) -> tuple[Participant, ...]:
    """The participants among `heads` that the model is sure enough of, none of them twice."""
    found: dict[str, Participant] = {}
    for head, sure in heads:
        if sure >= PART and people.clause.tokens[head].pos in NOMINAL:
            person = people.somebody(head, name=True, adjective=False) or people.participant(head)
            if person.name not in taken:
                found.setdefault(person.name, person)
    return tuple(found.values())


def _said(role: Role, found: tuple[Participant, ...]) -> tuple[Step, ...]:
    value = "; ".join(p.name for p in found)
    return (
        (Step(field=role, value=value, rule="the model", source=MODEL, span=found[0].span),) if found else ()
    )


def _entry(clause: Clause, proposal: Proposed) -> Entry:
    """The proposal in the form of a lexicon entry with the default frame of its type."""
    token = clause.tokens[proposal.head]
    pos = "a" if token.pos in ("ADJ", "ADV") else "n" if token.pos in ("NOUN", "PROPN", "NUM") else "v"
    return Entry(
        source=MODEL,
        pattern=token.lemma,
        heads=(token.lemma,),
        pos=pos,
        words=(),
        shared=(),
        without=frozenset(),
        type=proposal.type,
        modes=tuple(mode for mode, p in proposal.modes if p >= MODE),
        roles={},
        conditions=(),
        flags=frozenset(),
        example="",
    )

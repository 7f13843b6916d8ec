"""Two opinions on what states an event: the lexicon's, and the trained model's where there is one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tocsin.codebook.lexicon import Entry
from tocsin.coding.grammar import VERBAL, Clause
from tocsin.coding.reading import Proposed
from tocsin.coding.triggers import Trigger

MODEL = "model"
"""Where a trigger comes from that no row of the lexicon gave, and a value that no rule did."""
FLOOR = 0.2
"""Proposals below this probability are not looked at, unless the coder is content with less."""
MODE = 0.5
"""Probability from which a mode proposed by the model is taken."""
PARTS = frozenset(("poss", "compound"))
"""Words that are part of a noun's phrase."""
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
        return log_odds(self.model or 0.0, SILENT)


def log_odds(p: float, least: float) -> float:
    """A probability as log odds, kept at least `least` from nought and one."""
    p = min(max(p, least), 1.0 - least)
    return math.log(p / (1.0 - p))


def opinion_on(
    clause: Clause, trigger: Trigger, kind: str, proposals: tuple[Proposed, ...] | None
) -> Opinion:
    """Both opinions on a trigger as an event of type `kind`. `proposals` is None where no model is in use.

    Who sees a ban where one is announced sees the threat, too: what the model says of the trigger's own type
    counts for the type that it becomes as still to come.
    """
    by_rule = trigger.entry.source != MODEL
    if proposals is None:
        return Opinion(by_rule, None, 0.0)
    own = {*trigger.words, *range(trigger.first, trigger.last + 1)}
    verb = _supporting(clause, trigger)
    here = [p for p in proposals if p.head in own or (p.head == verb and p.type == kind)]
    kinds = (kind, trigger.entry.type)
    same = max((q for p in here for name, q in p.types if name in kinds), default=0.0)
    other = max((q for p in here for name, q in p.types if name not in kinds), default=0.0)
    return Opinion(by_rule, same, other)


def _supporting(clause: Clause, trigger: Trigger) -> int | None:
    """The verb whose object a noun of event is: `called a strike` is one event, whichever word is marked.

    So is `responded with air strikes`.
    """
    if trigger.entry.pos != "n":
        return None
    token = clause.tokens[trigger.head]
    above = clause.tokens[token.head]
    if above.dep == "prep" and above.lemma == "with":
        return above.head
    if token.dep == "nsubjpass":  # `no arrests were reported`
        return above.i
    lends = token.dep == "dobj" and "subject" in clause.slots(token.i)
    return above.i if lends and above.pos in VERBAL else None


def contended(clause: Clause, trigger: Trigger, others: Iterable[Trigger]) -> int:
    """The word for which a trigger contends with others: its head; of a joined word the first.

    Of a noun it is the verb that lends it its doer, where the model marks that verb with whatever type:
    `completed their withdrawal` is one event.
    """
    verb = _supporting(clause, trigger) if trigger.entry.source != MODEL else None
    marked = any(other.head == verb and other.entry.source == MODEL for other in others)
    return clause.hyphenated(verb if verb is not None and marked else trigger.head)[0]


def proposed_triggers(
    clause: Clause, rules: Iterable[Trigger], proposals: tuple[Proposed, ...] | None, enough: float = FLOOR
) -> Iterator[Trigger]:
    """Triggers that the model alone proposes: no rule found the same type at the word.

    `enough` is how sure the coder must be of an event.
    """
    found = {
        (word, t.entry.type)
        for t in rules
        for word in (*t.words, *range(t.first, t.last + 1), _supporting(clause, t))
    }
    for proposal in proposals or ():
        token = clause.tokens[proposal.head]
        word = token.head if token.dep in PARTS else token.i  # `France's request` is one
        if proposal.probability >= min(FLOOR, enough) and found.isdisjoint(
            ((proposal.head, proposal.type), (word, proposal.type))
        ):
            first, last = clause.hyphenated(proposal.head)
            yield Trigger(
                head=proposal.head,
                first=first,
                last=last,
                words=frozenset((proposal.head,)),
                entry=_entry(clause, proposal),
            )


def proposal_on(clause: Clause, trigger: Trigger, proposals: tuple[Proposed, ...] | None) -> Proposed:
    """What the model says of the trigger, of its own type if it can be had; nothing where it is silent."""
    verb = _supporting(clause, trigger)
    here = [p for p in proposals or () if p.head in trigger.words or p.head == verb]
    nothing = Proposed(trigger.head, "", 0.0, (), ())
    return max(
        here,
        key=lambda p: (p.type == trigger.entry.type, p.head == trigger.head, p.probability),
        default=nothing,
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
